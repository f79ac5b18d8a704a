import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import {
  inspectDatabaseFile,
  migrationsIn,
  openDatabaseFile,
  upgradeCopies,
  type DatabaseDefinition,
} from '../index.ts';
import { note, notesDefinition, openNotesFile, titles, type Notes } from './notes.ts';

type Definition = DatabaseDefinition<Notes, 'tidying'>;

/** The next version of the program. */
const nextDefinition: Definition = {
  ...notesDefinition,
  migrations: {
    ...notesDefinition.migrations,
    '002-stars': {
      async up(db) {
        await sql`alter table notes add column stars integer`.execute(db);
      },
    },
  },
};

/** A closed database with one note. */
async function usedFile(t: Test): Promise<string> {
  const databaseFile = path.join(t.testdir(), 'notes.sqlite');
  const database = await openDatabaseFile(notesDefinition, { databaseFile });
  await database.db.insertInto('notes').values(note('before')).execute();
  await database.close();
  return databaseFile;
}

const opening = (definition: Definition, databaseFile: string) =>
  openDatabaseFile(definition, { databaseFile });

t.test('an upgrade copies the database first and keeps one copy', async (t) => {
  const databaseFile = await usedFile(t);
  t.equal(inspectDatabaseFile(nextDefinition, databaseFile).state, 'outdated');
  await (await opening(nextDefinition, databaseFile)).close();
  t.equal(inspectDatabaseFile(nextDefinition, databaseFile).state, 'sound');
  const [copy, ...more] = upgradeCopies(databaseFile);
  t.same(more, []);
  t.strictSame(migrationsIn(copy ?? ''), ['001-notes']);
  await t.rejects(opening(notesDefinition, databaseFile), {
    code: 'database_newer',
    message: `The database was written by a newer version of Notes (it has "002-stars"). Start that version, or go back to how it was before the upgrade: notes restore ${copy}; nothing was changed.`,
  });
});

t.test('an upgrade that fails leaves the database as it was', async (t) => {
  const databaseFile = await usedFile(t);
  const failing: Definition = {
    ...nextDefinition,
    migrations: {
      ...nextDefinition.migrations,
      '003-loose': {
        async up(db) {
          await sql`pragma defer_foreign_keys = on`.execute(db);
          await sql`insert into tags (note_id, tag) values (99, 'x')`.execute(db);
        },
      },
    },
  };
  await t.rejects(opening(failing, databaseFile), {
    code: 'upgrade_failed',
    message: /1 rows would refer to nothing/,
  });
  t.strictSame(migrationsIn(databaseFile), ['001-notes']);
  const again = await opening(notesDefinition, databaseFile);
  t.strictSame(await titles(again), ['before']);
  await again.close();
});

t.test('a database of a development build is refused and left alone', async (t) => {
  const databaseFile = await usedFile(t);
  const database = await opening(notesDefinition, databaseFile);
  await sql`insert into kysely_migration values ('000-sketch', '2026-01-01')`.execute(database.db);
  await database.close();
  const bytesOf = (file: string) => readFileSync(file);
  const before = bytesOf(databaseFile);
  await t.rejects(opening(notesDefinition, databaseFile), {
    code: 'database_of_development',
    message: /^The database was written by a development build of Notes.* Begin again\. Nothing/,
  });
  t.equal(inspectDatabaseFile(notesDefinition, databaseFile).state, 'development');
  t.ok(before.equals(bytesOf(databaseFile)));
});

t.test('an empty database is refused where it was used before', async (t) => {
  const fault = new Error('There were notes.');
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'notes.sqlite');
  const usedBefore = { fault, hadRows: true };
  await t.rejects(openDatabaseFile(notesDefinition, { databaseFile, usedBefore }), fault);
  t.notOk(existsSync(databaseFile), 'and none is made');
  const database = await openNotesFile(t, { databaseFile });
  await database.close();
  await t.rejects(openDatabaseFile(notesDefinition, { databaseFile, usedBefore }), fault);
  t.strictSame(readdirSync(folder), ['notes.sqlite']);
});

t.test('without its last trigger, a used database is put back in part', async (t) => {
  const databaseFile = await usedFile(t);
  const lastTrigger = { table: 'notes', name: 'notes_counted' };
  const usedBefore = { fault: new Error('empty'), hadRows: true };
  await t.rejects(
    openDatabaseFile({ ...notesDefinition, lastTrigger }, { databaseFile, usedBefore }),
    { code: 'database_incomplete' },
  );
});
