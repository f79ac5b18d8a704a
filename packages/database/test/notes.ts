import { createHash } from 'node:crypto';
import path from 'node:path';
import { sql, type Generated } from 'kysely';
import pg from 'pg';
import type { Test } from 'tap';
import {
  createTable,
  key,
  openDatabaseFile,
  openDatabaseServer,
  notNull,
  rowNumber,
  sqlDialectOf,
  unique,
  type DatabaseDefinition,
  type DatabaseServer,
  type FileOptions,
  type OpenDatabase,
} from '../index.ts';

/** A program that keeps notes with tags, and a record of what was done. */
export interface Notes {
  notes: NotesTable;
  tags: { noteId: number; tag: string };
  record: { number: number; what: string; hash: string };
  counters: { name: string; value: number };
}

interface NotesTable {
  id: Generated<number>;
  title: string;
  slug: string | null;
  writtenAt: Date;
  isDone: boolean;
  words: string[];
  sealed: Buffer | null;
}

export const notesDefinition: DatabaseDefinition<Notes, 'tidying'> = {
  program: 'Notes',
  applicationName: 'notes',
  rightsPage: 'docs/rights.md',
  restoreCommand: (file) => `notes restore ${file}`,
  migrations: {
    '001-notes': {
      async up(db) {
        await sqlDialectOf(db).prepare(db);
        await createTable(db, 'notes')
          .addColumn('id', 'integer', rowNumber)
          .addColumn('title', 'text', notNull)
          .addColumn('slug', 'text', unique)
          .addColumn('written_at', 'text', notNull)
          .addColumn('is_done', 'integer', notNull)
          .addColumn('words', 'text', notNull)
          .addColumn('sealed', 'blob')
          .execute();
        await createTable(db, 'tags')
          .addColumn('note_id', 'integer', (column) => column.notNull().references('notes.id'))
          .addColumn('tag', 'text', notNull)
          .execute();
        await createTable(db, 'record')
          .addColumn('number', 'integer', key)
          .addColumn('what', 'text', notNull)
          .addColumn('hash', 'text', notNull)
          .execute();
        await createTable(db, 'counters')
          .addColumn('name', 'text', key)
          .addColumn('value', 'integer', notNull)
          .execute();
        await sql`insert into counters (name, value) values ('notes', 0)`.execute(db);
      },
    },
  },
  development: { migrations: ['000-sketch'], todo: 'Begin again.' },
  columns: { isDone: 'boolean', words: 'json' },
  tables: {
    copied: ['notes', 'tags', 'record', 'counters'],
    counted: ['counters'],
    left: [],
    foreign: [],
    used: ['notes', 'record'],
    erasedFrom: ['notes'],
  },
  journal: { table: 'record', number: 'number', hash: 'hash' },
  duties: ['tidying'],
  lockNumber: 0x6e6f7465,
  channel: 'notes_rows',
};

/** The server that run-tests.ts started for a run on PostgreSQL. */
const serverUrl = process.env['TEST_POSTGRES_URL'];
export const skipOnSqlite = serverUrl === undefined ? 'needs PostgreSQL' : false;

/** An empty database of this test. The same name always means the same database. */
export async function databaseServer(t: Test, name = 'notes'): Promise<DatabaseServer> {
  const { hostname, port, username } = new URL(serverUrl ?? '');
  const hash = createHash('sha256').update(`${t.testdirName} ${name}`).digest('hex');
  const database = `n${hash.slice(0, 20)}`;
  const client = new pg.Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  await client.query(`create database ${database}`).catch((error: unknown) => {
    if ((error as { code?: string }).code !== '42P04') throw error;
  });
  await client.end();
  return {
    name: `${hostname}:${port}/${database}`,
    host: hostname,
    port: Number(port),
    database,
    user: username,
    password: null,
    tls: null,
  };
}

const folders = new WeakMap<Test, string>();

/** The test's folder, which begins empty. `testdir` alone would empty it at each call. */
export function testFolder(t: Test): string {
  const folder = folders.get(t) ?? t.testdir();
  folders.set(t, folder);
  return folder;
}

/** Opens a database where this run has its databases. The same name always means the same database. */
export async function openNotes(t: Test, name = 'notes'): Promise<OpenDatabase<Notes, 'tidying'>> {
  if (serverUrl === undefined) {
    return openNotesFile(t, { databaseFile: path.join(testFolder(t), `${name}.sqlite`) });
  }
  const server = await databaseServer(t, name);
  const database = await openDatabaseServer(notesDefinition, server);
  t.teardown(() => database.close());
  return database;
}

/** Opens a file, whatever this run has its databases in. */
export async function openNotesFile(
  t: Test,
  options: FileOptions,
): Promise<OpenDatabase<Notes, 'tidying'>> {
  const database = await openDatabaseFile(notesDefinition, options);
  t.teardown(() => database.close());
  return database;
}

export const writtenAt = new Date('2026-11-24T10:00:00.000Z');

/** A note to be inserted. */
export function note(title: string) {
  return { title, slug: null, writtenAt, isDone: false, words: title.split(' '), sealed: null };
}

/** The titles of all notes, in the order of storing. */
export async function titles({ db }: Pick<OpenDatabase<Notes>, 'db'>): Promise<string[]> {
  const rows = await db.selectFrom('notes').select('title').orderBy('id').execute();
  return rows.map(({ title }) => title);
}
