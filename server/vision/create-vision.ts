import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { projectRoot } from '../config/paths.ts';
import { loadManifest } from './models/manifest.ts';
import { ModelsError } from './models/models-error.ts';
import { VisionPool } from './pool/vision-pool.ts';

/** Where the manifest and the fetched models lie. */
export const modelsDir = path.join(projectRoot, 'models');

/** Vision as configured, not yet started. @throws {ModelsError} when the manifest cannot be read */
export function createVision(
  config: Pick<Config, 'engine' | 'visionWorkers'>,
  log: Pick<Logger, 'warn'>,
): VisionPool {
  const models = loadManifest(modelsDir).engines[config.engine];
  if (models.threshold === null) {
    throw new ModelsError(
      'not_calibrated',
      `The recogniser ${models.recogniser} has no threshold yet. Run "npm run calibrate -- --root DIR" with photos of strangers; nobody can be compared before that.`,
    );
  }
  return new VisionPool(
    {
      engine: config.engine,
      modelsDir,
      workers: config.visionWorkers,
      onReplace: (why) => log.warn({ why }, 'vision worker replaced'),
    },
    {
      id: models.recogniser,
      dimension: models.dimension,
      threshold: models.threshold,
      thresholdSource: models.thresholdSource,
      photoFloor: models.photoFloor,
      livenessThreshold: models.liveness?.threshold ?? null,
    },
  );
}
