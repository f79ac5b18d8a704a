import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** With more runnable threads for each core, tests wait for the processor and no longer for what they test. */
const mostForEachCore = 2.5;
/** A new process shows in the average by then. */
const apartMs = 3000;
const sampleMs = 500;
/** The average covers some ten seconds. */
const weight = sampleMs / 10_000;

/**
 * Decides when another test process may begin: while the cores have room, and one at a time. A machine that is slow, or
 * has other work, then runs fewer at once instead of letting them all miss their time limits.
 */
export class Room {
  #running = 0;
  #average = 0;
  #latest = -Infinity;
  #turn = Promise.resolve();
  readonly #sampling = setInterval(() => {
    this.#average += (runnable() - this.#average) * weight;
  }, sampleMs).unref();

  /** Waits for room, unless nothing runs. */
  async enter(): Promise<void> {
    const before = this.#turn;
    let next = () => {};
    this.#turn = new Promise((resolve) => (next = resolve));
    await before;
    while (this.#isFull()) await pause(sampleMs / 2);
    this.enterAnyway();
    next();
  }

  enterAnyway(): void {
    this.#running++;
    this.#latest = performance.now();
  }

  leave(): void {
    this.#running--;
  }

  close(): void {
    clearInterval(this.#sampling);
  }

  #isFull(): boolean {
    if (this.#running === 0) return false;
    const isTooSoon = performance.now() - this.#latest < apartMs;
    return isTooSoon || this.#average > mostForEachCore * availableParallelism();
  }
}

/** The threads that run or wait for a core, without this one; 0 where the system does not say. */
function runnable(): number {
  try {
    const [, count = 1] = /(\d+)\/\d+/.exec(readFileSync('/proc/loadavg', 'utf8')) ?? [];
    return Number(count) - 1;
  } catch {
    return 0;
  }
}
