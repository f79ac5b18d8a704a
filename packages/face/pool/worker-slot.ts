import { retry } from '#base/time';
import type { FacePatch, LookSettings, Parallax } from '../analysis.ts';
import type { EngineSpec } from '../engines/load-engine.ts';
import type { LearnedRig } from '../relief/learn-rig.ts';
import type { FaceTracks } from '../relief/pair-measure.ts';
import { WorkerProcess, type LookAnswer, type WorkerAnswer } from './worker-process.ts';

const pingEveryMs = 5_000;
const relaunchMs = { firstMs: 500, maxMs: 30_000 };

/** `down`: the process ended and cannot be replaced at the moment; the slot retries later. */
type SlotState = 'stopped' | 'loading' | 'idle' | 'busy' | 'down';

interface SlotOptions extends EngineSpec {
  /** A process that does not answer for this long is stuck and gets killed. */
  stuckAfterMs: number;
  /** Called when the slot is free for the next image, or cannot work for now. */
  onChange: () => void;
  /** Called with the reason when a process is about to be replaced. */
  onReplace: (why: string) => void;
}

const whys = {
  failed: 'it failed',
  timed_out: 'it did not answer',
  too_slow: 'decoding a photo took too long',
};

/** Keeps one live and warm worker process, replacing it whenever it fails. */
export class WorkerSlot {
  readonly #options: SlotOptions;
  readonly #stopping = new AbortController();
  #process: WorkerProcess | null = null;
  #state: SlotState = 'stopped';
  #pings: NodeJS.Timeout | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  get state(): SlotState {
    return this.#state;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** @throws when the first process cannot load its models */
  async start(): Promise<void> {
    this.#state = 'loading';
    await this.#launch();
    this.#pings = setInterval(() => void this.#ping(), pingEveryMs).unref();
    this.#become('idle');
  }

  /** Only for an idle slot. */
  async look(image: Uint8Array, timeoutMs: number, how: LookSettings): Promise<LookAnswer> {
    const stuckAfterMs = Math.max(timeoutMs, this.#options.stuckAfterMs);
    return this.#use((process) => process.look(image, stuckAfterMs, how));
  }

  /** Only for an idle slot. */
  async parallax(from: FacePatch, to: FacePatch): Promise<WorkerAnswer<Parallax | null>> {
    return this.#use((process) => process.parallax(from, to, this.#options.stuckAfterMs));
  }

  /** Only for an idle slot. */
  async learn(pairs: readonly FaceTracks[]): Promise<WorkerAnswer<LearnedRig>> {
    return this.#use((process) => process.learn(pairs, this.#options.stuckAfterMs));
  }

  async stop(): Promise<void> {
    clearInterval(this.#pings);
    this.#stopping.abort();
    this.#state = 'stopped';
    await this.#process?.stop();
  }

  /** Detects, between visitors, a process that died or is stuck. */
  async #ping(): Promise<void> {
    if (this.#state !== 'idle') return;
    await this.#use((process) => process.ping(this.#options.stuckAfterMs));
  }

  async #use<A extends { kind: 'answer' | keyof typeof whys }>(
    ask: (process: WorkerProcess) => Promise<A>,
  ): Promise<A> {
    this.#state = 'busy';
    const answer = await ask(this.#process!);
    if (this.#stopping.signal.aborted) return answer;
    if (answer.kind === 'answer') this.#become('idle');
    else void this.#replace(whys[answer.kind]);
    return answer;
  }

  async #replace(why: string): Promise<void> {
    this.#options.onReplace(why);
    this.#state = 'loading';
    const { signal } = this.#stopping;
    const onFault = () => this.#become('down');
    // Rejects only after a stop.
    await retry(() => this.#launch(), { ...relaunchMs, onFault, signal }).catch(() => {});
    if (!signal.aborted) this.#become('idle');
  }

  async #launch(): Promise<void> {
    this.#process = new WorkerProcess(this.#options);
    await this.#process.load();
  }

  #become(state: SlotState): void {
    this.#state = state;
    this.#options.onChange();
  }
}
