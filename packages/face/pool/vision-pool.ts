import {
  type Analysis,
  type FacePatch,
  type Parallax,
  type LookOptions,
  type ModelInfo,
  type AnalysisPurpose,
  type Vision,
} from '../analysis.ts';
import { tooSlow } from '../decode-error.ts';
import type { EngineSpec } from '../engines/load-engine.ts';
import type { LearnedRig } from '../relief/learn-rig.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import type { LookAnswer } from './worker-process.ts';
import { WorkerSlot } from './worker-slot.ts';

interface VisionOptions extends EngineSpec {
  /** Number of child processes; each uses one core. */
  workers: number;
  /** A process without an answer for this many milliseconds is stuck. Default 3000. */
  stuckAfterMs?: number;
  /** Logs why a process had to be replaced. */
  onReplace?: (why: string) => void;
}

/** A request in the queue for a process. */
interface Job {
  purpose: AnalysisPurpose;
  ask: (slot: WorkerSlot) => Promise<void>;
  /** Answers without a process. */
  giveUp: () => void;
}

/** A camera sends a frame every 125 ms. After this time without a frame, no sign-in needs the processes. */
const quietMs = 600;
/** A comparison takes 15 ms. After this time it is skipped for its frame. */
const comparisonMs = 1500;
/** Learning two cameras takes 0.2 s. */
const learningMs = 3000;

/**
 * `Vision` in child processes that share one queue. Frames of a held sign-in go first. A photo waits until no sign-in
 * frame has arrived for a moment. With several processes, photos leave one process free for frames.
 */
export class VisionPool implements Vision {
  readonly model: ModelInfo;
  readonly next: ModelInfo | null;
  readonly #slots: WorkerSlot[];
  readonly #line: Job[] = [];
  #photos = 0;
  #lastFrameAt = -Infinity;
  #quiet: NodeJS.Timeout | undefined;
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

  analyze(image: Uint8Array, options: LookOptions = {}): Promise<Analysis> {
    const { timeoutMs = 3000, main = 'largest', closely = false } = options;
    const { purpose = 'sign_in', decodeMs = Infinity, right = null } = options;
    const how = { main, closely, decodeMs, right };
    return this.#wait(purpose, timeoutMs, { timedOut, unavailable }, async (slot) =>
      analysisOf(await slot.look(image, timeoutMs, how)),
    );
  }

  parallax(from: FacePatch, to: FacePatch): Promise<Parallax | null> {
    const without = { timedOut: null, unavailable: null };
    return this.#wait('sign_in', comparisonMs, without, async (slot) => {
      const answer = await slot.parallax(from, to);
      return answer.kind === 'answer' ? answer.value : null;
    });
  }

  learnRig(pairs: readonly FaceTracks[]): Promise<LearnedRig | null> {
    const without = { timedOut: null, unavailable: null };
    return this.#wait('enrolment', learningMs, without, async (slot) => {
      const answer = await slot.learn(pairs);
      return answer.kind === 'answer' ? answer.value : null;
    });
  }

  /** Queues for the next free process. @param without the answers when no process answers */
  #wait<T>(
    purpose: AnalysisPurpose,
    timeoutMs: number,
    without: Record<'timedOut' | 'unavailable', T>,
    ask: (slot: WorkerSlot) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve) => {
      const job: Job = {
        purpose,
        ask: async (slot) => answer(await ask(slot)),
        giveUp: () => answer(without.unavailable),
      };
      const line = this.#line;
      // Counts from the call, in the queue too, because the caller has a deadline.
      const timer = setTimeout(() => answer(without.timedOut), timeoutMs);
      function answer(value: T): void {
        clearTimeout(timer);
        const place = line.indexOf(job);
        if (place >= 0) line.splice(place, 1);
        resolve(value);
      }
      if (purpose === 'sign_in') this.#lastFrameAt = performance.now();
      // Enrolments and photos take turns, or a capture that fills the processes would hold a photo up until it ends.
      const later = line.findIndex((other) => purpose === 'sign_in' && other.purpose !== 'sign_in');
      line.splice(later < 0 ? line.length : later, 0, job);
      this.#serve();
    });
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#quiet);
    this.#serve();
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  #serve(): void {
    if (!this.#running || this.#slots.every(({ state }) => state === 'down')) {
      for (const job of [...this.#line]) job.giveUp();
    }
    for (const slot of this.#slots) {
      if (slot.state !== 'idle') continue;
      const next = this.#line.find(({ purpose }) => purpose !== 'photo' || this.#mayLookAtPhoto());
      if (!next) return;
      this.#line.splice(this.#line.indexOf(next), 1);
      void this.#ask(slot, next);
    }
  }

  async #ask(slot: WorkerSlot, { purpose, ask }: Job): Promise<void> {
    const isPhoto = purpose === 'photo';
    if (isPhoto) this.#photos++;
    await ask(slot).finally(() => isPhoto && this.#photos--);
    if (isPhoto) this.#serve();
  }

  #mayLookAtPhoto(): boolean {
    if (this.#photos >= Math.max(1, this.#slots.length - 1)) return false;
    const waitMs = this.#lastFrameAt + quietMs - performance.now();
    if (waitMs <= 0) return true;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#serve(), waitMs).unref();
    return false;
  }
}

const timedOut: Analysis = {
  ok: false,
  failure: 'worker_timed_out',
  explanation: 'Looking at the picture took too long.',
};

/** No process can analyse pictures: all have failed and will be replaced, or vision has stopped. */
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

function analysisOf(answer: LookAnswer): Analysis {
  if (answer.kind === 'answer') return answer.value;
  if (answer.kind === 'too_slow') return { ok: false, failure: 'too_slow', explanation: tooSlow };
  return answer.kind === 'timed_out' ? timedOut : failed;
}
