import type { CaptureRequest } from './capture.ts';
import type { KioskStation } from './kiosk-station.ts';

export type Served = Pick<CaptureRequest, 'locationId' | 'deviceId' | 'kiosks'>;

/** A visitor who was held, and whose lobby screen has not said so. */
export interface HeldVisitor extends Served {
  jobId: string;
  arrivedAt: Date;
  /** A language tag. */
  language?: string | null;
}

interface Deps {
  /** From the arrival, in milliseconds. */
  afterMs: number;
  all: () => readonly KioskStation[];
  /** Those that serve a visitor and are connected, the best first. */
  serving: (served: Served) => readonly KioskStation[];
}

/** Of captures whose visitors were told already; held sign-ins are decided within seconds of that. */
const rememberedTold = 200;

/**
 * Tells visitors on the lobby screen that somebody will come. All are told at the same time after
 * their arrival: how soon it comes must not tell whether they are enrolled.
 */
export class HeldNotices {
  readonly #deps: Deps;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  readonly #told = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  add(visitor: HeldVisitor): void {
    const { jobId, arrivedAt } = visitor;
    if (this.#told.has(jobId)) return;
    this.#cancel(jobId);
    const since = Date.now() - arrivedAt.getTime();
    // The clock of the machine may have been set meanwhile.
    const left = Math.min(this.#deps.afterMs, Math.max(0, this.#deps.afterMs - since));
    this.#later(visitor, left);
  }

  /** A capture has told the visitor of this sign-in what came of it. */
  told(jobId: string): void {
    this.#cancel(jobId);
    this.#told.add(jobId);
    const [oldest] = this.#told;
    if (this.#told.size > rememberedTold && oldest !== undefined) this.#told.delete(oldest);
  }

  over(jobId: string): void {
    this.#cancel(jobId);
    for (const station of this.#deps.all()) station.endHeld(jobId);
  }

  /** Ends what the screens that serve this visitor say to the one before. */
  passed(served: Served): void {
    for (const station of this.#deps.serving(served)) station.endHeld(null);
  }

  stop(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  #later(visitor: HeldVisitor, milliseconds: number): void {
    const timer = setTimeout(() => this.#show(visitor), Math.ceil(milliseconds));
    this.#pending.set(visitor.jobId, timer);
  }

  #show(visitor: HeldVisitor): void {
    this.#pending.delete(visitor.jobId);
    const free = this.#deps.serving(visitor).filter(({ lineLength }) => lineLength === 0);
    const [station] = free;
    if (!station) return;
    // The visitor before reads what came of their capture first.
    const left = Math.min(...free.map(({ screenFreeAt }) => screenFreeAt)) - performance.now();
    if (left > 0) return this.#later(visitor, left);
    const readable = free.find(({ screenFreeAt }) => screenFreeAt <= performance.now());
    (readable ?? station).showHeld(visitor.jobId, visitor.language ?? null);
  }

  #cancel(jobId: string): void {
    clearTimeout(this.#pending.get(jobId));
    this.#pending.delete(jobId);
  }
}
