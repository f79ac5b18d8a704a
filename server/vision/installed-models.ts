import path from 'node:path';
import {
  fetchModels,
  modelInfoOf,
  verifyModels,
  type EngineModels,
  type ModelInfo,
  type ModelsFolder,
} from '#face';
import { projectRoot } from '../config/environment.ts';
import { vestibule } from '../platform/operator-error.ts';

/** Folder of the manifest and the fetched models. */
export const modelsDir = path.join(projectRoot, 'models');

export const installedModels: ModelsFolder = {
  modelsDir,
  fetchCommand: `${vestibule} models fetch`,
};

/** @throws {ModelsError} `not_calibrated` */
export function recogniserInfo(models: EngineModels): ModelInfo {
  return modelInfoOf(models, `${vestibule} calibrate --root DIR --recogniser`);
}

/** Fetches the models when one is missing or differs from the manifest. */
export async function fetchMissingModels(): Promise<void> {
  const states = await verifyModels(installedModels);
  if (states.every(({ state }) => state === 'intact')) return;
  process.stdout.write('Fetching the face models, once ...\n');
  await fetchModels(installedModels);
}
