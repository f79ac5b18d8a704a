import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { replaceFile } from '../platform/atomic-file.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { DeliveryError } from '../platform/http-call.ts';
import { FileError, readFileText } from '../watched-files/file-state.ts';
import { alertChannels, notificationFileKind } from './create-destinations.ts';
import type { MessageContents } from './notice.ts';
import type { PeopleDestination } from './people-destination.ts';
import type { Alerts } from './start-notify.ts';

interface Deps {
  config: Pick<Config, 'notifyFile' | 'notifyCopyFile' | 'stuckStartFile'>;
  secrets: Pick<Secrets, 'notify'>;
  log: Logger;
  clock?: Clock;
}

/** Kept until it has started, so that a restart tells nothing twice and forgets nothing. */
const Told = Type.Object({
  id: Type.String(),
  since: Type.String(),
  channels: Type.Array(Type.String()),
});
type Told = Static<typeof Told>;

const sendTimeoutMs = 30_000;

/**
 * Reports once that the start of the service does not finish, and once when it has. The outbox is in the database,
 * which may be the thing that it waits for. So this reads the notification file and calls each channel directly. It
 * does not reach a channel whose addresses are in the database.
 */
export class StartNotices {
  readonly #deps: Deps & { clock: Clock };
  #told: Told | null = null;
  #isSending = false;

  constructor(deps: Deps) {
    this.#deps = { clock: systemClock, ...deps };
  }

  /**
   * To be called now and again while it lasts: a channel that failed is tried again. Never rejects.
   * @param step what the start is at
   */
  async stuck(step: string, since: Date): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      this.#told ??= (await this.#kept()) ?? {
        id: randomUUID().replaceAll('-', ''),
        since: since.toISOString(),
        channels: [],
      };
      const notice = this.#told;
      const contents: MessageContents = {
        kind: 'start_stuck',
        machine: hostname(),
        since: notice.since,
        step,
      };
      const untold = (await this.#channels()).filter(({ name }) => !notice.channels.includes(name));
      const sent = await Promise.all(untold.map((each) => this.#send(each, contents, notice.id)));
      const names = untold.filter((_, i) => sent[i]).map(({ name }) => name);
      if (names.length === 0) return;
      notice.channels.push(...names);
      // Where the folder is what it waits for, it is known in memory.
      await replaceFile(this.#deps.config.stuckStartFile, JSON.stringify(notice)).catch(() => {});
    } catch (error) {
      this.#log(error, 'notification of the stuck start failed');
    } finally {
      this.#isSending = false;
    }
  }

  /** To be called once it has started, stuck before or not. Never rejects. */
  async done(alerts: Pick<Alerts, 'tell'>): Promise<void> {
    const { clock, config } = this.#deps;
    const notice = this.#told ?? (await this.#kept());
    if (!notice) return;
    const { id, since, channels } = notice;
    try {
      const until = clock.now().toISOString();
      const contents: MessageContents = { kind: 'start_done', machine: hostname(), since, until };
      await alerts.tell(contents, `start ${id}`, `start ${id}`, channels);
      await rm(config.stuckStartFile, { force: true });
    } catch (error) {
      this.#log(error, 'notification of the finished start failed');
    }
  }

  /** The channels of the alerts, if one of them can be reached; otherwise every channel that can be. */
  async #channels(): Promise<PeopleDestination[]> {
    const { config, secrets, clock, log } = this.#deps;
    const kind = notificationFileKind({
      secrets: secrets.notify,
      clock,
      contacts: async () => [],
      log,
    });
    const valueOf = async (file: string) => {
      const { text } = await readFileText(kind.name, { file, isExpected: false });
      if (text === null) return null;
      const { value, mistakes } = await kind.read(text);
      if (!value) throw new FileError(kind.name, file, mistakes);
      return value;
    };
    const value = await valueOf(config.notifyFile).catch(async (error: unknown) => {
      // What was in force stays in force, as when the service runs.
      const kept = await valueOf(config.notifyCopyFile);
      if (kept === null) throw error;
      return kept;
    });
    if (value === null) return [];
    const reached = alertChannels(value).filter(({ hasAddresses }) => hasAddresses);
    const alerted = reached.filter(({ name }) => value.file?.alerts?.to.includes(name));
    return alerted.length > 0 ? alerted : reached;
  }

  async #send(channel: PeopleDestination, contents: MessageContents, id: string) {
    const { clock, log } = this.#deps;
    const message = { id, kind: contents.kind, contents, createdAt: clock.now() };
    try {
      await channel.send(message, AbortSignal.timeout(sendTimeoutMs));
      return true;
    } catch (error) {
      const fault = error instanceof DeliveryError ? error.code : 'unknown';
      log.warn(
        { channel: channel.name, fault },
        'notification of the stuck start failed, retrying',
      );
      return false;
    }
  }

  /** What an earlier process has told, which did not start. */
  async #kept(): Promise<Told | null> {
    try {
      const notice: unknown = JSON.parse(await readFile(this.#deps.config.stuckStartFile, 'utf8'));
      return Value.Check(Told, notice) ? notice : null;
    } catch {
      return null;
    }
  }

  #log(error: unknown, what: string): void {
    const fault = error instanceof Error ? error.name : 'unknown';
    this.#deps.log.error({ fault }, what);
  }
}
