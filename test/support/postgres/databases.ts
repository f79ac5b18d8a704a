import { createHash } from 'node:crypto';
import pg from 'pg';
import type { DatabaseServer } from '#database';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';

/** The server that run-tests.ts started for the run on PostgreSQL. */
const serverUrl = process.env['TEST_POSTGRES_URL'];

/** Whether this run's stores are in PostgreSQL. */
export const isOnPostgres = serverUrl !== undefined;

const template = 'vestibule_empty';

/** Makes the template of every test's database: an empty, migrated store. */
export async function prepareTemplate(url: string): Promise<void> {
  await administer(url, `create database ${template}`);
  const databaseServer = databaseServerOf(`${url}/${template}`);
  const store = await openStore({ databaseFile: '', databaseServer, forCommand: true });
  await store.close();
}

/** Databases that this process made, by name. */
const made = new Map<string, Promise<string>>();

/** Returns the address of the database that replaces this file, and makes it if missing; null on SQLite. */
export async function urlInPlaceOf(databaseFile: string): Promise<string | null> {
  if (serverUrl === undefined) return null;
  const hash = createHash('sha256').update(databaseFile).digest('hex');
  const name = `t${hash.slice(0, 20)}`;
  const address = made.get(name) ?? makeDatabase(serverUrl, name);
  made.set(name, address);
  return address;
}

/** The same database for `openStore`. */
export async function serverInPlaceOf(databaseFile: string): Promise<DatabaseServer | null> {
  const url = await urlInPlaceOf(databaseFile);
  return url === null ? null : databaseServerOf(url);
}

/** @returns the database's address */
export async function makeDatabase(url: string, name: string): Promise<string> {
  await administer(url, `create database ${name} template ${template}`).catch((error: unknown) => {
    // The database exists, or another process of this test makes it now.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  });
  return `${url}/${name}`;
}

/** Runs a statement outside of all stores. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
