import path from 'node:path';
import workerpool, { type Pool } from 'workerpool';
import type { Analysis, FacePatch, LookSettings, Parallax } from '../analysis.ts';
import type { EngineSpec } from '../engines/load-engine.ts';
import { ModelsError } from '../models/models-error.ts';
import type { LearnedRig } from '../relief/learn-rig.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import type { LoadAnswer } from './worker.ts';

const script = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

/** For loading and warming up: face-api is slow on a small, busy machine. */
const loadTimeoutMs = 60_000;
const stopGraceMs = 500;
const ticksToStuck = 8;

/** The outcome of a request. After anything but an answer, the process is gone or killed. */
export type WorkerAnswer<T> =
  | { kind: 'answer'; value: T }
  | { kind: 'failed' }
  | { kind: 'timed_out' };
export type LookAnswer = WorkerAnswer<Analysis> | { kind: 'too_slow' };

/**
 * One child process with loaded models, from start to end; it is never restarted. The pool library forks the process,
 * matches answers to requests and reports its death. Each pool of the library holds one process, so that this
 * code decides which process gets a frame and which one is killed.
 */
export class WorkerProcess {
  readonly #whatToLoad: EngineSpec;
  readonly #death = new AbortController();
  readonly #pool: Pool;
  #pid: number | null = null;

  constructor(whatToLoad: EngineSpec) {
    this.#whatToLoad = whatToLoad;
    this.#pool = workerpool.pool(script, {
      workerType: 'process',
      maxWorkers: 1,
      workerTerminateTimeout: stopGraceMs,
      forkOpts: {
        serialization: 'advanced',
        execArgv: [],
        env: workerEnvironment(process.env),
        signal: this.#death.signal,
        // No milder signal ends a process that is stopped or busy in native code.
        killSignal: 'SIGKILL',
      },
    });
  }

  /** The operating system's id of the process, once it has loaded its models. */
  get pid(): number | null {
    return this.#pid;
  }

  /** Forks, loads and warms up. @throws {ModelsError} when the models are missing or altered */
  async load(): Promise<void> {
    const { engine, modelsDir, fetchCommand, recogniser, withNext, withTracker } = this.#whatToLoad;
    const folder = { modelsDir, fetchCommand };
    const what: EngineSpec = { engine, ...folder, recogniser, withNext, withTracker };
    const answer = await this.#ask<LoadAnswer>('load', [what], loadTimeoutMs);
    if (answer.kind === 'timed_out') {
      throw new Error(`The models were not loaded within ${loadTimeoutMs / 1000} seconds.`);
    }
    if (answer.kind === 'failed') {
      throw new Error('The process that runs the models failed while it loaded them.');
    }
    if (!answer.value.ok) {
      // The process answered and so still runs, but a retry uses a new process.
      this.kill();
      throw new ModelsError(answer.value.code, answer.value.sentence);
    }
    this.#pid = answer.value.pid;
  }

  async look(image: Uint8Array, timeoutMs: number, how: LookSettings): Promise<LookAnswer> {
    const answer = await this.#ask<Analysis>('look', [image, how], timeoutMs);
    if (answer.kind !== 'answer' || answer.value.ok || answer.value.failure !== 'too_slow') {
      return answer;
    }
    // The thread continues the decoding, and only the end of the process stops it.
    this.kill();
    return { kind: 'too_slow' };
  }

  parallax(
    from: FacePatch,
    to: FacePatch,
    timeoutMs: number,
  ): Promise<WorkerAnswer<Parallax | null>> {
    return this.#ask<Parallax | null>('parallax', [from, to], timeoutMs);
  }

  learn(pairs: readonly FaceTracks[], timeoutMs: number): Promise<WorkerAnswer<LearnedRig>> {
    return this.#ask<LearnedRig>('learn', [pairs], timeoutMs);
  }

  ping(timeoutMs: number): Promise<WorkerAnswer<true>> {
    return this.#ask<true>('ping', [], timeoutMs);
  }

  kill(): void {
    this.#death.abort();
  }

  /** Ends the process and waits until it is gone; kills it when it does not end in time. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), stopGraceMs);
    await this.#pool.terminate(true).catch(() => undefined);
    clearTimeout(timer);
    this.kill();
  }

  #ask<T>(method: string, args: unknown[], timeoutMs: number): Promise<WorkerAnswer<T>> {
    return new Promise((resolve) => {
      let isOver = false;
      const end = (answer: WorkerAnswer<T>) => {
        if (isOver) return;
        isOver = true;
        clearInterval(ticks);
        resolve(answer);
        // A process that failed cannot be trusted, and a late one is stuck.
        if (answer.kind !== 'answer') this.kill();
      };
      // A machine that stood still has no stuck process, and an answer may wait unread: a pause counts as one tick.
      let left = ticksToStuck;
      const ticks = setInterval(() => --left <= 0 && end({ kind: 'timed_out' }), timeoutMs / left);
      void this.#pool.exec(method, args).then(
        (value) => end({ kind: 'answer', value: value as T }),
        () => end({ kind: 'failed' }),
      );
    });
  }
}

/**
 * Environment variables that a process that decodes pictures receives: paths of programs and temporary files, the
 * language, and thread limits of native libraries. So an exploit of an image decoder finds no secret there, and a new
 * secret setting is excluded by default.
 */
const passedOn = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'LD_LIBRARY_PATH',
  'MALLOC_ARENA_MAX',
  'OMP_NUM_THREADS',
  'UV_THREADPOOL_SIZE',
  'VIPS_CONCURRENCY',
  'TF_CPP_MIN_LOG_LEVEL',
  // Without it, Windows opens no socket and loads no library.
  'SystemRoot',
] as const;

function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const known = passedOn.filter((name) => environment[name] !== undefined);
  return Object.fromEntries(known.map((name) => [name, environment[name]]));
}
