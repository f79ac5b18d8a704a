import { Kysely, sql } from 'kysely';
import type { DatabaseServer } from '../../config/database-server.ts';
import { isMigrated, migrate } from '../migrate.ts';
import { expectWhole, isUntouched, type DatabaseState } from '../inspect.ts';
import { RowCodec } from '../row-codec.ts';
import type { Schema } from '../schema.ts';
import { StoreError, type QueryError } from '../store-error.ts';
import type { Store } from '../opened.ts';
import { listInstances, type SeenInstance } from '../tables/instances.ts';
import { StorePostgresDialect } from './dialect.ts';
import { examineServer, expectUsable, type ServerFacts } from './examine-server.ts';
import { BoundedPool, commandLimits, queryError, serviceLimits } from './pool.ts';
import { PostgresSessions } from './sessions.ts';
import { within } from '../../../packages/timing/index.ts';

function databaseOf(pool: BoundedPool): Kysely<Schema> {
  const dialect = new StorePostgresDialect(pool, pool.idleMs);
  return new Kysely<Schema>({ dialect, plugins: [new RowCodec()] });
}

/** Connections for reads that no visitor waits for. */
const readingConnections = 2;

/** @throws {StoreError} */
export async function openPostgres(
  server: DatabaseServer,
  {
    forCommand,
    closeTimeoutMs,
    expectBegun,
    onLost,
  }: {
    forCommand: boolean;
    closeTimeoutMs: number;
    /** Runs before anything is created in the database. */
    expectBegun: (db: Kysely<Schema>) => Promise<void>;
    onLost: (error: Error) => void;
  },
): Promise<Store> {
  const limits = forCommand ? commandLimits : serviceLimits;
  try {
    expectUsable(await examineServer(server, limits), server);
    const pool = new BoundedPool(server, limits);
    const db = databaseOf(pool);
    const readingPool = new BoundedPool(server, { ...limits, readOnly: true }, readingConnections);
    const reading = databaseOf(readingPool);
    const sessions = new PostgresSessions(server, limits, onLost);
    const close = async () => {
      await sessions.close();
      const closing = Promise.all([reading.destroy(), db.destroy()]).catch(() => {});
      await within(closeTimeoutMs, closing, undefined);
    };
    try {
      await expectBegun(db);
      if (await isMigrated(db)) await expectWhole(db);
      // The first instance migrates while the others wait.
      else await withPatience(server, (own) => migrate(own));
    } catch (error) {
      await close();
      throw error;
    }
    const [never, always] = [async () => false, async () => true];
    const scrub = () => vacuum(server);
    return { db, reading, sessions, scrub, rewrite: never, isWell: always, close };
  } catch (error) {
    throw unusable(server, error);
  }
}

/** Returns the state of a database; changes nothing. @throws {StoreError} when the server cannot be reached */
export async function inspectPostgres(server: DatabaseServer): Promise<{
  facts: ServerFacts;
  state: DatabaseState;
  services: number;
  instances: SeenInstance[];
}> {
  const pool = new BoundedPool(server, commandLimits);
  const db = databaseOf(pool);
  const sessions = new PostgresSessions(server, commandLimits, () => {});
  try {
    const facts = await examineServer(server, commandLimits);
    expectUsable(facts, server);
    const state = await stateOf(db);
    const instances = state === 'sound' ? await listInstances(db) : [];
    return { facts, state, services: await sessions.countServices(), instances };
  } catch (error) {
    throw unusable(server, error);
  } finally {
    await sessions.close();
    await db.destroy();
  }
}

async function stateOf(db: Kysely<Schema>): Promise<DatabaseState> {
  if (!(await hasTables(db))) return 'missing';
  try {
    return (await isMigrated(db)) ? 'sound' : 'outdated';
  } catch (error) {
    const { code } = error as StoreError;
    if (code === 'database_newer') return 'newer';
    if (code === 'database_of_development') return 'development';
    throw error;
  }
}

/** Whether the store was ever used; empty tables do not count. @throws {StoreError} */
export async function isBegun(server: DatabaseServer): Promise<boolean> {
  return withPatience(
    server,
    async (db) => (await hasTables(db)) && !(await isUntouched(db)),
  ).catch((error: unknown) => {
    throw unusable(server, error);
  });
}

async function hasTables(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_tables
    where schemaname = current_schema() and tablename = 'kysely_migration'`.execute(db);
  return rows.length > 0;
}

/** Runs work on connections of its own, with long timeouts. */
async function withPatience<T>(
  server: DatabaseServer,
  work: (db: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const db = databaseOf(new BoundedPool(server, commandLimits));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Tables from which people are erased. Vacuum frees their deleted rows for new rows. */
const erasedFrom = [
  ...['people', 'templates', 'consents', 'sign_ins', 'sign_in_checks'],
  ...['outbox', 'desk_cards', 'expected_visits'],
];

/**
 * Frees the space of deleted rows. Always returns false, because PostgreSQL's log and backups still hold them
 * for as long as they are kept.
 */
async function vacuum(server: DatabaseServer): Promise<boolean> {
  return withPatience(server, async (db) => {
    for (const table of erasedFrom) await sql`vacuum ${sql.table(table)}`.execute(db);
    return false;
  });
}

function unusable({ name, user }: DatabaseServer, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const fault = queryError(error);
  const reason = reasonOf(fault, user);
  return new StoreError(
    fault.mayPass() ? 'database_unreachable' : 'database_unusable',
    `The database ${name} cannot be used because ${reason}. Nothing was changed.`,
    { cause: error },
  );
}

/** The message of pg for this error, which has no code. */
const withoutTls = 'The server does not support SSL connections';
const unknownCa = 'its CA is not known here: give the right one with sslrootcert=FILE';

function reasonOf({ code, message }: QueryError, user: string): string {
  const reasons: Readonly<Record<string, string>> = {
    '28P01': `the password of ${user} is wrong`,
    '28000': `${user} may not log in from here (pg_hba.conf)`,
    '3D000': 'there is none of that name: make it with createdb',
    '42501': `${user} may not do that (${message}); docs/many-lobbies.md says which rights it needs`,
    '53300': 'PostgreSQL takes no more connections (max_connections)',
    ECONNREFUSED: 'nothing answers there: is PostgreSQL running?',
    ENOTFOUND: 'there is no host of that name',
    CERT_HAS_EXPIRED: 'its certificate has expired: give it a new one',
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'its certificate is self-signed: give its CA with sslrootcert=FILE, or the certificate itself',
    SELF_SIGNED_CERT_IN_CHAIN: unknownCa,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownCa,
    UNABLE_TO_GET_ISSUER_CERT: unknownCa,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownCa,
    CERT_SIGNATURE_FAILURE: unknownCa,
    ERR_TLS_CERT_ALTNAME_INVALID:
      'its certificate is for another host: write the name that it contains, or sslmode=verify-ca to have only its CA checked',
  };
  if (message === withoutTls) {
    return 'it has no TLS: set ssl = on there, or write sslmode=disable where nobody can read along';
  }
  return reasons[code] ?? `of "${message}" (${code})`;
}
