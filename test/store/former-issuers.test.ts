import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { Kysely } from 'kysely';
import { claimsOf, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { makeEuCertificate } from '#health-pass/lab/make-certificates.ts';
import { makeSigner } from '#health-pass/lab/make-signer.ts';
import { loadConfig, type Config } from '#server/config/config.ts';
import { readIssuerFiles } from '#server/credentials/issuer-files.ts';
import { readIssuers } from '#server/credentials/read-issuers.ts';
import { move } from '#server/installation/move-store.ts';
import { presentHead, presentState } from '#server/installation/restore/present-state.ts';
import type { FormerIssuers } from '#server/store/former-issuers.ts';
import { createCredentials } from '#server/store/first-schema/list-tables.ts';
import { showPass } from '../credentials/at-the-door.ts';
import { lacking } from '../support/needs.ts';
import { openTestStore } from '../support/store.ts';

type Tables = {
  [Table in keyof FormerIssuers]: FormerIssuers[Table] & Record<string, unknown>;
} & { kysely_migration: { name: string } };

async function trustCards(
  db: Kysely<Tables>,
  { iss, kid, keySet }: Awaited<ReturnType<typeof makeIssuer>>,
): Promise<void> {
  const cards = { id: 'cards', kind: 'shc', issuer: iss } as const;
  await db
    .insertInto('credential_issuers')
    .values({ ...cards, ...times })
    .execute();
  const { kty, crv, x, y } = keySet.keys[0]!;
  const publicKey = JSON.stringify({ kty, crv, x, y });
  const ofCards = { issuerId: 'cards', kid, publicKey, crlVersion: 2 };
  await db.insertInto('credential_keys').values(ofCards).execute();
}

const needsSqlite = lacking('SQLite');

/** A database of version 0.1, with issuers in it. */
async function earlierInstallation(
  t: Test,
  fill: (db: Kysely<Tables>) => Promise<void> = trustGermany,
) {
  const config = loadConfig({ VESTIBULE_DATA_DIR: path.join(t.testdir({}), 'data') });
  const store = await openTestStore(config);
  const db = store.db as unknown as Kysely<Tables>;
  await createCredentials(db as unknown as Kysely<unknown>);
  await fill(db);
  await db.deleteFrom('kysely_migration').where('name', '=', '006-issuer-files').execute();
  await store.close();
  const read = async () => readIssuers((await readIssuerFiles(config.issuersFolder)).text ?? []);
  const upgrade = async () => (await openTestStore(config)).close();
  // As `upgrade --undo` does with the file of SQLite. It leaves the folder as it is.
  const copy = `${config.databaseFile}.before`;
  if (!needsSqlite) copyFileSync(config.databaseFile, copy);
  const undo = () => copyFileSync(copy, config.databaseFile);
  const change = async (work: (db: Kysely<Tables>) => Promise<unknown>) => {
    const before = await openTestStore({ ...config, schema: 'as it is' });
    const db: unknown = before.db;
    await work(db as Kysely<Tables>);
    await before.close();
  };
  return { config, read, upgrade, undo, change };
}

const times = { addedAt: new Date(), changedAt: new Date() };

async function trustGermany(db: Kysely<Tables>): Promise<void> {
  const germany = { id: 'germany', kind: 'dcc', issuer: 'DE' } as const;
  await db
    .insertInto('credential_issuers')
    .values({ ...germany, ...times })
    .execute();
}

t.test('an upgrade writes the issuers of the database as files', async (t) => {
  const issuer = await makeIssuer();
  const [key] = issuer.keySet.keys;
  const { country } = await makeSigner();
  const { config, read, upgrade } = await earlierInstallation(t, async (db) => {
    const cards = { id: 'cards', kind: 'shc', issuer: issuer.iss } as const;
    const germany = { id: 'germany', kind: 'dcc', issuer: 'DE' } as const;
    for (const one of [cards, germany]) {
      await db
        .insertInto('credential_issuers')
        .values({ ...one, ...times })
        .execute();
    }
    const { kty, crv, x, y } = key!;
    const publicKey = JSON.stringify({ kty, crv, x, y });
    const ofCards = { issuerId: 'cards', kid: issuer.kid, publicKey, crlVersion: 2 };
    await db.insertInto('credential_keys').values(ofCards).execute();
    const facts = { importedAt: new Date(), entries: 2, isComplete: 1, counter: 2 };
    const lists = [
      { id: 1, kind: 'shc', source: issuer.iss, kid: issuer.kid, ...facts },
      { id: 2, kind: 'dcc', source: 'Latvia', kid: '', ...facts },
    ] as const;
    for (const list of lists) await db.insertInto('revocation_lists').values(list).execute();
    const revoked = [
      { listId: 1, identifier: 'all', issuedBefore: null },
      { listId: 1, identifier: 'before', issuedBefore: 1000 },
      { listId: 2, identifier: 'uvci:00', issuedBefore: null },
    ];
    for (const one of revoked) await db.insertInto('revoked_credentials').values(one).execute();
  });
  await upgrade();

  const { trust, mistakes, withoutList } = await read();
  t.same(withoutList, []);
  const cardWith = (rid: string) => {
    const { vc } = claimsOf(issuer) as { vc: object };
    return makeCard(issuer, { more: { vc: { ...vc, rid } } });
  };
  t.equal(await showPass(trust, await cardWith('none')), null);
  t.equal(await showPass(trust, await cardWith('before')), null, 'issued after it');
  t.match(await showPass(trust, await cardWith('all')), /taken back/);
  t.match(await showPass(trust, makeEuCertificate(country)), /is not trusted here/);
  t.match(mistakes, [
    { file: 'DE.pem', text: /no X\.509 certificate/ },
    { file: 'revoked/eu-Latvia.txt', text: /Line 1 is neither/ },
  ]);
  const note = readFileSync(path.join(config.issuersFolder, 'DE.pem'), 'utf8');
  t.match(note, /"DE" counted\. Put the publisher's file here, or delete this one/);
});

t.test('an upgrade writes no issuer into a folder that is there', async (t) => {
  const { config, read, upgrade } = await earlierInstallation(t);
  const { pem } = await makeSigner([], 'P-256', { code: 'AT' });
  mkdirSync(path.join(config.issuersFolder, 'revoked'), { recursive: true });
  writeFileSync(path.join(config.issuersFolder, 'AT.pem'), pem);
  await upgrade();
  t.match(await read(), { issuers: 1, mistakes: { length: 0 } });
});

t.test('an upgrade without issuers makes no folder', async (t) => {
  const { config, upgrade } = await earlierInstallation(t, async () => {});
  await upgrade();
  t.notOk(existsSync(config.issuersFolder));
});

t.test(
  'whatever opens the database of before writes its issuers first',
  { skip: needsSqlite },
  async (t) => {
    const other = loadConfig({ VESTIBULE_DATA_DIR: path.join(t.testdir({}), 'other') });
    const ways: Record<string, (config: Config) => Promise<unknown>> = {
      'a restore': presentState,
      'a restore that was agreed to': presentHead,
      'a move': ({ databaseFile, issuersFolder }) =>
        move({ ...other, issuersFolder }, { from: databaseFile, to: 'sqlite' }),
    };
    for (const [way, open] of Object.entries(ways)) {
      await t.test(way, async (t) => {
        const { config } = await earlierInstallation(t);
        await open(config);
        t.ok(existsSync(path.join(config.issuersFolder, 'DE.pem')));
      });
    }
  },
);

t.test('a database with issuers is not upgraded by what names no folder for them', async (t) => {
  const { config, upgrade } = await earlierInstallation(t);
  const { databaseFile } = config;
  await t.rejects(openTestStore({ databaseFile }), {
    code: 'upgrade_failed',
    message: /its issuers of health passes would be lost/,
  });
  await upgrade();
  t.ok(existsSync(path.join(config.issuersFolder, 'DE.pem')), 'they are still in it');
});

t.test('the upgrade of a copy writes nothing', async (t) => {
  const { config } = await earlierInstallation(t);
  await (await openTestStore({ ...config, issuersFolder: null })).close();
  t.notOk(existsSync(config.issuersFolder));
});

t.test(
  'an upgrade after an undone one keeps what was changed in the folder since',
  { skip: needsSqlite },
  async (t) => {
    const { config, read, upgrade, undo } = await earlierInstallation(t);
    await upgrade();
    rmSync(path.join(config.issuersFolder, 'DE.pem'));
    const { pem } = await makeSigner([], 'P-256', { code: 'AT' });
    writeFileSync(path.join(config.issuersFolder, 'AT.pem'), pem);
    undo();
    await upgrade();
    t.match(await read(), { issuers: 1, mistakes: { length: 0 } });
  },
);

t.test(
  'what changed in the database after an upgrade was undone is not lost',
  { skip: needsSqlite },
  async (t) => {
    const issuer = await makeIssuer();
    const note = 'compare-with-issuers.from-database';
    const { config, read, upgrade, undo, change } = await earlierInstallation(t, (db) =>
      trustCards(db, issuer),
    );
    await upgrade();
    const card = await makeCard(issuer);
    t.equal(await showPass((await read()).trust, card), null);
    undo();
    await change((db) => db.deleteFrom('credential_keys').execute());
    await change((db) => db.deleteFrom('credential_issuers').execute());
    await upgrade();
    const { trust, mistakes } = await read();
    t.match(mistakes, [{ file: `revoked/${note}` }]);
    t.match(await showPass(trust, card), /is not trusted here/);
    t.ok(existsSync(`${config.issuersFolder}.from-database`), 'what the database said');
    t.ok(existsSync(path.join(config.issuersFolder, 'cards.json')), 'and what the folder said');
    rmSync(path.join(config.issuersFolder, 'revoked', note));
    t.equal(await showPass((await read()).trust, card), null, 'the operator decides');
  },
);

t.test('lists of revoked passes do not vanish where a folder is there already', async (t) => {
  const issuer = await makeIssuer();
  const { config, read, upgrade } = await earlierInstallation(t, async (db) => {
    await trustCards(db, issuer);
    const list = { id: 1, kind: 'shc', source: issuer.iss, kid: issuer.kid, counter: 2 } as const;
    const facts = { importedAt: new Date(), entries: 1, isComplete: 1 };
    await db
      .insertInto('revocation_lists')
      .values({ ...list, ...facts })
      .execute();
    const revoked = { listId: 1, identifier: 'a', issuedBefore: null };
    await db.insertInto('revoked_credentials').values(revoked).execute();
  });
  mkdirSync(path.join(config.issuersFolder, 'revoked'), { recursive: true });
  const own = { issuer: issuer.iss, jwks: issuer.keySet };
  writeFileSync(path.join(config.issuersFolder, 'own.json'), JSON.stringify(own));
  await upgrade();
  const { trust } = await read();
  t.match(await showPass(trust, await makeCard(issuer)), /is not trusted here/);
  const kept = path.join(`${config.issuersFolder}.from-database`, 'cards.json');
  t.match(readFileSync(kept, 'utf8'), /"rids": \[\s*"a"/);
});
