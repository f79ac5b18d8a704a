import pg from 'pg';
import type { DatabaseDefinition, DatabaseServer } from '../definition.ts';
import type { Sessions } from '../sessions.ts';
import { clientConfig, queryError, type ClientSettings } from './pool.ts';

const firstRetryMs = 250;
const lastRetryMs = 5_000;
/** A heartbeat notices a link that broke silently. */
const beatEveryMs = 5_000;
/** How long after an answer this instance still counts as leader. Listeners notice a broken connection at once. */
const believedMs = 4000;
/** Wait before asking again for a duty that another instance has. */
const refusedMs = 5_000;

/** What sessions need of the definition. */
type SharedNames<Duty extends string> = Pick<
  DatabaseDefinition<unknown, Duty>,
  'duties' | 'lockNumber' | 'channel'
>;

/**
 * One connection for what lasts as long as a session: duties, which are advisory locks, and notices. When the
 * connection breaks, other instances may take the duties, and this instance connects again.
 */
export class PostgresSessions<Duty extends string> implements Sessions<Duty> {
  readonly isShared = true;
  readonly #server: DatabaseServer;
  readonly #settings: ClientSettings;
  readonly #names: SharedNames<Duty>;
  readonly #onLost: (error: Error) => void;
  readonly #listeners = new Set<(text: string | null) => void>();
  readonly #held = new Set<Duty>();
  readonly #refusedAt = new Map<Duty, number>();
  #answeredAt = -Infinity;
  #client: Promise<pg.Client> | undefined;
  /** Settles when the last query is answered. */
  #asked: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #isClosed = false;

  constructor(
    names: SharedNames<Duty>,
    server: DatabaseServer,
    settings: ClientSettings,
    onLost: (error: Error) => void,
  ) {
    this.#names = names;
    this.#server = server;
    this.#settings = settings;
    this.#onLost = onLost;
  }

  async isLeaderFor(duty: Duty): Promise<boolean> {
    try {
      const client = await this.#ready();
      if (this.#held.has(duty)) {
        if (performance.now() - this.#answeredAt > believedMs) await this.#ask(client, 'select 1');
        return this.#held.has(duty);
      }
      const refusedAt = this.#refusedAt.get(duty) ?? -Infinity;
      if (performance.now() - refusedAt < refusedMs) return false;
      const { rows } = await this.#ask<{ got: unknown }>(
        client,
        'select pg_try_advisory_lock($1, $2) as got',
        [this.#names.lockNumber, (this.#names.duties ?? []).indexOf(duty)],
      );
      if (Number(rows[0]?.got) !== 1) {
        this.#refusedAt.set(duty, performance.now());
        return false;
      }
      this.#held.add(duty);
      return true;
    } catch (error) {
      this.#drop(error);
      return false;
    }
  }

  listen(onNotice: (text: string | null) => void): () => void {
    this.#listeners.add(onNotice);
    this.#ready()
      .then((client) => this.#ask(client, this.#listenForRows))
      .then(() => onNotice(null))
      .catch((error: unknown) => this.#drop(error));
    return () => this.#listeners.delete(onNotice);
  }

  async countServices(): Promise<number> {
    const client = await this.#ready();
    const { rows } = await this.#ask<{ count: number }>(
      client,
      `select count(*) as count from pg_stat_activity
        where datname = current_database() and application_name = $1`,
      [this.#settings.serviceName],
    );
    return Number(rows[0]?.count ?? 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#held.clear();
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    // Does not wait: a frozen server never closes the connection.
    void client?.end().catch(() => {});
  }

  get #listenForRows(): string {
    return `listen ${this.#names.channel}`;
  }

  /** Queues queries, because a connection answers one at a time. */
  #ask<R extends pg.QueryResultRow>(
    client: pg.Client,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<pg.QueryResult<R>> {
    const answer = this.#asked.then(() => client.query<R>(text, [...values]));
    this.#asked = answer.then(
      () => (this.#answeredAt = performance.now()),
      () => {},
    );
    return answer;
  }

  #ready(): Promise<pg.Client> {
    if (this.#isClosed) return Promise.reject(new Error('The sessions are closed.'));
    return (this.#client ??= this.#connect());
  }

  async #connect(): Promise<pg.Client> {
    const { connectMs } = this.#settings;
    const client = new pg.Client({
      ...clientConfig(this.#server, this.#settings),
      query_timeout: connectMs,
    });
    client.on('error', (error) => this.#drop(error, client));
    client.on('end', () => this.#drop(new Error('The connection was ended.'), client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    await client.connect();
    this.#now = client;
    if (this.#listeners.size > 0) await client.query(this.#listenForRows);
    this.#retryMs = firstRetryMs;
    this.#beat(client);
    // Some notices may have been sent while there was no listener.
    this.#hear(null);
    return client;
  }

  /** The current connection. The end of an older connection is no loss. */
  #now: pg.Client | undefined;

  #beat(client: pg.Client): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#ask(client, 'select 1')
        .then(() => this.#beat(client))
        .catch((error: unknown) => this.#drop(error, client));
    }, beatEveryMs).unref();
  }

  #hear(text: string | null): void {
    for (const listener of this.#listeners) listener(text);
  }

  #drop(error: unknown, client = this.#now): void {
    if (this.#isClosed || client !== this.#now) return;
    this.#now = undefined;
    this.#client = undefined;
    this.#held.clear();
    // Destroys the stream instead of closing properly: the server may never answer.
    if (client)
      (
        client as unknown as { connection: { stream: { destroy(): void } } }
      ).connection.stream.destroy();
    this.#onLost(queryError(error, this.#settings.rightsPage));
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#ready().catch((again: unknown) => this.#drop(again));
    }, this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }
}
