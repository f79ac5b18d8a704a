import { Repeating, type Clock } from '../../platform/clock.ts';
import type { ClosingByItself } from './close-by-itself.ts';

const everyMs = 60_000;

interface Deps {
  closing: Pick<ClosingByItself, 'officeClosed'>;
  /** Of the day, like `18:30`, where this machine is. */
  closesAt: string;
  clock: Clock;
}

/** Closes what still waits at the desk when the office closes, or did while the service was away. */
export class OfficeClosing extends Repeating {
  readonly #deps: Deps;
  /** What is put back by hand afterwards stays. */
  #doneUntil = -Infinity;

  constructor(deps: Deps) {
    super({ clock: deps.clock, everyMs });
    this.#deps = deps;
  }

  protected async once(): Promise<void> {
    const { closing, closesAt, clock } = this.#deps;
    const closed = latestClosing(closesAt, clock.now());
    if (closed.getTime() <= this.#doneUntil) return;
    if (await closing.officeClosed(closed)) this.#doneUntil = closed.getTime();
  }
}

function latestClosing(closesAt: string, now: Date): Date {
  const [hours = 0, minutes = 0] = closesAt.split(':').map(Number);
  const closing = new Date(now);
  closing.setHours(hours, minutes, 0, 0);
  if (closing > now) closing.setDate(closing.getDate() - 1);
  return closing;
}
