import { Kysely, sql } from 'kysely';
import { within } from '#base/time';
import type { DatabaseDefinition, DatabaseServer } from '../definition.ts';
import { DatabaseError, type QueryError } from '../errors.ts';
import { expectUsed, expectLastTrigger, isUnused } from '../inspect.ts';
import {
  appliedMigrations,
  hasTables,
  isMigrated,
  migrate,
  versionOf,
  type DatabaseVersion,
} from '../migrate.ts';
import type { OpenDatabase, ServerOptions } from '../opened.ts';
import { RowCodec } from '../row-codec.ts';
import { OneWriterDialect } from './dialect.ts';
import { examineServer, expectUsable, type ServerFacts } from './examine-server.ts';
import { BoundedPool, commandSettings, queryError, serviceSettings } from './pool.ts';
import { PostgresSessions } from './sessions.ts';

type Definition<DB> = DatabaseDefinition<DB, string>;

function databaseOf<DB>(
  { columns, lockNumber }: Pick<Definition<DB>, 'columns' | 'lockNumber'>,
  pool: BoundedPool,
): Kysely<DB> {
  const dialect = new OneWriterDialect(pool, { idleMs: pool.idleMs, lockNumber });
  return new Kysely<DB>({ dialect, plugins: [new RowCodec(columns)] });
}

/** Connections for long reads. */
const readingConnections = 2;

/** @throws {DatabaseError} */
export async function openPostgres<DB, Duty extends string>(
  definition: DatabaseDefinition<DB, Duty>,
  server: DatabaseServer,
  options: ServerOptions,
): Promise<OpenDatabase<DB, Duty>> {
  const { usedBefore, forCommand, closeTimeoutMs = 10_000, onLost = () => {} } = options;
  const settings = forCommand ? commandSettings(definition) : serviceSettings(definition);
  try {
    expectUsable(await examineServer(server, settings), server);
    const pool = new BoundedPool(server, settings);
    const db = databaseOf<DB>(definition, pool);
    const forReading = { ...settings, readOnly: true };
    const readingPool = new BoundedPool(server, forReading, readingConnections);
    const reading = databaseOf<DB>(definition, readingPool);
    const sessions = new PostgresSessions(definition, server, settings, onLost);
    const close = async () => {
      await sessions.close();
      const closing = Promise.all([reading.destroy(), db.destroy()]).catch(() => {});
      await within(closeTimeoutMs, closing, undefined);
    };
    try {
      // Before anything is created in the database.
      if (usedBefore) await expectUsed(definition, db, usedBefore);
      if (await isMigrated(definition, db)) await expectLastTrigger(definition, db);
      // The first instance migrates while the others wait.
      else await withPatience(definition, server, (own) => migrate(definition, own));
    } catch (error) {
      await close();
      throw error;
    }
    const [never, always] = [async () => false, async () => true];
    const scrub = () => vacuum(definition, server);
    const unknown = { damage: async () => null, freeShare: async () => 0 };
    return { db, reading, sessions, ...unknown, scrub, rewrite: never, isWell: always, close };
  } catch (error) {
    throw error === usedBefore?.fault ? error : unusable(definition, server, error);
  }
}

/** What a server and the database on it are. */
export interface InspectedServer<Found> {
  facts: ServerFacts;
  state: DatabaseVersion;
  /** Connections of services. */
  services: number;
  /** What `look` returned; null where the database has another version. */
  found: Found | null;
}

/**
 * Returns the state of a database; changes nothing. @throws {DatabaseError} when the server cannot be reached
 * @param look reads from a database of this version
 */
export async function inspectPostgres<DB, Found>(
  definition: Definition<DB>,
  server: DatabaseServer,
  look: (db: Kysely<DB>) => Promise<Found>,
): Promise<InspectedServer<Found>> {
  const settings = commandSettings(definition);
  const db = databaseOf<DB>(definition, new BoundedPool(server, settings));
  const sessions = new PostgresSessions(definition, server, settings, () => {});
  try {
    const facts = await examineServer(server, settings);
    expectUsable(facts, server);
    const state = versionOf(definition, await appliedMigrations(db));
    const found = state === 'sound' ? await look(db) : null;
    return { facts, state, services: await sessions.countServices(), found };
  } catch (error) {
    throw unusable(definition, server, error);
  } finally {
    await sessions.close();
    await db.destroy();
  }
}

/** Whether the database was ever used; empty tables do not count. @throws {DatabaseError} */
export async function isPostgresUsed<DB>(
  definition: Definition<DB>,
  server: DatabaseServer,
): Promise<boolean> {
  const isUsed = async (db: Kysely<DB>) =>
    (await hasTables(db)) && !(await isUnused(definition, db));
  return withPatience(definition, server, isUsed).catch((error: unknown) => {
    throw unusable(definition, server, error);
  });
}

/** Runs work on connections of its own, with long timeouts. */
async function withPatience<DB, T>(
  definition: Definition<DB>,
  server: DatabaseServer,
  work: (db: Kysely<DB>) => Promise<T>,
): Promise<T> {
  const db = databaseOf<DB>(definition, new BoundedPool(server, commandSettings(definition)));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/**
 * Frees the space of deleted rows. Always returns false, because PostgreSQL's log and backups still hold them
 * for as long as they are kept.
 */
async function vacuum<DB>(definition: Definition<DB>, server: DatabaseServer): Promise<boolean> {
  return withPatience(definition, server, async (db) => {
    for (const table of definition.tables.erasedFrom) {
      await sql`vacuum ${sql.table(table)}`.execute(db);
    }
    return false;
  });
}

function unusable(
  { rightsPage }: Pick<Definition<unknown>, 'rightsPage'>,
  { name, user }: DatabaseServer,
  error: unknown,
): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const fault = queryError(error);
  const reason = reasonOf(fault, user, rightsPage);
  return new DatabaseError(
    fault.mayPass() ? 'database_unreachable' : 'database_unusable',
    `The database ${name} cannot be used because ${reason}. Nothing was changed.`,
    { cause: error },
  );
}

/** The message of pg for this error, which has no code. */
const withoutTls = 'The server does not support SSL connections';
const unknownCa = 'its CA is not known here: give the right one with sslrootcert=FILE';

function reasonOf({ code, message }: QueryError, user: string, rightsPage: string): string {
  const reasons: Readonly<Record<string, string>> = {
    '28P01': `the password of ${user} is wrong`,
    '28000': `${user} may not log in from here (pg_hba.conf)`,
    '3D000': 'there is none of that name: make it with createdb',
    '42501': `${user} may not do that (${message}); ${rightsPage} says which rights it needs`,
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
