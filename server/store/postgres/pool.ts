import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import type { DatabaseServer } from '../../config/database-server.ts';
import { QueryError } from '../store-error.ts';
import { toStoredValue } from '../row-codec.ts';
import { within } from '../../platform/clock.ts';

/** How long PostgreSQL is given, so that one that is frozen or cut off holds up nothing for long. */
export interface Limits {
  /** For one of the connections, while others use all of them. */
  turnMs: number;
  /** For a new connection, until it is ready. */
  connectMs: number;
  /** For a lock that someone else has, and for a statement; the server itself gives up. */
  lockMs: number;
  statementMs: number;
  /** For a transaction that writes, between two statements: afterwards its locks are free again. */
  idleMs: number;
  /** For an answer of the server, after which its connection is given up. More than a statement's. */
  answerMs: number;
  /** As pg_stat_activity shows it. */
  applicationName: string;
  /** Nothing can be written. */
  readOnly?: boolean;
}

/** The caller may have a visitor waiting at the door. */
export const serviceLimits: Limits = {
  // A peak passes; that the server is gone shows in what is asked on a connection.
  turnMs: 10_000,
  connectMs: 4000,
  // A caller that gives up loses its place in the queue, and begins again.
  lockMs: 7000,
  statementMs: 8000,
  idleMs: 2000,
  answerMs: 9000,
  applicationName: 'vestibule',
};

/** For commands and migrations, which may rewrite a large table. 0: no limit of the server's. */
export const commandLimits: Limits = {
  turnMs: 60_000,
  connectMs: 10_000,
  lockMs: 60_000,
  statementMs: 0,
  idleMs: 5000,
  answerMs: 30 * 60_000,
  applicationName: 'vestibule command',
};

/** Most of them wait at a peak: for the audit chain, or for a server that is far away. */
const usualConnections = 20;

/** Values come back as SQLite gives them: integers and truth as numbers. None is above 2^53. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.BOOL, (text) => (text === 't' ? 1 : 0));

export function clientConfig(server: DatabaseServer, limits: Limits): pg.ClientConfig {
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
    application_name: limits.applicationName,
    connectionTimeoutMillis: limits.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
}

/** What is said once on each connection. Not in its start-up packet, which poolers refuse. */
function preludeOf(limits: Limits): string {
  return (
    `set lock_timeout = ${limits.lockMs}; set statement_timeout = ${limits.statementMs}; ` +
    (limits.readOnly ? 'set default_transaction_read_only = on; ' : '') +
    // For transactions that only read; those that write have a shorter one.
    `set idle_in_transaction_session_timeout = ${limits.answerMs}; ` +
    // What is written as a literal is read as one.
    'set standard_conforming_strings = on; ' +
    // A decided sign-in has to survive a power cut, whatever the server's default is.
    "select set_config('synchronous_commit', 'on', false) " +
    "where current_setting('synchronous_commit') = 'off'"
  );
}

/** pg's pool, whose every connection and answer has a limit, and whose errors are `QueryError`. */
export class BoundedPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #limits: Limits;
  /** Those on which the prelude was said, with the time of that. */
  readonly #readySince = new WeakMap<pg.PoolClient, number>();
  /** A session keeps the right to write that it began with: older ones do not learn that it is back. */
  #readOnlyUntil = -Infinity;
  readonly #turns: ConnectionTurns;

  constructor(server: DatabaseServer, limits: Limits, maxConnections = usualConnections) {
    this.#limits = limits;
    this.#turns = new ConnectionTurns(maxConnections, limits.turnMs);
    this.#pool = new pg.Pool({
      ...clientConfig(server, limits),
      max: maxConnections,
      idleTimeoutMillis: 60_000,
    });
    // An idle connection that breaks is replaced by the pool; no one waits for it.
    this.#pool.on('error', () => {});
    // One that breaks as it is handed out says so before anyone can listen: its next question fails.
    this.#pool.on('connect', (client) => void client.on('error', () => {}));
  }

  get idleMs(): number {
    return this.#limits.idleMs;
  }

  async connect(): Promise<PostgresPoolClient> {
    const giveBack = await this.#turns.take();
    const client = await this.#takeClient().catch((error: unknown) => {
      giveBack();
      throw queryError(error);
    });
    const bounded = new BoundedClient(client, {
      answerMs: this.#limits.answerMs,
      onReadOnly: () => (this.#readOnlyUntil = performance.now()),
      onReleased: giveBack,
    });
    if (this.#readySince.has(client)) return bounded;
    try {
      const since = performance.now();
      await bounded.query(preludeOf(this.#limits), []);
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
  /** Called when the server refused to write in this session. */
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

  /** A transaction that came to no end, or a connection that broke, goes on for no one else. */
  release(): void {
    this.#client.off('error', this.#broke);
    this.#client.release(this.#isBroken || this.#inTransaction);
    this.#options.onReleased();
  }

  async #answer<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // Before anything waits: an invalid date throws here.
    const values = parameters.map(toStoredValue);
    const asked = this.#client.query(text, values);
    try {
      const answer = await within(this.#options.answerMs, asked, null);
      if (answer === null) {
        this.#isBroken = true;
        throw new QueryError('no_answer', 'PostgreSQL does not answer.');
      }
      const results = answer as unknown as PostgresQueryResult<R> | PostgresQueryResult<R>[];
      // Of several statements in one, what the last one says.
      return Array.isArray(results) ? results.at(-1)! : results;
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): QueryError {
    const fault = queryError(error);
    if (fault.isConnectionLost()) this.#isBroken = true;
    if (fault.isReadOnly()) this.#options.onReadOnly();
    return fault;
  }
}

/** `code` is PostgreSQL's SQLSTATE, else what the system says of the connection. */
export function queryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  if (typeof code === 'string') return new QueryError(code, text);
  // pg has no codes for these, and each is about the connection.
  return new QueryError('connection_lost', text);
}

/**
 * Queue for a connection when all are in use: the first caller gets it. Apart from pg's pool, which knows one
 * limit for two things: a turn, which comes when others are done, and a server that does not answer.
 */
export class ConnectionTurns {
  #free: number;
  readonly #turnMs: number;
  readonly #waiting = new Set<() => void>();

  /** @param turnMs how long a turn is waited for */
  constructor(connections: number, turnMs: number) {
    this.#free = connections;
    this.#turnMs = turnMs;
  }

  /** Resolves with what is to be called, once, when the connection is free again. @throws {QueryError} */
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
