import type { CaptureRequest } from './capture.ts';
import type { Kiosk } from './kiosk.ts';

type Served = Pick<CaptureRequest, 'locationId' | 'deviceId'>;

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
  all: () => readonly Kiosk[];
  /** Those that serve a visitor and are connected, the best first. */
  serving: (served: Served) => readonly Kiosk[];
}

/** A `Date` has whole milliseconds, so an arrival seems up to that much earlier than it was. */
const dateStepMs = 1;

/** Captures whose visitors got the notice already; held sign-ins are decided within seconds of that. */
const mostRemembered = 200;

/**
 * Shows visitors on the lobby screen that someone will come. The delay after their arrival is the same for all: it
 * must not show whether they are enrolled. If someone else is at the camera then, the notice waits until the screen
 * is free. It is dropped if the screen has shown a later visitor the result: that visitor would take it for theirs.
 */
export class WaitNotices {
  readonly #deps: Deps;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  /** Those whose screens are all busy. */
  readonly #busy = new Map<string, { visitor: HeldVisitor; until: number }>();
  readonly #shown = new Set<string>();
  /** Of the latest visitor that each screen told something, on the clock of `performance.now()`. */
  readonly #latestArrivals = new WeakMap<Kiosk, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  schedule(visitor: HeldVisitor): void {
    const { jobId, arrivedAt } = visitor;
    if (this.#shown.has(jobId)) return;
    this.#cancel(jobId);
    const since = Date.now() - arrivedAt.getTime();
    // The clock of the machine may have been set meanwhile.
    const left = Math.min(this.#deps.afterMs, Math.max(0, this.#deps.afterMs - since));
    this.#later(visitor, left, performance.now() + left + this.#deps.withinMs);
  }

  /** A capture has told the visitor of this sign-in the result. */
  told(kiosk: Kiosk, jobId: string, askedAt: number): void {
    this.#noteArrival(kiosk, askedAt);
    this.#cancel(jobId);
    this.#shown.add(jobId);
    const [oldest] = this.#shown;
    if (this.#shown.size > mostRemembered && oldest !== undefined) this.#shown.delete(oldest);
  }

  end(jobId: string): void {
    this.#cancel(jobId);
    for (const kiosk of this.#deps.all()) kiosk.endWaitNotice(jobId);
  }

  /** Ends what the screens that serve this visitor say to the one before. */
  clear(visitor: Omit<HeldVisitor, 'jobId'>): void {
    const arrival = arrivalOf(visitor);
    for (const kiosk of this.#deps.serving(visitor)) {
      if (!this.#isLatest(kiosk, arrival)) continue;
      kiosk.endWaitNotice(null);
      this.#noteArrival(kiosk, arrival);
    }
  }

  /** Called when the camera is free again. */
  noteCameraFree(): void {
    for (const { visitor, until } of [...this.#busy.values()]) this.#show(visitor, until);
  }

  stop(): void {
    for (const jobId of [...this.#pending.keys(), ...this.#busy.keys()]) this.#cancel(jobId);
  }

  #noteArrival(kiosk: Kiosk, arrival: number): void {
    this.#latestArrivals.set(kiosk, arrival);
  }

  #isLatest(kiosk: Kiosk, arrival: number): boolean {
    return arrival + dateStepMs > (this.#latestArrivals.get(kiosk) ?? -Infinity);
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
    const [kiosk] = free;
    if (!kiosk) {
      if (serving.length > 0) this.#busy.set(visitor.jobId, { visitor, until });
      return;
    }
    // The visitor before reads the result of their capture first.
    const left = Math.min(...free.map(({ screenFreeAt }) => screenFreeAt)) - now;
    if (left > 0) return this.#later(visitor, left, until);
    const readable = free.find(({ screenFreeAt }) => screenFreeAt <= now);
    const chosenKiosk = readable ?? kiosk;
    chosenKiosk.showWaitNotice(visitor.jobId, visitor.language ?? null);
    this.#noteArrival(chosenKiosk, arrival);
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
