import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import pg from 'pg';
import { lockNumbers } from '#server/store/store-dialect.ts';
import { openStore as open, type Store, type StoreOptions } from '#server/store/store.ts';
import { serverInPlaceOf, urlInPlaceOf } from './postgres/databases.ts';

/** The empty, migrated store of a whole run. Copying it is faster than making a new one for each test. */
const emptyStore = process.env['TEST_EMPTY_STORE'];

/** Makes the store that every test's new file is copied from. @returns the variable by which tests find it */
export async function prepareEmptyStore(file: string): Promise<{ TEST_EMPTY_STORE: string }> {
  const databaseFile = path.resolve(file);
  // The store would make the folder for its owner only, but servers that tests start run as other users.
  mkdirSync(path.dirname(databaseFile), { recursive: true });
  const store = await open({ databaseFile });
  await store.close();
  return { TEST_EMPTY_STORE: databaseFile };
}

/**
 * Opens a store where this run has its stores: in that file, or in the PostgreSQL database that replaces it. The same
 * file always means the same database.
 */
export async function openTestStore(options: StoreOptions): Promise<Store> {
  const { databaseFile, schema = 'this version', templateKeyFile } = options;
  const databaseServer = options.databaseServer ?? (await serverInPlaceOf(databaseFile));
  const isNew = schema === 'this version' && !templateKeyFile && !existsSync(databaseFile);
  if (emptyStore && !databaseServer && isNew) {
    mkdirSync(path.dirname(databaseFile), { recursive: true, mode: 0o700 });
    copyFileSync(emptyStore, databaseFile);
  }
  return open({ ...options, databaseServer });
}

/** Returns where a process with that data folder finds its store. */
export async function storeEnvironment(dataDir: string): Promise<Record<string, string>> {
  const url = await urlInPlaceOf(path.join(dataDir, 'vestibule.sqlite'));
  return url === null ? {} : { VESTIBULE_DATABASE_URL: url };
}

/** Changes the database like an attacker who removes the audit record's triggers and restores them afterwards. */
export async function tamper(databaseFile: string, ...statements: string[]): Promise<void> {
  const url = await urlInPlaceOf(databaseFile);
  if (url === null) return tamperWithFile(databaseFile, statements);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('alter table audit_events disable trigger user');
  for (const statement of statements) await client.query(statement);
  await client.query('alter table audit_events enable trigger user');
  await client.end();
}

async function tamperWithFile(databaseFile: string, statements: readonly string[]): Promise<void> {
  const database = new Database(databaseFile, { timeout: 0 });
  database.pragma('foreign_keys = on');
  await beginWriting(database);
  const triggers = database
    .prepare("select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ?")
    .all('audit_events') as { name: string; sql: string }[];
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  for (const statement of statements) database.exec(statement);
  for (const { sql } of triggers) database.exec(sql);
  database.exec('commit');
  database.close();
}

/** A service in this process ends its transaction only while this process waits for nothing else. */
async function beginWriting(database: Database.Database): Promise<void> {
  for (;;) {
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
      await nextTurn();
    }
  }
}

/** Keeps every other writer out until the returned function is called. */
export async function lockWriting(databaseFile: string): Promise<() => Promise<void>> {
  const url = await urlInPlaceOf(databaseFile);
  if (url === null) {
    const database = new Database(databaseFile, { timeout: 0 });
    await beginWriting(database);
    return async () => {
      database.exec('commit');
      database.close();
    };
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`begin; select pg_advisory_xact_lock(${lockNumbers.writing})`);
  return () => client.end();
}
