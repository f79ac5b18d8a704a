import type { Logger } from 'pino';
import { PeriodicTask, type Clock } from '../platform/clock.ts';
import { DeliveryError } from '#base/http';
import type { Db } from '../store/schema.ts';
import { countWaitingCards, waitingForMs } from '../store/tables/desk-cards.ts';
import type { NumberShown } from './destination.ts';
import type { PeopleDestination } from './people-destination.ts';

interface Deps {
  db: Db;
  /** The channels in force. */
  channels: () => readonly PeopleDestination[];
  clock: Clock;
  log: Logger;
  isLeader?: () => Promise<boolean>;
}

interface Shown {
  by: NumberShown;
  count: number | null;
  at: Date;
  fault: string | null;
}

const everyMs = 5000;
/** Repeated before listeners regard the number as outdated. */
const againAfterMs = 60_000;

/**
 * Shows how many visitors wait at the desk, on channels that can show a number. Does not use the outbox: a late number
 * is worthless. No sign-in waits for it.
 */
export class WaitingNumber extends PeriodicTask {
  readonly #deps: Deps;
  readonly #shown = new Map<string, Shown>();
  readonly #ending = new AbortController();
  #isBegun = false;

  constructor({ isLeader, ...deps }: Deps) {
    super({ clock: deps.clock, everyMs, ...(isLeader && { isLeader }) });
    this.#deps = { ...deps };
  }

  /** Call this when the channels may have changed. Starts once one of them can show a number. */
  begin(): void {
    if (this.#isBegun || this.#deps.channels().every(({ number }) => number === null)) return;
    this.#isBegun = true;
    this.start();
  }

  override async stop(): Promise<void> {
    this.#ending.abort();
    await super.stop();
  }

  protected override onNotLeader(): void {
    this.#shown.clear();
  }

  protected override async once(): Promise<void> {
    const showing = new Map(
      this.#deps.channels().flatMap(({ name, number }) => (number ? [[name, number]] : [])),
    );
    const gone = [...this.#shown].filter(([name]) => !showing.has(name));
    for (const [name] of gone) this.#shown.delete(name);
    await Promise.all(gone.map(([name, display]) => this.#clear(name, display)));
    if (showing.size === 0) return;
    const count = await this.#count();
    if (count === null) return;
    await Promise.all([...showing].map(([name, by]) => this.#show(name, by, count)));
  }

  /** Null when the number is unknown. */
  async #count(): Promise<number | null> {
    const { db, clock, log } = this.#deps;
    try {
      return await countWaitingCards(db, new Date(clock.now().getTime() - waitingForMs));
    } catch (err) {
      log.error({ err }, 'number of waiting visitors unknown');
      return null;
    }
  }

  async #show(channel: string, by: NumberShown, count: number): Promise<void> {
    const before = this.#shown.get(channel);
    const at = this.#deps.clock.now();
    const isFresh = before && at.getTime() - before.at.getTime() < againAfterMs;
    if (isFresh && before.count === count) return;
    const fault = await faultOf(by.show(count, this.#ending.signal));
    this.#shown.set(channel, { by, count: fault === null ? count : null, at, fault });
    if (fault === null || fault === before?.fault || this.#ending.signal.aborted) return;
    this.#deps.log.warn({ channel, fault }, 'number of waiting visitors not published');
  }

  async #clear(channel: string, { by }: Shown): Promise<void> {
    const fault = await faultOf(by.clear(this.#ending.signal));
    if (fault === null) return;
    const what = 'what a channel showed that is gone stays there: see docs/notifications.md';
    this.#deps.log.warn({ channel, fault }, what);
  }
}

async function faultOf(delivery: Promise<void>): Promise<string | null> {
  return delivery.then(
    () => null,
    (error: unknown) => (error instanceof DeliveryError ? error.code : 'unknown'),
  );
}
