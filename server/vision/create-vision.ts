import { availableParallelism, totalmem } from 'node:os';
import type { Logger } from 'pino';
import { loadManifest, loadNextModels, VisionPool } from '#face';
import type { Config } from '../config/config.ts';
import type { Db } from '../store/schema.ts';
import { listKiosks } from '../store/tables/kiosks.ts';
import { installedModels, modelsDir, recogniserInfo } from './installed-models.ts';
import { recogniserInUse } from './recogniser-in-use.ts';

interface VisionConfig extends Pick<Config, 'engine'> {
  /** Processes that run the models. Default: one. */
  visionWorkers?: number;
  /** Whether visitors are asked to follow a dot. The tracker for it takes 100 MB per process. */
  asksToMove?: boolean;
}

/**
 * Creates the configured vision, without starting it.
 * @param db has the faces to compare; null where there are none
 * @throws {ModelsError} when the manifest cannot be read
 */
export async function createVision(
  { engine, visionWorkers: workers = 1, asksToMove = false }: VisionConfig,
  log: Pick<Logger, 'warn'>,
  db: Db | null,
): Promise<VisionPool> {
  const isOnnx = engine === 'onnx';
  const recogniser = isOnnx && db ? await recogniserInUse(db, modelsDir) : undefined;
  const model = recogniserInfo(loadManifest(modelsDir, recogniser).engines[engine]);
  const nextModels = isOnnx ? loadNextModels(modelsDir) : null;
  // With several instances, this one's file may still name a move that the database records as completed.
  const isOver = nextModels?.recogniser === model.id;
  const next = nextModels && !isOver ? recogniserInfo(nextModels) : null;
  return new VisionPool(
    {
      engine,
      ...installedModels,
      workers,
      recogniser,
      withNext: next !== null,
      withTracker: asksToMove,
      onReplace: (why) => log.warn({ why }, 'vision worker replaced'),
    },
    model,
    next,
  );
}

/** What one process takes at most, with the tracker for the dot and a second recogniser. */
const bytesPerProcess = 1024 ** 3;

/**
 * How many processes run the models: one keeps up with one lobby screen, so as many as there are screens, where the
 * machine has a core and the memory for each. A screen that is paired later counts from the next start on.
 */
export async function processesFor(db: Db): Promise<number> {
  const screens = (await listKiosks(db)).filter(({ revokedAt }) => revokedAt === null).length;
  return Math.max(
    1,
    Math.min(screens, availableParallelism(), Math.floor(totalmem() / bytesPerProcess)),
  );
}
