import type { CaptureRequest } from './capture.ts';
import type { Kiosk } from './kiosk.ts';

type Served = Pick<CaptureRequest, 'locationId' | 'deviceId'>;

/** A held visitor whose kiosk has not shown them a result. */
export interface HeldVisitor extends Served {
  jobId: string;
  arrivedAt: Date;
  /** A language tag. */
  language?: string | null;
}

interface Deps {
  /** From the arrival, in milliseconds. */
  afterMs: number;
  /** How long a notice may wait for a busy screen. Later, the desk has seen the visitor, or they have left. */
  withinMs: number;
  all: () => readonly Kiosk[];
  /** The connected kiosks that serve a visitor, the best first. */
  serving: (served: Served) => readonly Kiosk[];
}

/** A `Date` has whole milliseconds, so an arrival may seem this much earlier than it was. */
const dateStepMs = 1;

/** Number of remembered sign-ins whose visitors already got a result. Held sign-ins are decided within seconds. */
const mostRemembered = 200;

/**
 * Shows visitors on the lobby screen that somebody will come. The delay after the arrival is equal for all visitors,
 * so that it does not reveal who is enrolled. While another visitor uses the camera, the notice waits. It is dropped
 * when the screen has shown a result to a later visitor, who would take the notice for theirs.
 */
export class WaitNotices {
  readonly #deps: Deps;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  /** Visitors whose kiosks are all busy. */
  readonly #busy = new Map<string, { visitor: HeldVisitor; until: number }>();
  readonly #shown = new Set<string>();
  /** Arrival of the visitor who last saw a message on each kiosk, on the clock of `performance.now()`. */
  readonly #latestArrivals = new WeakMap<Kiosk, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  schedule(visitor: HeldVisitor): void {
    const { jobId, arrivedAt } = visitor;
    if (this.#shown.has(jobId)) return;
    this.#cancel(jobId);
    const since = Date.now() - arrivedAt.getTime();
    // The machine's clock may have been changed since the arrival.
    const left = Math.min(this.#deps.afterMs, Math.max(0, this.#deps.afterMs - since));
    this.#later(visitor, left, performance.now() + left + this.#deps.withinMs);
  }

  /** Notes that a capture has shown the result to the visitor of this sign-in. */
  noteShown(kiosk: Kiosk, jobId: string, askedAt: number): void {
    this.#noteArrival(kiosk, askedAt);
    this.#cancel(jobId);
    this.#shown.add(jobId);
    const [oldest] = this.#shown;
    if (this.#shown.size > mostRemembered && oldest !== undefined) this.#shown.delete(oldest);
  }

  /** Notes that a capture of another instance has begun: its visitor would take an earlier notice for theirs. */
  noteOther(kiosk: Kiosk): void {
    this.#noteArrival(kiosk, performance.now());
  }

  end(jobId: string): void {
    this.#cancel(jobId);
    for (const kiosk of this.#deps.all()) kiosk.endWaitNotice(jobId);
  }

  /** Ends the wait notices for earlier visitors on the kiosks that serve this visitor. */
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

  /** @param until when the notice expires, on the clock of `performance.now()` */
  #show(visitor: HeldVisitor, until: number): void {
    this.#cancel(visitor.jobId);
    const now = performance.now();
    if (now > until) return;
    const arrival = arrivalOf(visitor);
    const serving = this.#deps.serving(visitor).filter((one) => this.#isLatest(one, arrival));
    const free = serving.filter(({ isBusy }) => !isBusy);
    const [kiosk] = free;
    if (!kiosk) {
      if (serving.length > 0) this.#busy.set(visitor.jobId, { visitor, until });
      return;
    }
    // The previous visitor first reads the result of their capture.
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

/** Tolerates that the machine's clock was changed since the arrival. */
function arrivalOf({ arrivedAt }: Pick<HeldVisitor, 'arrivedAt'>): number {
  return performance.now() - Math.max(0, Date.now() - arrivedAt.getTime());
}
