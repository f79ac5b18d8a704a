import type { ModelInfo } from '../analysis.ts';
import type { EngineModels } from './manifest.ts';
import { ModelsError } from './models-error.ts';

/**
 * @param calibrateCommand the command, up to the recogniser's id, that the error message names
 * @throws {ModelsError} `not_calibrated`
 */
export function modelInfoOf(models: EngineModels, calibrateCommand: string): ModelInfo {
  const { recogniser: id, dimension, threshold, thresholdSource, photoFloor, liveness } = models;
  if (threshold === null) {
    throw new ModelsError(
      'not_calibrated',
      `The recogniser ${id} has no threshold yet. Run "${calibrateCommand} ${id}" with photos of strangers; nobody can be compared before that.`,
    );
  }
  const livenessThreshold = liveness?.threshold ?? null;
  const portraitThreshold = models.portrait?.threshold ?? threshold;
  const thresholds = { threshold, thresholdSource, portraitThreshold, livenessThreshold };
  return { id, dimension, photoFloor, ...thresholds };
}
