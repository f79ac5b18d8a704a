import type { Logger } from 'pino';
import type { Db } from '../store/schema.ts';
import { givenUpSince, isSound, latestMessageAbout } from '../store/tables/outbox.ts';
import type { Clock } from '../platform/clock.ts';
import type { MessageContents } from './notice.ts';
import type { Outbox } from './outbox.ts';
import type { PeopleDestination } from './people-destination.ts';

interface Deps {
  db: Db;
  outbox: Pick<Outbox, 'put'>;
  /** Channels that can get a message, those of the alerts first. */
  channels: () => readonly PeopleDestination[];
  clock: Clock;
  log: Logger;
  /** To be called when there is something to send. */
  onPut: () => void;
}

const dayMs = 24 * 60 * 60_000;
/** What fails together is given up one after the other, and told in one number. */
const gatherMs = 10 * 60_000;

/**
 * Has people told, through a channel that works, that messages to another one were given up: how many
 * in a day and to which, once a day for each channel, and nothing of what they said.
 */
export class DeadLetters {
  readonly #deps: Deps;
  readonly #channels = new Set<string>();
  #telling: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** To be called for each message that was given up. Returns at once. */
  note(channel: string): void {
    if (this.#channels.has(channel)) return;
    this.#channels.add(channel);
    this.#telling = this.#telling
      .then(() => {
        this.#channels.delete(channel);
        return this.#tell(channel);
      })
      .catch((error: unknown) => {
        const fault = error instanceof Error ? error.name : 'unknown';
        this.#deps.log.error({ channel, fault }, 'notification of undelivered messages failed');
      });
  }

  /** Resolves when all pending notifications are in the outbox. */
  async settled(): Promise<void> {
    await this.#telling;
  }

  async #tell(channel: string): Promise<void> {
    const { db, clock, onPut } = this.#deps;
    const now = clock.now();
    const dayAgo = new Date(now.getTime() - dayMs);
    const subject = `channel ${channel}`;
    const last = await latestMessageAbout(db, subject);
    // One that was lost itself has told no one.
    const isToday = last !== undefined && last.state !== 'given_up' && last.createdAt > dayAgo;
    // One that no one has sent yet is brought up to date.
    if (isToday && (last.state !== 'waiting' || last.attempts > 0)) return;
    const messages = await givenUpSince(db, channel, dayAgo);
    const contents: MessageContents = { kind: 'messages_given_up', channel, messages };
    const about = isToday ? last.about : `given up: ${channel} ${now.toISOString()}`;
    const dueAt = new Date(now.getTime() + gatherMs);
    for (const through of isToday ? this.#named(last.channel) : await this.#soundOnes(channel)) {
      const planned = await through.alert(db, contents);
      if (!planned) continue;
      await this.#deps.outbox.put(db, through.name, planned, { about, subject, dueAt });
      onPut();
      return;
    }
  }

  #named(name: string): readonly PeopleDestination[] {
    return this.#deps.channels().filter((channel) => channel.name === name);
  }

  async #soundOnes(other: string): Promise<readonly PeopleDestination[]> {
    const sound: PeopleDestination[] = [];
    for (const channel of this.#deps.channels()) {
      if (channel.name === other) continue;
      if (await isSound(this.#deps.db, channel.name)) sound.push(channel);
    }
    return sound;
  }
}
