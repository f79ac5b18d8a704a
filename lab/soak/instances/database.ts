import pg from 'pg';
import { databaseServerOf } from '#server/config/database-server.ts';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { PostgresServer, postgresPrograms } from '../../postgres-server.ts';

const install =
  'There is no PostgreSQL on this machine. Install it (Debian: apt-get install postgresql), or give the ' +
  'address of an empty database: --instances postgres://user:password@host:5432/database';

/** Starts a server with an empty database `soak`. @throws {RefusalError} when PostgreSQL is not installed */
export async function startServer(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === null) throw new RefusalError('no_postgres', install);
  const server = await PostgresServer.make(programs);
  await query(`${server.url}/postgres`, 'create database soak');
  return server;
}

/**
 * Refuses a database with data, because the soak enrols people and pairs screens.
 * @throws {RefusalError | ConfigError}
 */
export async function refuseUnlessEmpty(url: string): Promise<void> {
  databaseServerOf(url);
  if (new URL(url).hostname === '' || new URL(url).searchParams.has('host')) {
    throw new RefusalError(
      'no_host',
      'Give the address of the database with a host and a port: what breaks is the way to it.',
    );
  }
  const tables = await query(
    url,
    `select 1 from information_schema.tables where table_schema = current_schema() limit 1`,
  ).catch((error: unknown) => {
    const { code = 'no answer' } = error as { code?: string };
    throw new RefusalError(
      'database_unreachable',
      `The database cannot be used (${code}): look at its address, its role and whether it runs.`,
    );
  });
  if (tables.length === 0) return;
  throw new RefusalError(
    'not_empty',
    'There is something in this database. Make an empty one for the soak: createdb soak',
  );
}

async function query(url: string, statement: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
