import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Clock } from '../platform/clock.ts';
import { rejectOnAbort, backOffMs, DeliveryError } from '#base/http';
import type { Db } from '../store/schema.ts';
import {
  claimMessage,
  giveUp,
  giveUpOrphans,
  markSent,
  nextDue,
  rescheduleMessage,
  releaseLeases,
  sendersAtWork,
  tidyMessages,
  type OutboxRow,
} from '../store/tables/outbox.ts';
import type { Destination, OutboxMessage } from './destination.ts';
import { vestibule } from '../platform/operator-error.ts';

export interface DeliveryDeps {
  db: Db;
  cipher: RecordCipher;
  clock: Clock;
  log: Logger;
  /** The present destinations: nothing is sent to a removed one. */
  destinations: () => readonly Destination[];
  /** Whether a channel without a destination was removed for good. Default: yes. */
  areAllKnown?: () => boolean;
  /** Called for every message that was sent or given up. */
  onEnd?: ((channel: string, outcome: 'sent' | 'given_up') => void) | undefined;
  /** A random number from 0 to 1 for the back-off. */
  random?: () => number;
}

/** A send that takes longer has failed. */
const sendTimeoutMs = 30_000;
/** Longer than any send, so that no other sender takes over a message that is still being sent. */
const leaseMs = 4 * sendTimeoutMs;
/** Other processes also retry messages and change the key. */
const lookEveryMs = 60_000;
/** After a failure the channel's other messages wait too, because most failures concern the channel. */
const maxRestMs = 30_000;
/** Pause of a channel after a database error: the disk has to recover first. */
const faultRestMs = 5_000;
/** Time for running sends when the process stops. */
const stopTimeoutMs = 5_000;
const tidyEveryMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
const keepGivenUpDays = 7;
const keepStateDays = 30;

/** Sends the messages in the outbox, each channel independently, until they are delivered or given up. */
export class Delivery {
  readonly #deps: DeliveryDeps;
  readonly #sender = thisSender();
  readonly #stopping = new AbortController();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #restUntil = new Map<string, number>();
  /** Running sends by channel, with the way to cancel each. */
  readonly #underWay = new Map<string, { place: string; cut: AbortController }>();
  /** Sent messages that are not marked as sent yet, with their channels. */
  readonly #unnoted = new Map<string, string>();
  /** Channels to look at again after their running lane. */
  readonly #again = new Set<string>();
  #round: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};
  #tidiedAt = -Infinity;
  #stopped = false;

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** Takes over messages of an earlier process, including those that it was sending when it was killed. */
  async start(): Promise<void> {
    const { db } = this.#deps;
    for (const sender of await sendersAtWork(db)) {
      if (isGone(sender)) await releaseLeases(db, sender);
    }
    await this.#giveUpOrphans();
    this.wake();
  }

  /**
   * Call this when the destinations change. Ends all pauses after failures, and cancels a send to a place that was
   * removed.
   */
  rearrange(): void {
    this.#restUntil.clear();
    for (const [channel, { place, cut }] of this.#underWay) {
      if (this.#destination(channel)?.place === place) continue;
      cut.abort(new DeliveryError('channel_changed'));
    }
    this.wake();
  }

  /** Starts sending due messages. Returns at once. */
  wake(): void {
    if (this.#stopped) return;
    this.#round = this.#round.then(() => this.#lookRound());
  }

  /** Resolves when every due message has been tried. */
  async settle(): Promise<void> {
    let round;
    do {
      round = this.#round;
      await round;
      await Promise.all(this.#lanes.values());
      // A lane that ends starts another lane or sets the timer.
    } while (round !== this.#round || this.#lanes.size > 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const timer = setTimeout(() => this.#stopping.abort(), stopTimeoutMs);
    await this.settle();
    clearTimeout(timer);
    this.#cancelTimer();
  }

  async #lookRound(): Promise<void> {
    const { clock, destinations, log } = this.#deps;
    this.#cancelTimer();
    try {
      await this.#tidy();
      await this.#giveUpOrphans();
      for (const { name } of destinations()) this.#open(name);
      await this.#setTimer();
    } catch (error) {
      log.error({ fault: codeOf(error) }, 'the outbox cannot be read');
      this.#cancelTimer = clock.after(lookEveryMs, () => this.wake());
    }
  }

  /** A channel may be removed while messages wait, and a command may retry messages for it later. */
  async #giveUpOrphans(): Promise<void> {
    const { db, destinations, areAllKnown = () => true, clock, log, onEnd } = this.#deps;
    if (!areAllKnown()) return;
    const channels = destinations().map(({ name }) => name);
    const orphans = await giveUpOrphans(db, channels, clock.now());
    for (const channel of new Set(orphans)) {
      const messages = orphans.filter((each) => each === channel).length;
      log.error(
        { channel, messages },
        `messages for a channel that is not there any more were given up; look at them with: ${vestibule} notify list`,
      );
    }
    for (const channel of orphans) onEnd?.(channel, 'given_up');
  }

  #destination(channel: string): Destination | undefined {
    return this.#deps.destinations().find(({ name }) => name === channel);
  }

  async #tidy(): Promise<void> {
    const now = this.#deps.clock.now().getTime();
    if (now - this.#tidiedAt < tidyEveryMs) return;
    this.#tidiedAt = now;
    await tidyMessages(this.#deps.db, {
      emptyBefore: new Date(now - keepGivenUpDays * dayMs),
      deleteBefore: new Date(now - keepStateDays * dayMs),
    });
  }

  #open(name: string): void {
    if (this.#stopped) return;
    if (this.#lanes.has(name)) {
      this.#again.add(name);
      return;
    }
    const lane = this.#sendAllDue(name)
      .catch((error: unknown) => {
        this.#deps.log.error({ channel: name, fault: codeOf(error) }, 'the outbox cannot be used');
        this.#rest(name, faultRestMs);
      })
      .then(() => {
        this.#lanes.delete(name);
        if (this.#again.delete(name)) this.#open(name);
        else if (!this.#stopped) this.#round = this.#round.then(() => this.#setTimer());
      });
    this.#lanes.set(name, lane);
  }

  /**
   * Wakes for the next due message of a channel without a running lane. A lane that ends looks again by itself.
   * Messages that became due just now count too.
   */
  async #setTimer(): Promise<void> {
    const { db, clock } = this.#deps;
    if (this.#stopped) return;
    const due = await nextDue(db, clock.now()).catch(() => new Map<string, Date>());
    const now = clock.now().getTime();
    const waits = this.#deps
      .destinations()
      .filter(({ name }) => !this.#lanes.has(name))
      .flatMap(({ name }) => {
        // Mark it before its lease ends: another instance would send it again.
        const isUnnoted = [...this.#unnoted.values()].includes(name);
        const at = isUnnoted ? clock.now() : due.get(name);
        return at ? [Math.max(at.getTime(), this.#restUntil.get(name) ?? 0) - now] : [];
      });
    this.#cancelTimer();
    this.#cancelTimer = clock.after(Math.max(1, Math.min(...waits, lookEveryMs)), () =>
      this.wake(),
    );
  }

  #rest(channel: string, milliseconds: number): void {
    this.#restUntil.set(channel, this.#deps.clock.now().getTime() + milliseconds);
  }

  async #sendAllDue(channel: string): Promise<void> {
    const { db, clock } = this.#deps;
    while (!this.#stopped) {
      const now = clock.now();
      if ((this.#restUntil.get(channel) ?? 0) > now.getTime()) return;
      for (const [id, of] of this.#unnoted) if (of === channel) await this.#noteSent(id);
      const row = await claimMessage(db, channel, { sender: this.#sender, now, leaseMs });
      if (!row) return;
      await this.#sendOne(row);
    }
  }

  async #sendOne(row: OutboxRow): Promise<void> {
    const { log, onEnd } = this.#deps;
    const about = { channel: row.channel, message: row.id, kind: row.kind };
    // Looked up for each message: the file may have changed in between.
    const destination = this.#destination(row.channel);
    try {
      if (!this.#unnoted.has(row.id)) await this.#send(destination, row);
    } catch (error) {
      const isThere = this.#destination(row.channel) !== undefined;
      await this.#noteFault(row, isThere ? error : noSuchChannel(), destination?.place ?? '');
      return;
    }
    this.#unnoted.set(row.id, row.channel);
    await this.#noteSent(row.id);
    log.info({ ...about, attempts: row.attempts }, 'message sent');
    onEnd?.(row.channel, 'sent');
  }

  async #noteSent(id: string): Promise<void> {
    await markSent(this.#deps.db, id, this.#deps.clock.now());
    this.#unnoted.delete(id);
  }

  async #send(destination: Destination | undefined, row: OutboxRow): Promise<void> {
    if (!destination) throw noSuchChannel();
    const { cipher } = this.#deps;
    const contents = (row.contents && cipher.open(row.contents, row.id)) ?? null;
    const { id, kind, createdAt } = row;
    const message: OutboxMessage = { id, kind, contents, createdAt };
    const late = AbortSignal.timeout(sendTimeoutMs);
    const cut = new AbortController();
    const signal = AbortSignal.any([late, this.#stopping.signal, cut.signal]);
    this.#underWay.set(row.channel, { place: destination.place, cut });
    try {
      await Promise.race([destination.send(message, signal), rejectOnAbort(signal)]);
    } finally {
      this.#underWay.delete(row.channel);
    }
  }

  async #noteFault(row: OutboxRow, error: unknown, place: string): Promise<void> {
    const { db, clock, log, onEnd, random = Math.random } = this.#deps;
    const fault = codeOf(error);
    const { permanent = false, retryAfterMs = 0 } = error instanceof DeliveryError ? error : {};
    const now = clock.now();
    const waitMs = Math.max(backOffMs(row.attempts, random()), retryAfterMs);
    const dueAt = new Date(now.getTime() + waitMs);
    const about = { channel: row.channel, message: row.id, kind: row.kind, fault };
    if (permanent || dueAt > row.giveUpAt) {
      await giveUp(db, row.id, fault, now);
      if (fault === 'not_wanted') {
        log.info(about, 'message dropped: no longer wanted');
        return;
      }
      log.error(
        { ...about, attempts: row.attempts },
        `a message was given up; look at it with: ${vestibule} notify list`,
      );
      onEnd?.(row.channel, 'given_up');
      return;
    }
    await rescheduleMessage(db, row.id, { fault, dueAt });
    const restMs = Math.max(Math.min(waitMs, maxRestMs), retryAfterMs);
    // A channel that now has another place has not failed.
    if (place === this.#destination(row.channel)?.place) this.#rest(row.channel, restMs);
    log.warn({ ...about, attempts: row.attempts, dueAt }, 'message not sent, retrying later');
  }
}

function noSuchChannel(): DeliveryError {
  return new DeliveryError('no_such_channel', { permanent: true });
}

/** Returns an error's code, never its message: a message can contain an address or a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

// In a container, every run of the service has the same process id, so the id includes the start time.
const bornAt = Date.now();

/** Identifies this sender in the outbox. */
function thisSender(): string {
  return `${hostname()}:${process.pid}:${bornAt}`;
}

/** Whether a sender's process has ended; false when this machine cannot tell. */
function isGone(sender: string): boolean {
  if (sender === thisSender()) return false;
  const [host, pid] = sender.split(':');
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
