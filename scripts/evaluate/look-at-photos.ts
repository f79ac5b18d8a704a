import { SingleBar } from 'cli-progress';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AnalysisFailure } from '../../server/vision/analysis.ts';
import type { EngineModels, EngineName } from '../../server/vision/models/manifest.ts';
import { VisionPool } from '../../server/vision/pool/vision-pool.ts';
import type { MainFace } from '../../server/vision/vision.ts';
import type { SetPhoto } from './data-set.ts';
import type { Seen, TemplateCache } from './template-cache.ts';

export interface LookOptions {
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
}

/** A slow engine on a busy machine still comes to an end. */
const timeoutMs = 60_000;

/** Looks at every photo, with a worker for each core; starts no worker when the cache knows them all. */
export async function lookAtPhotos(
  photos: readonly SetPhoto[],
  options: LookOptions,
): Promise<LookedAtSet> {
  const { root, cache, workers } = options;
  const result: LookedAtSet = { seen: [], failures: [] };
  const answers = new Map<string, Seen>();
  const line: SetPhoto[] = [];
  for (const photo of photos) {
    const known = cache?.get(await readFile(path.join(root, photo.file)));
    if (known) answers.set(photo.file, known);
    else line.push(photo);
  }
  if (line.length > 0) await lookAtRest(line, options, answers, 2 * workers);
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
  answers: Map<string, Seen>,
  atOnce: number,
): Promise<void> {
  const bar = new SingleBar({
    format: 'photos {bar} {value}/{total}  {eta_formatted} left',
    hideCursor: true,
    noTTYOutput: false,
  });
  const vision = new VisionPool({ engine, modelsDir, workers }, { ...unjudged, ...idOf(models) });
  await vision.start();
  bar.start(line.length, 0);
  const work = async () => {
    for (let photo = line.shift(); photo; photo = line.shift()) {
      const image = await readFile(path.join(root, photo.file));
      const analysis = await vision.analyze(image, { timeoutMs, main });
      const seen: Seen = analysis.ok
        ? { template: analysis.face.template, failure: null }
        : { template: null, failure: analysis.failure };
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
}

/** Nothing here is approved, so a recogniser without a threshold can be measured too. */
const unjudged = { threshold: 1, thresholdSource: '', photoFloor: -1, livenessThreshold: null };

function idOf({ recogniser, dimension }: EngineModels) {
  return { id: recogniser, dimension };
}
