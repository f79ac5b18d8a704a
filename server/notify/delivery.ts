import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Clock } from '../platform/clock.ts';
import { aborted, backOffMs, DeliveryError } from '../platform/http-call.ts';
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
  /** Those of this moment: nothing goes to one that was taken out. */
  destinations: () => readonly Destination[];
  /** Whether a channel that is not among them is there no more. Default: yes. */
  areAllKnown?: () => boolean;
  /** Told of every message that was sent or given up. */
  onEnd?: ((channel: string, outcome: 'sent' | 'given_up') => void) | undefined;
  /** 0 to 1; the back-off uses it. */
  random?: () => number;
}

/** A send that takes longer counts as failed. */
const sendTimeoutMs = 30_000;
/** Longer than any send takes, so that no one else takes over what is still being sent. */
const leaseMs = 4 * sendTimeoutMs;
/** Other processes put messages back, too, and change the key. */
const lookEveryMs = 60_000;
/** After a failure the channel's other messages wait as well, for most failures are the channel's. */
const maxRestMs = 30_000;
/** For a channel whose messages cannot be read or noted: the disk has to come back first. */
const faultRestMs = 5_000;
/** For sends that are under way when the process is stopped. */
const stopTimeoutMs = 5_000;
const tidyEveryMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
const keepGivenUpDays = 7;
const keepStateDays = 30;

/** Sends what is in the outbox, each channel for itself, until it was delivered or is given up. */
export class Delivery {
  readonly #deps: DeliveryDeps;
  readonly #sender = thisSender();
  readonly #stopping = new AbortController();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #restUntil = new Map<string, number>();
  /** By channel; how to cut a send short. */
  readonly #underWay = new Map<string, { place: string; cut: AbortController }>();
  /** Sent, but that could not be noted yet; with its channel. */
  readonly #unnoted = new Map<string, string>();
  /** Channels whose lane was asked to look again while it was at work. */
  readonly #again = new Set<string>();
  #round: Promise<void> = Promise.resolve();
  #cancelTimer = () => {};
  #tidiedAt = -Infinity;
  #stopped = false;

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** Takes up what an earlier process left, also what it was sending when it was killed. */
  async start(): Promise<void> {
    const { db } = this.#deps;
    for (const sender of await sendersAtWork(db)) {
      if (isGone(sender)) await releaseLeases(db, sender);
    }
    await this.#giveUpOrphans();
    this.wake();
  }

  /**
   * To be called when there are other destinations: no one rests any longer for what failed before,
   * and a send to a place that was taken out is cut short.
   */
  rearrange(): void {
    this.#restUntil.clear();
    for (const [channel, { place, cut }] of this.#underWay) {
      if (this.#named(channel)?.place === place) continue;
      cut.abort(new DeliveryError('channel_changed'));
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
    let round;
    do {
      round = this.#round;
      await round;
      await Promise.all(this.#lanes.values());
      // A lane that ends is followed by another, or by a look at when to wake.
    } while (round !== this.#round || this.#lanes.size > 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    const timer = setTimeout(() => this.#stopping.abort(), stopTimeoutMs);
    await this.settled();
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

  /** A channel can go while messages for it wait, and a command can put some back afterwards. */
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

  #named(channel: string): Destination | undefined {
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
   * Wakes when the next message is due whose channel no lane is at work for: a lane that ends looks
   * again. What became due just now is one of those, too.
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
        // Before its lease ends, and another instance takes it for unsent.
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
    // Looked up for each message: the file may have changed since the last one.
    const destination = this.#named(row.channel);
    try {
      if (!this.#unnoted.has(row.id)) await this.#send(destination, row);
    } catch (error) {
      const isThere = this.#named(row.channel) !== undefined;
      await this.#failed(row, isThere ? error : noSuchChannel(), destination?.place ?? '');
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
      await Promise.race([destination.send(message, signal), aborted(signal)]);
    } finally {
      this.#underWay.delete(row.channel);
    }
  }

  async #failed(row: OutboxRow, error: unknown, place: string): Promise<void> {
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
    // One that leads elsewhere by now has not failed.
    if (place === this.#named(row.channel)?.place) this.#rest(row.channel, restMs);
    log.warn({ ...about, attempts: row.attempts, dueAt }, 'message not sent, retrying later');
  }
}

function noSuchChannel(): DeliveryError {
  return new DeliveryError('no_such_channel', { permanent: true });
}

/** An error's kind, never its message: a message can hold an address or a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

// In a container every life of the service has the same process id, so it says when it began, too.
const bornAt = Date.now();

/** Who sends, as the outbox notes it. */
function thisSender(): string {
  return `${hostname()}:${process.pid}:${bornAt}`;
}

/** Whether a sender's process has ended; false as well when that cannot be known from here. */
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
