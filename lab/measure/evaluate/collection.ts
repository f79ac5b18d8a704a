import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import {
  type AnalysisFailure,
  type EngineModels,
  type EngineName,
  fetchModels,
  loadManifest,
  type MainFace,
  VisionPool,
} from '#face';
import { recogniserInUse } from '#server/vision/recogniser-in-use.ts';
import { installedModels, modelsDir } from '#server/vision/installed-models.ts';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { withPresentInstallation } from '../../../scripts/terminal/with-installation.ts';
import { photosIn, type SetPhoto, labelledPhotos } from './data-set.ts';
import { openCache, type CachedLook, type TemplateCache } from './template-cache.ts';
import { progressBar } from '../../../scripts/terminal/progress-bar.ts';

/** Common options of `evaluate` and `calibrate`: which photos are analysed, and how. */
export interface CollectionOptions {
  root: string;
  labels?: string;
  engine: EngineName;
  main: MainFace;
  cache?: string;
  workers: number;
  models: string;
  /** The id of a recogniser other than the one in use. */
  recogniser?: string;
}

export interface Collection extends LookedAtSet {
  photos: SetPhoto[];
  models: EngineModels;
}

export function withCollectionOptions<Given extends Command>(command: Given): Given {
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
    .option('--recogniser <id>', 'one that was added, rather than the one in use')
    .option('--workers <n>', 'worker processes', Number, availableParallelism());
}

export async function lookAtCollection(options: CollectionOptions): Promise<Collection> {
  const { engine, main, workers, labels, models: modelsDir } = options;
  const root = path.resolve(options.root);
  const found = await photosIn(root);
  const photos = labels === undefined ? found : labelledPhotos(found, labels);
  await fetchModels(installedModels);
  const recogniser = options.recogniser ?? (await inUseHere(options));
  const models = loadManifest(modelsDir, recogniser).engines[engine];
  const cache =
    options.cache === undefined ? null : await openCache(options.cache, engine, models, main);
  const looked = await lookAtPhotos(photos, {
    root,
    engine,
    modelsDir,
    models,
    main,
    workers,
    cache,
  });
  return { ...looked, photos, models };
}

/** The recogniser in use here; undefined when the manifest names it or the run compares no people. */
async function inUseHere({ engine, models }: CollectionOptions): Promise<string | undefined> {
  if (engine !== 'onnx' || models !== modelsDir) return undefined;
  const found = withPresentInstallation(({ store }) => recogniserInUse(store.db, models));
  return found.catch((error: unknown) => {
    if (error instanceof RefusalError) return undefined;
    throw error;
  });
}

interface LookOptions {
  root: string;
  engine: EngineName;
  modelsDir: string;
  models: EngineModels;
  main: MainFace;
  workers: number;
  cache: TemplateCache | null;
}

/** A photo and its face. */
export interface SeenPhoto extends SetPhoto {
  template: Float32Array;
}

export interface LookedAtSet {
  seen: SeenPhoto[];
  failures: { file: string; failure: AnalysisFailure }[];
  /** Milliseconds in a worker, for each photo that was not in the cache. */
  milliseconds: number[];
}

/** Even a slow engine on a busy machine finishes in time. */
const timeoutMs = 60_000;

/** Analyses every photo, with a worker per core. Starts no worker when the cache has all results. */
async function lookAtPhotos(
  photos: readonly SetPhoto[],
  options: LookOptions,
): Promise<LookedAtSet> {
  const { root, cache, workers } = options;
  const result: LookedAtSet = { seen: [], failures: [], milliseconds: [] };
  const answers = new Map<string, CachedLook>();
  const line: SetPhoto[] = [];
  for (const photo of photos) {
    const known = cache?.get(await readFile(path.join(root, photo.file)));
    if (known) answers.set(photo.file, known);
    else line.push(photo);
  }
  if (line.length > 0) {
    result.milliseconds = await lookAtRest(line, options, answers, 2 * workers);
  }
  for (const photo of photos) {
    const answer = answers.get(photo.file)!;
    if (answer.template) result.seen.push({ ...photo, template: answer.template });
    else result.failures.push({ file: photo.file, failure: answer.failure });
  }
  return result;
}

async function lookAtRest(
  line: SetPhoto[],
  { root, engine, modelsDir, models, main, workers, cache }: LookOptions,
  answers: Map<string, CachedLook>,
  atOnce: number,
): Promise<number[]> {
  const milliseconds: number[] = [];
  const bar = progressBar('{value} of {total} photos');
  const vision = new VisionPool(
    { ...installedModels, modelsDir, engine, workers, recogniser: models.recogniser },
    { ...unjudged, ...idOf(models) },
  );
  await vision.start();
  bar.start(line.length, 0);
  const work = async () => {
    for (let photo = line.shift(); photo; photo = line.shift()) {
      const image = await readFile(path.join(root, photo.file));
      const analysis = await vision.analyze(image, { timeoutMs, main });
      const seen: CachedLook = analysis.ok
        ? { template: analysis.face.template, failure: null }
        : { template: null, failure: analysis.failure };
      if (analysis.ok) milliseconds.push(analysis.milliseconds);
      answers.set(photo.file, seen);
      const isLasting = seen.failure !== 'worker_failed' && seen.failure !== 'worker_timed_out';
      if (isLasting) await cache?.put(image, seen);
      bar.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    bar.stop();
    await vision.stop();
  }
  return milliseconds;
}

/** This run approves nobody, so a recogniser without a threshold can be measured too. */
const unjudged = { threshold: 1, thresholdSource: '', photoFloor: -1, livenessThreshold: null };

function idOf({ recogniser, dimension }: EngineModels) {
  return { id: recogniser, dimension };
}
