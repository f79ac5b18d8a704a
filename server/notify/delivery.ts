import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import {
  claimMessage,
  giveUp,
  giveUpOrphans,
  markSent,
  nextDue,
  putBack,
  releaseLeases,
  sendersAtWork,
  tidyMessages,
  type OutboxRow,
} from '../store/tables/outbox.ts';
import { backOffMs } from './back-off.ts';
import type { Clock } from './clock.ts';
import type { ContentsCipher } from './contents-cipher.ts';
import { DeliveryFault, type Destination, type Letter } from './destination.ts';
import { isGone, thisSender } from './sender.ts';

export interface DeliveryParts {
  db: Db;
  cipher: ContentsCipher;
  clock: Clock;
  log: Logger;
  destinations: readonly Destination[];
  /** Told of every message that was sent or given up. */
  onEnd?: (channel: string, outcome: 'sent' | 'given_up') => void;
  /** 0 to 1, for the back-off. */
  random?: () => number;
}

/** A send that takes longer counts as failed. */
const sendWithinMs = 30_000;
/** Longer than any send takes, so that nobody else takes over what is still being sent. */
const leaseMs = 4 * sendWithinMs;
/** Other processes put messages back, too, and change the key. */
const lookEveryMs = 60_000;
/** After a failure the channel's other messages wait as well, for most failures are the channel's. */
const longestRestMs = 30_000;
/** For sends that are under way when the process is stopped. */
const stopWithinMs = 5_000;
const tidyEveryMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
const keepGivenUpDays = 7;
const keepStateDays = 30;

/** Sends what is in the outbox, each channel for itself, until it was delivered or is given up. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #sender = thisSender();
  readonly #stopping = new AbortController();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #restUntil = new Map<string, number>();
  /** Sent, but that could not be noted yet. */
  readonly #unnoted = new Set<string>();
  /** Channels whose lane was asked to look again while it was at work. */
  readonly #again = new Set<string>();
  #round: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};
  #tidiedAt = -Infinity;
  #stopped = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier process left, also what it was sending when it was killed. */
  async start(): Promise<void> {
    const { db, destinations, log, clock } = this.#parts;
    for (const sender of await sendersAtWork(db)) {
      if (isGone(sender)) await releaseLeases(db, sender);
    }
    const channels = destinations.map(({ name }) => name);
    for (const channel of new Set(await giveUpOrphans(db, channels, clock.now()))) {
      log.error({ channel }, 'messages for a channel that is not there any more were given up');
    }
    this.wake();
  }

  /** Sends what is due. Returns at once. */
  wake(): void {
    if (this.#stopped) return;
    this.#round = this.#round.then(() => this.#lookRound());
  }

  /** Resolves when all that was due has been tried. */
  async settled(): Promise<void> {
    await this.#round;
    await Promise.all(this.#lanes.values());
    await this.#round;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const timer = setTimeout(() => this.#stopping.abort(), stopWithinMs);
    await this.settled();
    clearTimeout(timer);
    this.#cancelTimer();
  }

  async #lookRound(): Promise<void> {
    const { clock, destinations, log } = this.#parts;
    this.#cancelTimer();
    try {
      await this.#tidy();
      await this.#keepUpWithKey();
      for (const destination of destinations) this.#open(destination);
      await this.#setTimer();
    } catch (error) {
      log.error({ fault: codeOf(error) }, 'the outbox cannot be read');
      this.#cancelTimer = clock.after(lookEveryMs, () => this.wake());
    }
  }

  /** What is known of the key is enough to go on, for now. */
  async #keepUpWithKey(): Promise<void> {
    const { db, cipher, log } = this.#parts;
    await cipher.readKeys().catch((error: unknown) => {
      log.error({ fault: codeOf(error) }, 'the template key cannot be read for the outbox');
    });
    await cipher.renew(db);
  }

  async #tidy(): Promise<void> {
    const now = this.#parts.clock.now().getTime();
    if (now - this.#tidiedAt < tidyEveryMs) return;
    this.#tidiedAt = now;
    await tidyMessages(this.#parts.db, {
      emptyBefore: new Date(now - keepGivenUpDays * dayMs),
      deleteBefore: new Date(now - keepStateDays * dayMs),
    });
  }

  #open(destination: Destination): void {
    const { name } = destination;
    if (this.#stopped) return;
    if (this.#lanes.has(name)) {
      this.#again.add(name);
      return;
    }
    const lane = this.#sendAllDue(destination)
      .catch((error: unknown) =>
        this.#parts.log.error({ channel: name, fault: codeOf(error) }, 'the outbox cannot be used'),
      )
      .then(() => {
        this.#lanes.delete(name);
        if (this.#again.delete(name)) this.#open(destination);
        else if (!this.#stopped) this.#round = this.#round.then(() => this.#setTimer());
      });
    this.#lanes.set(name, lane);
  }

  /** Wakes when the next message is due that no lane is busy with. */
  async #setTimer(): Promise<void> {
    const { db, clock } = this.#parts;
    if (this.#stopped) return;
    const due = await nextDue(db).catch(() => null);
    const wait = due ? due.getTime() - clock.now().getTime() : lookEveryMs;
    this.#cancelTimer();
    // A message that is overdue has a lane at work or at rest.
    const within = wait > 0 ? wait : this.#shortestRest();
    this.#cancelTimer = clock.after(Math.min(within, lookEveryMs), () => this.wake());
  }

  #shortestRest(): number {
    const now = this.#parts.clock.now().getTime();
    const rests = [...this.#restUntil.values()].map((until) => until - now);
    return Math.min(lookEveryMs, ...rests.filter((rest) => rest > 0));
  }

  async #sendAllDue(destination: Destination): Promise<void> {
    const { db, clock } = this.#parts;
    while (!this.#stopped) {
      const now = clock.now();
      if ((this.#restUntil.get(destination.name) ?? 0) > now.getTime()) return;
      const claim = { sender: this.#sender, now, leaseMs };
      const row = await claimMessage(db, destination.name, claim);
      if (!row) return;
      await this.#sendOne(destination, row);
    }
  }

  async #sendOne(destination: Destination, row: OutboxRow): Promise<void> {
    const { db, clock, log, onEnd } = this.#parts;
    const about = { channel: row.channel, message: row.id, kind: row.kind };
    try {
      if (!this.#unnoted.has(row.id)) await this.#send(destination, row);
    } catch (error) {
      await this.#failed(row, error);
      return;
    }
    this.#unnoted.add(row.id);
    await markSent(db, row.id, clock.now());
    this.#unnoted.delete(row.id);
    log.info({ ...about, attempts: row.attempts }, 'message sent');
    onEnd?.(row.channel, 'sent');
  }

  async #send(destination: Destination, row: OutboxRow): Promise<void> {
    const { cipher } = this.#parts;
    const contents = (row.contents && cipher.open(row.contents, row.id)) ?? null;
    const { id, kind } = row;
    const letter: Letter = { id, kind, contents, createdAt: new Date(row.created_at) };
    const late = AbortSignal.timeout(sendWithinMs);
    const signal = AbortSignal.any([late, this.#stopping.signal]);
    await Promise.race([destination.send(letter, signal), aborted(signal)]);
  }

  async #failed(row: OutboxRow, error: unknown): Promise<void> {
    const { db, clock, log, onEnd, random = Math.random } = this.#parts;
    const fault = codeOf(error);
    const { permanent = false, retryAfterMs = 0 } = error instanceof DeliveryFault ? error : {};
    const now = clock.now();
    const waitMs = Math.max(backOffMs(row.attempts, random()), retryAfterMs);
    const dueAt = new Date(now.getTime() + waitMs);
    const about = { channel: row.channel, message: row.id, kind: row.kind, fault };
    if (permanent || dueAt.toISOString() > row.give_up_at) {
      await giveUp(db, row.id, fault, now);
      log.error(
        { ...about, attempts: row.attempts },
        'a message was given up; look at it with: npm run notify -- list',
      );
      onEnd?.(row.channel, 'given_up');
      return;
    }
    await putBack(db, row.id, { fault, dueAt });
    const restMs = Math.max(Math.min(waitMs, longestRestMs), retryAfterMs);
    this.#restUntil.set(row.channel, now.getTime() + restMs);
    log.warn({ ...about, attempts: row.attempts, dueAt }, 'message not sent, will be tried again');
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(new DeliveryFault('timed_out'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** An error's kind, never its message: a message can hold an address or a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}
