import path from 'node:path';
import t from 'tap';
import { copyDatabase } from '#server/store/store-copies.ts';
import { loadConfig } from '#server/config/config.ts';
import { resetPersonalCode } from '#server/people/personal-code.ts';
import type { Db } from '#server/store/schema.ts';
import { type CredentialTable, tablesWhere } from '#server/store/table-rules.ts';
import { personalCodes, putPersonalCode } from '#server/store/tables/personal-codes.ts';
import { putCscaList, storedCscaLists } from '#server/store/tables/csca-lists.ts';
import { openTestStore } from '../support/store.ts';
import { lacking } from '../support/needs.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { installation } from './installation.ts';

const skip = lacking('SQLite');
const now = new Date('2026-03-12T17:05:09Z');
const later = new Date('2036-03-12T17:05:09Z');

interface Credential {
  /** Makes a credential. The one called `ended` is ended after the copy was made. */
  make: (db: Db, id: 'ended' | 'kept') => Promise<unknown>;
  end: (db: Db) => Promise<unknown>;
  /** Ids of the credentials that are valid. */
  counting: (db: Db) => Promise<string[]>;
  /** A restore ends all credentials of this kind. */
  areShortLived?: true;
}

const account = (id: string) => ({
  id,
  name: id,
  login: id,
  role: 'manager' as const,
  passwordHash: `password of ${id}`,
  oidcIssuer: 'https://id.example',
  oidcSubject: `subject of ${id}`,
  createdAt: now,
});

const cscaList = (publisher: string, sha256: string) => ({
  kind: 'list' as const,
  ...{ publisher, sha256, authority: 'a', authorities: 1, signerUntil: now, importedAt: now },
  ...{ content: Buffer.of(1), seal: Buffer.of(1) },
});

/** One entry for each table. A new table has no test until its entry is added here. */
const credentials: Record<CredentialTable, Credential> = {
  desk_accounts: {
    make: (db, id) => db.insertInto('desk_accounts').values(account(id)).execute(),
    end: (db) =>
      db.updateTable('desk_accounts').set({ revokedAt: now }).where('id', '=', 'ended').execute(),
    counting: async (db) => {
      const rows = db.selectFrom('desk_accounts').select('id').where('revokedAt', 'is', null);
      const ids = (await rows.execute()).map(({ id }) => id);
      return ids.filter((id) => id !== 'holder');
    },
  },
  personal_codes: {
    make: async (db, id) => {
      const person = { id, name: id, nameFolded: id, email: null, emailFolded: null };
      const consent = { consent: 'signed form', consentAt: now, createdAt: now };
      await db
        .insertInto('people')
        .values({ ...person, ...consent, employeeId: null, expiresAt: null })
        .execute();
      const secret = new Uint8Array([1, 2, 3]) as Buffer;
      await putPersonalCode(db, { personId: id, codeId: id, secret, setUpAt: now, usedStep: 1 });
    },
    end: (db) => resetPersonalCode(db, 'ended', 'desk:test'),
    counting: async (db) => (await personalCodes(db)).map(({ codeId }) => codeId),
  },
  list_dismissals: {
    // About the people whose codes were made above.
    make: (db, id) => {
      const act = { digest: 'd', accountId: 'holder', dismissedAt: now };
      const about = { personId: id, list: 'un', entry: '1' };
      return db
        .insertInto('list_dismissals')
        .values({ ...about, ...act })
        .execute();
    },
    end: (db) => db.deleteFrom('list_dismissals').where('personId', '=', 'ended').execute(),
    counting: async (db) => {
      const rows = db.selectFrom('list_dismissals').select('personId');
      return (await rows.execute()).map(({ personId }) => personId);
    },
  },
  desk_links: {
    areShortLived: true,
    make: (db, id) =>
      db
        .insertInto('desk_links')
        .values({ accountId: id, tokenHash: id, expiresAt: later })
        .execute(),
    end: (db) => db.deleteFrom('desk_links').where('tokenHash', '=', 'ended').execute(),
    counting: async (db) =>
      (await db.selectFrom('desk_links').select('tokenHash').execute()).map((row) => row.tokenHash),
  },
  desk_sessions: {
    areShortLived: true,
    make: (db, id) =>
      db
        .insertInto('desk_sessions')
        .values({ id, tokenHash: id, accountId: 'holder', createdAt: now, expiresAt: later })
        .execute(),
    end: (db) => db.deleteFrom('desk_sessions').where('id', '=', 'ended').execute(),
    counting: async (db) =>
      (await db.selectFrom('desk_sessions').select('id').execute()).map(({ id }) => id),
  },
  pairing_codes: {
    areShortLived: true,
    make: (db, id) =>
      db
        .insertInto('pairing_codes')
        .values({ codeHash: id, kioskName: id, locationId: null, deviceId: null, expiresAt: later })
        .execute(),
    end: (db) => db.deleteFrom('pairing_codes').where('codeHash', '=', 'ended').execute(),
    counting: async (db) =>
      (await db.selectFrom('pairing_codes').select('codeHash').execute()).map(
        ({ codeHash }) => codeHash,
      ),
  },
  kiosks: {
    make: (db, id) =>
      db
        .insertInto('kiosks')
        .values({
          ...{ id, name: id, tokenHash: id, locationId: null, deviceId: null },
          createdAt: now,
        })
        .execute(),
    end: (db) =>
      db.updateTable('kiosks').set({ revokedAt: now }).where('id', '=', 'ended').execute(),
    counting: async (db) =>
      (await db.selectFrom('kiosks').select('id').where('revokedAt', 'is', null).execute())
        .map(({ id }) => id)
        .filter((id) => !id.startsWith('at ')),
  },
  csca_lists: {
    make: (db, id) => putCscaList(db, cscaList(id, 'the first')),
    end: (db) => putCscaList(db, cscaList('ended', 'the second')),
    counting: async (db) =>
      (await storedCscaLists(db))
        .filter(({ sha256 }) => sha256 === 'the first')
        .map(({ publisher }) => publisher),
  },
};

const all = Object.entries(credentials);

t.test(
  'what ended since a copy was made stays so after the copy is put back',
  { skip },
  async (t) => {
    const { folder, data, db, store } = await installation(t);
    await db.insertInto('desk_accounts').values(account('holder')).execute();
    for (const [, { make }] of all) {
      await make(db, 'ended');
      await make(db, 'kept');
    }
    const copy = path.join(folder, 'copy.sqlite');
    await copyDatabase(db, copy);
    for (const [table, { end, counting }] of all) {
      await end(db);
      t.same(await counting(db), ['kept'], table);
    }
    await store.close();
    t.match(await runJson(folder, ['restore', copy, '--yes']), {
      code: 0,
      json: { deskAccounts: 1, kiosksRevoked: 1, credentialsEnded: 3 },
    });
    const { databaseFile } = loadConfig({ VESTIBULE_DATA_DIR: data });
    const after = await openTestStore({ databaseFile });
    t.teardown(() => after.close());
    for (const [table, { counting, areShortLived }] of all) {
      t.same(await counting(after.db), areShortLived ? [] : ['kept'], table);
    }
  },
);

t.test('a new machine has none of them, and takes all that do not end', { skip }, async (t) => {
  const { folder, db } = await installation(t);
  await db.insertInto('desk_accounts').values(account('holder')).execute();
  await credentials.csca_lists.make(db, 'kept');
  const copy = path.join(folder, 'copy.sqlite');
  await copyDatabase(db, copy);
  const env = { VESTIBULE_DATA_DIR: path.join(folder, 'new') };
  const key = ['--key', path.join(folder, 'data', 'template.key')];
  t.match(await runJson(folder, ['restore', copy, '--yes', ...key], env), { code: 0 });
  const { databaseFile } = loadConfig(env);
  const after = await openTestStore({ databaseFile });
  t.teardown(() => after.close());
  t.same(await credentials.csca_lists.counting(after.db), ['kept']);
});

/** Names of columns that may hold credentials. */
const telling = /token|secret|password|public_key|code_hash|credential|subject$/;

/** Tables with such a column but without credentials. */
const others: Record<string, string> = {
  audit_events: 'the subject is what an event is about',
  outbox: 'the subject is what a message is about',
};

t.test('every table that may hold a credential is known', { skip }, async (t) => {
  const { db } = await installation(t);
  const tables = await db.introspection.getTables();
  const found = tables
    .filter(
      ({ name, columns }) => telling.test(name) || columns.some((one) => telling.test(one.name)),
    )
    .map(({ name }) => name);
  const ordinary: readonly string[] = tablesWhere('onRestore', 'kept');
  t.same(
    found.filter((name) => ordinary.includes(name) && !Object.hasOwn(others, name)),
    [],
  );
  for (const name of Object.keys(others)) t.ok(found.includes(name), `${name} has such a column`);
});
