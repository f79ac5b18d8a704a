import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { modelsDir } from '../../server/vision/create-vision.ts';
import {
  loadManifest,
  type EngineModels,
  type EngineName,
} from '../../server/vision/models/manifest.ts';
import { fetchModels } from '../../server/vision/models/fetch-models.ts';
import type { MainFace } from '../../server/vision/vision.ts';
import { photosIn, type SetPhoto } from './data-set.ts';
import { labelled } from './label-file.ts';
import { lookAtPhotos, type LookedAtSet } from './look-at-photos.ts';
import { openCache } from './open-cache.ts';

/** What `evaluate` and `calibrate` have in common: which photos are looked at, and how. */
export interface CollectionOptions {
  root: string;
  labels?: string;
  engine: EngineName;
  main: MainFace;
  cache?: string;
  workers: number;
  models: string;
}

export interface Collection extends LookedAtSet {
  photos: SetPhoto[];
  models: EngineModels;
}

export function withCollectionOptions(command: Command): Command {
  return command
    .requiredOption('--root <folder>', 'photos: person/photo.jpg, or one file for each person')
    .option('--labels <file>', 'tab-separated: path or beginning of paths, source, group')
    .option('--engine <name>', 'onnx or face-api', 'onnx')
    .option('--main <which>', 'the face that counts in a photo: central or largest', 'central')
    .option(
      '--cache <file>',
      'keep templates there, encrypted with the template key, for later runs',
    )
    .option('--models <folder>', 'the folder of the manifests and the models', modelsDir)
    .option('--workers <n>', 'worker processes', Number, availableParallelism());
}

export async function lookAtCollection(options: CollectionOptions): Promise<Collection> {
  const { engine, main, workers, labels, models: modelsDir } = options;
  const root = path.resolve(options.root);
  const found = await photosIn(root);
  const photos = labels === undefined ? found : await labelled(found, labels);
  await fetchModels(modelsDir);
  const models = loadManifest(modelsDir).engines[engine];
  const cache =
    options.cache === undefined ? null : await openCache(options.cache, engine, models, main);
  const looked = await lookAtPhotos(photos, {
    ...{ root, engine, modelsDir, models },
    ...{ main, workers, cache },
  });
  return { ...looked, photos, models };
}
