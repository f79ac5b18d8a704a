import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import type { DatabaseServer, ProgramNames } from '../definition.ts';
import { QueryError } from '../errors.ts';
import { toStoredValue } from '../row-codec.ts';
import { within } from '#base/time';

/** Timeouts for PostgreSQL, so that a frozen or unreachable server blocks nothing for long. */
interface Limits {
  /** Wait for a free connection while others use all of them. */
  turnMs: number;
  /** Wait for a new connection to be ready. */
  connectMs: number;
  /** Wait for a lock, and time of a statement. The server enforces both. */
  lockMs: number;
  statementMs: number;
  /** Pause of a writing transaction between two statements. Then the server frees its locks. */
  idleMs: number;
  /** Wait for an answer of the server; then its connection is dropped. Longer than a statement's limit. */
  answerMs: number;
}

/** How a connection is used. */
export interface ClientSettings extends Limits {
  /** Name in pg_stat_activity. */
  applicationName: string;
  /** The name that connections of a service have. */
  serviceName: string;
  rightsPage: string;
  /** Whether the server refuses all writes. */
  readOnly?: boolean;
}

const serviceLimits: Limits = {
  // Peaks pass, so this wait is long. A server that is gone shows in queries on a connection.
  turnMs: 10_000,
  connectMs: 4000,
  // A transaction that gives up loses its place in the queue and begins again.
  lockMs: 7000,
  statementMs: 8000,
  idleMs: 2000,
  answerMs: 9000,
};

const commandLimits: Limits = {
  turnMs: 60_000,
  connectMs: 10_000,
  lockMs: 60_000,
  // The server sets no limit, because a migration may rewrite a large table.
  statementMs: 0,
  idleMs: 5000,
  answerMs: 30 * 60_000,
};

/** Settings of a service, whose caller may have somebody waiting. */
export function serviceSettings({ applicationName, rightsPage }: ProgramNames): ClientSettings {
  return { ...serviceLimits, applicationName, serviceName: applicationName, rightsPage };
}

/** Settings of commands and migrations. */
export function commandSettings(names: ProgramNames): ClientSettings {
  const { applicationName } = names;
  return {
    ...serviceSettings(names),
    ...commandLimits,
    applicationName: `${applicationName} command`,
  };
}

/** At a peak, most connections wait: for the audit chain or for a distant server. */
const usualConnections = 20;

/** Returns values as SQLite does: integers and booleans as numbers. No integer exceeds 2^53. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.BOOL, (text) => (text === 't' ? 1 : 0));

export function clientConfig(server: DatabaseServer, settings: ClientSettings): pg.ClientConfig {
  const { host, port, database, user, password, tls } = server;
  return {
    host,
    port,
    database,
    user,
    ...(password && { password }),
    ssl:
      (tls && {
        ...(tls.ca !== null && { ca: tls.ca }),
        rejectUnauthorized: tls.verify !== 'nothing',
        ...(tls.verify === 'chain' && { checkServerIdentity: () => undefined }),
      }) ||
      false,
    application_name: settings.applicationName,
    connectionTimeoutMillis: settings.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
}

/** Settings that are sent once on each connection. Poolers would refuse them in the start-up packet. */
function preludeOf(settings: ClientSettings): string {
  return (
    `set lock_timeout = ${settings.lockMs}; set statement_timeout = ${settings.statementMs}; ` +
    (settings.readOnly ? 'set default_transaction_read_only = on; ' : '') +
    // Applies to transactions that only read; writing transactions set a shorter one.
    `set idle_in_transaction_session_timeout = ${settings.answerMs}; ` +
    // A backslash in a literal has no special meaning.
    'set standard_conforming_strings = on; ' +
    // What is committed has to survive a power cut, whatever the server's default is.
    "select set_config('synchronous_commit', 'on', false) " +
    "where current_setting('synchronous_commit') = 'off'"
  );
}

/** pg's pool with a limit for every connection and answer. Its errors are `QueryError`. */
export class BoundedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #settings: ClientSettings;
  /** The connections that have the settings, with the time when those were sent. */
  readonly #readySince = new WeakMap<pg.PoolClient, number>();
  /** A session keeps the write permission of its start: older sessions do not notice that writing is possible again. */
  #readOnlyUntil = -Infinity;
  readonly #turns: ConnectionTurns;

  constructor(server: DatabaseServer, settings: ClientSettings, maxConnections = usualConnections) {
    this.#settings = settings;
    this.#turns = new ConnectionTurns(maxConnections, settings.turnMs);
    this.#pool = new pg.Pool({
      ...clientConfig(server, settings),
      max: maxConnections,
      idleTimeoutMillis: 60_000,
    });
    // The pool replaces an idle connection that breaks; no caller waits for it.
    this.#pool.on('error', () => {});
    // A connection may break before a caller can listen: its next query then fails.
    this.#pool.on('connect', (client) => void client.on('error', () => {}));
  }

  get idleMs(): number {
    return this.#settings.idleMs;
  }

  async connect(): Promise<PostgresPoolClient> {
    const giveBack = await this.#turns.take();
    const client = await this.#takeClient().catch((error: unknown) => {
      giveBack();
      throw queryError(error);
    });
    const bounded = new BoundedClient(client, {
      answerMs: this.#settings.answerMs,
      rightsPage: this.#settings.rightsPage,
      onReadOnly: () => (this.#readOnlyUntil = performance.now()),
      onReleased: giveBack,
    });
    if (this.#readySince.has(client)) return bounded;
    try {
      const since = performance.now();
      await bounded.query(preludeOf(this.#settings), []);
      this.#readySince.set(client, since);
      return bounded;
    } catch (error) {
      bounded.release();
      throw error;
    }
  }

  async #takeClient(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      const since = this.#readySince.get(client) ?? Infinity;
      if (since > this.#readOnlyUntil) return client;
      client.release(true);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

interface ClientOptions {
  answerMs: number;
  rightsPage: string;
  /** Called when the server refuses to write in this session. */
  onReadOnly: () => void;
  onReleased: () => void;
}

/** One connection, from when it is taken out of the pool until it is put back. */
class BoundedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #options: ClientOptions;
  #inTransaction = false;
  #isBroken = false;

  constructor(client: pg.PoolClient, options: ClientOptions) {
    this.#client = client;
    this.#options = options;
    client.on('error', this.#broke);
  }

  readonly #broke = () => {
    this.#isBroken = true;
  };

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(cursor: unknown): never;
  async query<R>(text: unknown, parameters?: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (typeof text !== 'string') throw new Error('Rows are not streamed; read them in pages.');
    if (/^(begin|start transaction)\b/.test(text)) this.#inTransaction = true;
    const ends = /(^|; )commit$/.test(text) || text === 'rollback';
    try {
      return await this.#answer<R>(text, parameters ?? []);
    } finally {
      if (ends) this.#inTransaction = false;
    }
  }

  /** Drops a connection that broke or has an open transaction, so that no other caller gets it. */
  release(): void {
    this.#client.off('error', this.#broke);
    this.#client.release(this.#isBroken || this.#inTransaction);
    this.#options.onReleased();
  }

  async #answer<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // Converts before any wait: an invalid date throws here.
    const values = parameters.map(toStoredValue);
    const asked = this.#client.query(text, values);
    try {
      const answer = await within(this.#options.answerMs, asked, null);
      if (answer === null) {
        this.#isBroken = true;
        throw new QueryError('no_answer', 'PostgreSQL does not answer.');
      }
      const results = answer as unknown as PostgresQueryResult<R> | PostgresQueryResult<R>[];
      // Several statements return several results; the last one counts.
      return Array.isArray(results) ? results.at(-1)! : results;
    } catch (error) {
      throw this.#noteFault(error);
    }
  }

  #noteFault(error: unknown): QueryError {
    const fault = queryError(error, this.#options.rightsPage);
    if (fault.isConnectionLost()) this.#isBroken = true;
    if (fault.isReadOnly()) this.#options.onReadOnly();
    return fault;
  }
}

/** `code` is PostgreSQL's SQLSTATE, otherwise the system's error code of the connection. */
export function queryError(error: unknown, rightsPage: string | null = null): QueryError {
  if (error instanceof QueryError) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  if (typeof code === 'string') return new QueryError(code, text, rightsPage);
  // pg has no codes for its own errors, and all of those concern the connection.
  return new QueryError('connection_lost', text);
}

/**
 * A queue for connections when all are in use, in the order of arrival. pg's pool has only one limit for two waits:
 * for other callers to finish, and for a server that does not answer.
 */
export class ConnectionTurns {
  #free: number;
  readonly #turnMs: number;
  readonly #waiting = new Set<() => void>();

  /** @param turnMs how long a caller waits for its turn */
  constructor(connections: number, turnMs: number) {
    this.#free = connections;
    this.#turnMs = turnMs;
  }

  /** Resolves with a function to call once when the connection is free again. @throws {QueryError} */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#turn();
    return () => this.#give();
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(come);
        reject(new QueryError('no_turn', 'All connections to PostgreSQL are in use.'));
      }, this.#turnMs);
      this.#waiting.add(come);
    });
  }

  #give(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
