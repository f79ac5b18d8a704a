import type { CaptureRequest } from './capture.ts';
import type { KioskStation } from './kiosk-station.ts';

type Served = Pick<CaptureRequest, 'locationId' | 'deviceId' | 'kiosks'>;

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
  /** How long a visitor whose screen is busy may still get the notice; later the desk has seen them, or they left. */
  withinMs: number;
  all: () => readonly KioskStation[];
  /** Those that serve a visitor and are connected, the best first. */
  serving: (served: Served) => readonly KioskStation[];
}

/** A `Date` has whole milliseconds, so an arrival seems up to that much earlier than it was. */
const dateStepMs = 1;

/** Captures whose visitors got the notice already; held sign-ins are decided within seconds of that. */
const rememberedTold = 200;

/**
 * Shows visitors on the lobby screen that someone will come. The delay after their arrival is the same for all: it
 * must not show whether they are enrolled. If someone else is at the camera then, the notice waits until the screen
 * is free. It is dropped if the screen has shown a later visitor the result: that visitor would take it for theirs.
 */
export class HeldNotices {
  readonly #deps: Deps;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  /** Those whose screens are all busy. */
  readonly #busy = new Map<string, { visitor: HeldVisitor; until: number }>();
  readonly #told = new Set<string>();
  /** Of the latest visitor that each screen told something, on the clock of `performance.now()`. */
  readonly #latestArrivals = new WeakMap<KioskStation, number>();

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
    this.#later(visitor, left, performance.now() + left + this.#deps.withinMs);
  }

  /** A capture has told the visitor of this sign-in the result. */
  told(station: KioskStation, jobId: string, askedAt: number): void {
    this.#noteArrival(station, askedAt);
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
  passed(visitor: Omit<HeldVisitor, 'jobId'>): void {
    const arrival = arrivalOf(visitor);
    for (const station of this.#deps.serving(visitor)) {
      if (!this.#isLatest(station, arrival)) continue;
      station.endHeld(null);
      this.#noteArrival(station, arrival);
    }
  }

  /** Called when the camera is free again. */
  screenFreed(): void {
    for (const { visitor, until } of [...this.#busy.values()]) this.#show(visitor, until);
  }

  stop(): void {
    for (const jobId of [...this.#pending.keys(), ...this.#busy.keys()]) this.#cancel(jobId);
  }

  #noteArrival(station: KioskStation, arrival: number): void {
    this.#latestArrivals.set(station, arrival);
  }

  #isLatest(station: KioskStation, arrival: number): boolean {
    return arrival + dateStepMs > (this.#latestArrivals.get(station) ?? -Infinity);
  }

  #later(visitor: HeldVisitor, milliseconds: number, until: number): void {
    const timer = setTimeout(() => this.#show(visitor, until), Math.ceil(milliseconds));
    this.#pending.set(visitor.jobId, timer);
  }

  /** @param until when it makes no sense any more, on the clock of `performance.now()` */
  #show(visitor: HeldVisitor, until: number): void {
    this.#cancel(visitor.jobId);
    const now = performance.now();
    if (now > until) return;
    const arrival = arrivalOf(visitor);
    const serving = this.#deps.serving(visitor).filter((one) => this.#isLatest(one, arrival));
    const free = serving.filter(({ lineLength }) => lineLength === 0);
    const [station] = free;
    if (!station) {
      if (serving.length > 0) this.#busy.set(visitor.jobId, { visitor, until });
      return;
    }
    // The visitor before reads the result of their capture first.
    const left = Math.min(...free.map(({ screenFreeAt }) => screenFreeAt)) - now;
    if (left > 0) return this.#later(visitor, left, until);
    const readable = free.find(({ screenFreeAt }) => screenFreeAt <= now);
    const shown = readable ?? station;
    shown.showHeld(visitor.jobId, visitor.language ?? null);
    this.#noteArrival(shown, arrival);
  }

  #cancel(jobId: string): void {
    clearTimeout(this.#pending.get(jobId));
    this.#pending.delete(jobId);
    this.#busy.delete(jobId);
  }
}

/** The clock of the machine may have been set meanwhile. */
function arrivalOf({ arrivedAt }: Pick<HeldVisitor, 'arrivedAt'>): number {
  return performance.now() - Math.max(0, Date.now() - arrivedAt.getTime());
}
