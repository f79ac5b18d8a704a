import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.ts';
import type { Db } from '../../store/schema.ts';
import { projectRoot } from '../../config/environment.ts';
import type { Analysis, How, LookOptions, ModelInfo, Vision } from '../analysis.ts';
import { fetchModels, verifyModels } from '../models/fetch-models.ts';
import { type EngineModels, loadManifest, loadNextModels } from '../models/manifest.ts';
import { ModelsError } from '../models/models-error.ts';
import { recogniserInUse } from '../models/recogniser-in-use.ts';
import type { WhatToLoad } from '../engines/load-engine.ts';
import type { Answer } from './worker-process.ts';
import { WorkerSlot } from './worker-slot.ts';
import { vestibule } from '../../platform/operator-error.ts';

interface VisionOptions extends WhatToLoad {
  /** Child processes; each uses one core. */
  workers: number;
  /** Milliseconds without an answer after which a process counts as stuck. Default 3000. */
  stuckAfterMs?: number;
  /** Told why a process had to be replaced, for the log. */
  onReplace?: (why: string) => void;
}

interface Job {
  image: Uint8Array;
  timeoutMs: number;
  how: How;
  answer: (analysis: Analysis) => void;
}

/** `Vision` in child processes: images stand in one line, each process takes the next. */
export class VisionPool implements Vision {
  readonly model: ModelInfo;
  readonly next: ModelInfo | null;
  readonly #slots: WorkerSlot[];
  readonly #line: Job[] = [];
  #running = false;

  constructor(options: VisionOptions, model: ModelInfo, next: ModelInfo | null = null) {
    this.model = model;
    this.next = next;
    this.#slots = Array.from(
      { length: options.workers },
      () =>
        new WorkerSlot({
          ...options,
          stuckAfterMs: options.stuckAfterMs ?? 3000,
          onChange: () => this.#serve(),
          onReplace: (why) => options.onReplace?.(why),
        }),
    );
  }

  get ready(): boolean {
    return this.#slots.every(({ state }) => state === 'idle' || state === 'busy');
  }

  /** The operating system's ids of the live worker processes. */
  get pids(): number[] {
    return this.#slots.map(({ pid }) => pid).filter((pid) => pid !== null);
  }

  async start(): Promise<void> {
    this.#running = true;
    const starts = await Promise.allSettled(this.#slots.map((slot) => slot.start()));
    const failed = starts.find((start) => start.status === 'rejected');
    if (!failed) return;
    await this.stop();
    throw failed.reason;
  }

  analyze(
    image: Uint8Array,
    { timeoutMs = 3000, main = 'largest', closely = false }: LookOptions = {},
  ): Promise<Analysis> {
    return new Promise((resolve) => {
      const job: Job = { image, timeoutMs, how: { main, closely }, answer };
      const line = this.#line;
      // Counts from the call, in line or not: anyone who asks has a deadline of their own.
      const timer = setTimeout(() => answer(timedOut), timeoutMs);
      function answer(analysis: Analysis): void {
        clearTimeout(timer);
        const place = line.indexOf(job);
        if (place >= 0) line.splice(place, 1);
        resolve(analysis);
      }
      line.push(job);
      this.#serve();
    });
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#serve();
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  #serve(): void {
    if (!this.#running || this.#slots.every(({ state }) => state === 'down')) {
      for (const job of [...this.#line]) job.answer(unavailable);
    }
    for (const slot of this.#slots) {
      if (slot.state !== 'idle') continue;
      const job = this.#line.shift();
      if (!job) return;
      void slot
        .look(job.image, job.timeoutMs, job.how)
        .then((answer) => job.answer(analysisOf(answer)));
    }
  }
}

const timedOut: Analysis = {
  ok: false,
  failure: 'worker_timed_out',
  explanation: 'Looking at the picture took too long.',
};

/** No process is left to look at pictures: all failed and wait to be replaced, or vision stopped. */
const unavailable: Analysis = {
  ok: false,
  failure: 'worker_failed',
  explanation: 'The face models are not running at the moment.',
};

const failed: Analysis = {
  ok: false,
  failure: 'worker_failed',
  explanation: 'The face models failed while they looked at the picture.',
};

function analysisOf(answer: Answer<Analysis>): Analysis {
  if (answer.kind === 'answer') return answer.value;
  return answer.kind === 'timed_out' ? timedOut : failed;
}

/** Where the manifest and the fetched models lie. */
export const modelsDir = path.join(projectRoot, 'models');

/**
 * Vision as configured, not yet started.
 * @param db where the faces are that are compared; null where none are
 * @throws {ModelsError} when the manifest cannot be read
 */
export async function createVision(
  { engine, visionWorkers: workers }: Pick<Config, 'engine' | 'visionWorkers'>,
  log: Pick<Logger, 'warn'>,
  db: Db | null,
): Promise<VisionPool> {
  const isOnnx = engine === 'onnx';
  const recogniser = isOnnx && db ? await recogniserInUse(db, modelsDir) : undefined;
  const model = modelInfoOf(loadManifest(modelsDir, recogniser).engines[engine]);
  const nextModels = isOnnx ? loadNextModels(modelsDir) : null;
  // On one of several instances the file may not know of the switch yet.
  const isOver = nextModels?.recogniser === model.id;
  const next = nextModels && !isOver ? modelInfoOf(nextModels) : null;
  return new VisionPool(
    {
      engine,
      modelsDir,
      workers,
      recogniser,
      withNext: next !== null,
      onReplace: (why) => log.warn({ why }, 'vision worker replaced'),
    },
    model,
    next,
  );
}

/** @throws {ModelsError} `not_calibrated` */
export function modelInfoOf(models: EngineModels): ModelInfo {
  const { recogniser: id, dimension, threshold, thresholdSource, photoFloor, liveness } = models;
  if (threshold === null) {
    throw new ModelsError(
      'not_calibrated',
      `The recogniser ${id} has no threshold yet. Run "${vestibule} calibrate --root DIR --recogniser ${id}" with photos of strangers; nobody can be compared before that.`,
    );
  }
  const livenessThreshold = liveness?.threshold ?? null;
  return { id, dimension, threshold, thresholdSource, photoFloor, livenessThreshold };
}

/** Fetches the models where one is missing or not what it should be. */
export async function haveModels(): Promise<void> {
  const states = await verifyModels(modelsDir);
  if (states.every(({ state }) => state === 'intact')) return;
  process.stdout.write('Fetching the face models, once ...\n');
  await fetchModels(modelsDir);
}
