import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { certificateFingerprint, parseCertificate, trustIn } from '#passport';
import {
  createMasterList,
  createRevocationList,
  createSigner,
  type Signer,
} from '#passport/lab/authority.ts';
import { importCscaList } from '#server/documents/csca-import.ts';
import { cscaListsInForce, isOfPassports, openCscaLists } from '#server/documents/csca-lists.ts';
import type { Db } from '#server/store/schema.ts';
import { auditEventsAfter } from '#server/store/tables/audit-events.ts';
import { storedCscaLists } from '#server/store/tables/csca-lists.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { openTestStore } from '../support/store.ts';
import { rotate } from '../support/rotate.ts';

const publisher = createSigner({ name: 'List CSCA' });
const lister = listSigner(publisher);
const foreign = createSigner({ name: 'CSCA', country: 'FR' });
const fingerprint = fingerprintOf(publisher);

function listSigner(authority: Signer, until?: Date): Signer {
  const extendedUsages = ['2.23.136.1.1.3'];
  return createSigner({ name: 'Lister', extendedUsages, ...(until && { until }) }, authority);
}

function fingerprintOf({ certificate }: Signer): string {
  return certificateFingerprint(parseCertificate(certificate));
}

const listOf = (signer: Signer, authority: Signer, more: readonly Signer[] = []) =>
  createMasterList(
    signer,
    [authority, ...more].map(({ certificate }) => certificate),
  );

function installation(t: Test, files: Record<string, Buffer>) {
  const folder = t.testdir({});
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
  const csca = (...words: string[]) => run(folder, ['csca', ...words]);
  const json = (...words: string[]) => runJson(folder, ['csca', ...words]);
  async function inStore<T>(look: (db: Db) => Promise<T>): Promise<T> {
    const store = await openTestStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
    try {
      return await look(store.db);
    } finally {
      await store.close();
    }
  }
  return { folder, csca, json, inStore };
}

t.test('a list is put in force, replaced, shown and removed', async (t) => {
  const { csca, json, inStore } = installation(t, {
    'first.ml': listOf(lister, publisher),
    'second.ml': listOf(lister, publisher, [foreign]),
  });
  t.match(await csca('status'), { code: 0, out: /No master list is in force/ });
  const refused = await csca('import', 'first.ml');
  t.match(refused, { code: 1 });
  t.ok(refused.err.replaceAll(/\s/g, '').includes(fingerprint), 'says what to compare');
  const other = ['--authority', fingerprintOf(foreign)];
  t.match(await csca('import', 'first.ml', ...other), { code: 1 });
  t.same(await inStore(storedCscaLists), []);
  const spaced = fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:');
  t.match(await csca('import', 'first.ml', '--authority', spaced), { code: 0, out: /UT, with 1/ });
  t.match(await csca('import', 'second.ml'), { code: 0, out: /UT, with 2/ }, 'the same authority');
  const { json: status } = await json('status');
  t.match(status, {
    lists: [{ publisher: 'UT', authorities: 2, isIntact: true, isOld: false }],
  });
  const { json: list } = await json('list');
  t.match(list, { countries: [{ country: 'FR', authorities: 1 }, { country: 'UT' }] });
  t.match(await csca('remove', 'XX'), { code: 1, err: /no list of "XX"/ });
  t.match(await csca('remove', 'UT'), { code: 0 });
  t.match(await csca('list'), { out: /No master list is in force/ });
  const events = await inStore((db) => auditEventsAfter(db, 0, 100));
  t.same(
    events.map(({ action }) => action).filter((action) => action.startsWith('csca')),
    ['csca_list_imported', 'csca_list_imported', 'csca_list_removed'],
  );
});

t.test('what is no list, altered, or signed by nobody who may is refused', async (t) => {
  const altered = Buffer.from(listOf(lister, publisher));
  altered[altered.indexOf('Specimen')] = 0x73;
  const old = listSigner(publisher, new Date('2025-01-01T00:00:00Z'));
  const { csca, inStore } = installation(t, {
    'altered.ml': altered,
    'signer.ml': listOf(createSigner({ name: 'DS' }, publisher), publisher),
    'expired.ml': listOf(old, publisher),
    'certificate.ml': publisher.certificate,
    'text.ml': Buffer.from('no list'),
  });
  const attempts: [string, RegExp][] = [
    ['altered.ml', /altered or\s+damaged/],
    ['signer.ml', /not signed by\s+somebody who may/],
    ['expired.ml', /expired on 2025-01-01/],
    ['certificate.ml', /No trusted authority/],
    ['text.ml', /no master list/],
  ];
  for (const [file, err] of attempts) {
    t.match(await csca('import', file, '--authority', fingerprint), { code: 1, err }, file);
  }
  t.same(await inStore(storedCscaLists), []);
  const given = ['--authority', fingerprint, '--expired'];
  t.match(await csca('import', 'expired.ml', ...given), { code: 0 });
});

t.test('link certificates and revocations count by an authority that is trusted', async (t) => {
  const next = createSigner({ name: 'Next CSCA', isAuthority: true }, publisher);
  const pem = (label: string, der: Buffer) =>
    Buffer.from(`-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`);
  const withdrawn = createRevocationList(publisher, [lister.serial, 7n]);
  const { folder, csca, json, inStore } = installation(t, {
    'list.ml': listOf(lister, publisher),
    'next.pem': pem('CERTIFICATE', next.certificate),
    'withdrawn.crl': pem('X509 CRL', withdrawn),
  });
  t.match(await csca('import', 'list.ml', '--authority', fingerprint), { code: 0 });
  t.match(await csca('import', 'next.pem'), { code: 0, out: /UT-link-[0-9a-f]{8}, with 1/ });
  t.match(await csca('import', 'withdrawn.crl'), { code: 0, out: /with 2 signers withdrawn/ });
  await inStore(async (db) => {
    const cipher = await openTemplateCipher(db, path.join(folder, 'data/template.key'));
    const put = (content: Buffer, mayBeExpired = false) =>
      importCscaList(db, cipher, { content, authority: null, mayBeExpired }, 'command:test');
    const foreigner = { name: 'X', country: 'FR', isAuthority: true };
    for (const content of [
      createSigner({ name: 'DS' }, publisher).certificate,
      createSigner({ name: 'Stranger' }).certificate,
      createSigner(foreigner, publisher).certificate,
      createRevocationList(createSigner({ name: 'Stranger' }), [lister.serial]),
    ]) {
      await t.rejects(put(content), { code: 'unknown_authority' });
    }
    await put(createSigner({ name: 'After next', isAuthority: true }, next).certificate);
    const before = createRevocationList(publisher, [], new Date('2023-01-01T00:00:00Z'));
    await t.rejects(put(before), { code: 'older_list' }, 'nothing withdrawn comes back');
    const overdue = createRevocationList(next, [], undefined, new Date('2025-06-01T00:00:00Z'));
    await t.rejects(put(overdue), { code: 'list_expired' });
    await put(overdue, true);
  });
  const { json: status } = await json('status');
  const kinds = (status as { lists: { kind: string; isOld: boolean }[] }).lists;
  t.same(kinds.map(({ kind, isOld }) => [kind, isOld]).sort(), [
    ['link', false],
    ['link', false],
    ['list', false],
    ['revocations', false],
    ['revocations', true],
  ]);
  await inStore(async (db) => {
    const rows = (await storedCscaLists(db)).filter(isOfPassports);
    t.equal(trustIn(rows, new Date()).authorities.length, 3);
    const others = rows.filter(({ kind }) => kind !== 'list');
    t.same(trustIn(others, new Date()).authorities, [], 'nothing counts without the list');
    const cipher = await openTemplateCipher(db, path.join(folder, 'data/template.key'));
    const none = createRevocationList(publisher, []);
    await db
      .updateTable('csca_lists')
      .set({ content: none, sha256: createHash('sha256').update(none).digest('hex') })
      .where('kind', '=', 'revocations')
      .execute();
    const { lists } = await cscaListsInForce(db, cipher);
    t.throws(() => trustIn(lists, new Date()), { code: 'unreadable' }, 'nobody passes then');
  });
});

t.test('a list that another program changed is trusted no more; a new key seals it', async (t) => {
  const { folder, csca, json, inStore } = installation(t, { 'list.ml': listOf(lister, publisher) });
  t.match(await csca('import', 'list.ml', '--authority', fingerprint), { code: 0 });
  const keyFile = path.join(folder, 'data/template.key');
  await inStore(async (db) => {
    await rotate(db, keyFile, { revoke: false });
  });
  t.match((await json('status')).json, { lists: [{ isIntact: true }] });
  const rogue = createSigner({ name: 'Rogue' });
  const content = listOf(listSigner(rogue), rogue);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const forgery = { content, sha256, authority: fingerprintOf(rogue) };
  await inStore((db) => db.updateTable('csca_lists').set(forgery).execute());
  t.match(await csca('status'), { code: 1, err: /altered/ });
  t.match((await json('list')).json, { countries: { length: 0 } });
  await inStore(async (db) => {
    const cipher = await openTemplateCipher(db, path.join(folder, 'data/template.key'));
    const [list] = await openCscaLists(db, cipher, new Date());
    t.equal(list?.certificates, null);
  });
});
