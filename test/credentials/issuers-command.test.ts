import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { readCertificate, readHealthCard } from '../../packages/health-pass/index.ts';
import { makeCard, makeIssuer } from '../../packages/health-pass/lab/make-cards.ts';
import { makeEuCertificate } from '../../packages/health-pass/lab/make-certificates.ts';
import { makeSigner } from '../../packages/health-pass/lab/make-signer.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../support/store.ts';
import { auditEventsAfter } from '../../server/store/tables/audit-events.ts';
import { findCredentialKeys } from '../../server/credentials/credential-rows.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';

/** An installation's folder with these files beside its data. */
function folderWith(t: Test, files: Record<string, string | Buffer | object>) {
  const folder = t.testdir({});
  for (const [name, content] of Object.entries(files)) {
    const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(path.join(folder, name), isRaw ? content : JSON.stringify(content));
  }
  const issuers = (...commandLine: string[]) =>
    run(folder, ['credentials', 'issuers', ...commandLine]);
  const json = (...commandLine: string[]) =>
    runJson(folder, ['credentials', 'issuers', ...commandLine]);
  async function inStore<T>(look: (db: Db) => Promise<T>): Promise<T> {
    const store = await openStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
    try {
      return await look(store.db);
    } finally {
      await store.close();
    }
  }
  return { issuers, json, inStore };
}

t.test('an issuer is trusted, its keys are replaced, and it is trusted no more', async (t) => {
  const first = await makeIssuer();
  const second = await makeIssuer();
  const { issuers, inStore } = folderWith(t, { '1.json': first.keySet, '2.json': second.keySet });
  t.match(await issuers('list'), { code: 0, out: /No issuer is trusted yet/ });
  const add = ['add', '--issuer', first.iss];
  t.match(await issuers(...add, '--name', 'Examples', '1.json'), { code: 0, out: /with 1 key\./ });
  const read = (jws: string) =>
    inStore((db) => readHealthCard(jws, (kid) => findCredentialKeys(db, 'shc', kid), new Date()));
  const old = await makeCard(first);
  const fresh = await makeCard(second);
  t.match(await read(old), { names: [{ family: 'Example' }] });
  await t.rejects(read(fresh), { code: 'unknown_issuer' });
  t.match(await issuers(...add, '2.json'), { code: 0 });
  await t.rejects(read(old), { code: 'unknown_issuer' }, 'a key that was taken away');
  t.match(await read(fresh), { names: [{ family: 'Example' }] });
  t.match(await issuers('list'), { out: /SMART[^]*Examples[^]*cards\.example\/issuer/ });
  t.match(await issuers('remove', 'https://other.example'), { code: 1, err: /not trusted anyway/ });
  t.match(await issuers('remove', first.iss), { code: 0, out: /No longer trusted/ });
  await t.rejects(read(fresh), { code: 'unknown_issuer' });
  const events = await inStore((db) => auditEventsAfter(db, 0, 100));
  const about = events.filter(({ action }) => action.startsWith('credential_'));
  t.match(
    about.map(({ action, details }) => [action, details]),
    [
      ['credential_issuer_added', '{"kind":"shc","keys":1}'],
      ['credential_issuer_added', '{"kind":"shc","keys":1}'],
      ['credential_issuer_removed', '{}'],
    ],
  );
});

t.test(
  'certificates of a country are taken as PEM and DER, if they are for vaccinations',
  async (t) => {
    const scheme = '1.3.6.1.4.1.1847.2021.1';
    const signer = await makeSigner();
    const vaccinations = await makeSigner([`${scheme}.2`, `${scheme}.3`]);
    const tests = await makeSigner([`${scheme}.1`]);
    const pem = signer.pem + '\n' + tests.pem;
    const files = { 'all.pem': pem, 'one.der': vaccinations.der, 'tests.pem': tests.pem };
    const { issuers, json, inStore } = folderWith(t, files);
    t.match(await json('add', '--country', 'de', 'all.pem', 'one.der'), {
      code: 0,
      json: { ok: true, issuer: { kind: 'dcc', issuer: 'DE', keys: 3 } },
    });
    const read = ({ country }: typeof signer) =>
      inStore((db) =>
        readCertificate(
          makeEuCertificate({
            ...country,
            issuer: { kind: 'dcc', issuer: 'DE', name: null, keys: [] },
          }),
          (kid) => findCredentialKeys(db, 'dcc', kid),
          new Date(),
        ),
      );
    t.match(await read(signer), { doses: [{ vaccine: 'EU/1/20/1528' }] });
    t.match(await read(vaccinations), { doses: [{ counts: 2 }] });
    await t.rejects(read(tests), { code: 'wrong_purpose' });
    const none = await issuers('add', '--country', 'AT', 'tests.pem');
    t.match(none, { code: 1, err: /None of these certificates is for/ });
  },
);

t.test('directories of issuers are imported, and what cannot be used is told', async (t) => {
  const good = await makeIssuer('https://a.example');
  const other = await makeIssuer('https://b.example');
  const wrongName = { keys: [{ ...good.keySet.keys[0], kid: 'someone' }] };
  const snapshot = {
    directory: 'https://directory.example',
    issuerInfo: [
      { issuer: { iss: good.iss, name: 'A' }, keys: good.keySet.keys },
      { issuer: { iss: other.iss, name: 'B' }, keys: other.keySet.keys },
      { issuer: { iss: 'https://c.example', name: 'C' }, keys: wrongName.keys },
    ],
  };
  const { der } = await makeSigner();
  const list = {
    certificates: [{ certificateType: 'DSC', country: 'DE', rawData: der.toString('base64') }],
  };
  const signedList = `c2lnbmF0dXJl\n${JSON.stringify(list)}`;
  const { issuers, json } = folderWith(t, { 'vci.json': snapshot, 'dsc.json': signedList });
  const only = ['import', 'vci.json', '--only'];
  t.match(await json(...only, 'https://x.example'), {
    code: 1,
    json: { error: { unknown: ['https://x.example'] } },
  });
  t.match(await issuers(...only, good.iss), { code: 0, out: /Trusted: 1 issuer, / });
  const all = await issuers('import', 'vci.json');
  t.match(all, { code: 0, out: /Trusted: 2 issuers, with 2 keys/ });
  t.match(all.out, /Left out: https:\/\/c\.example\.[^]*not called by its\s+thumbprint/);
  t.match(await issuers('import', 'dsc.json'), { code: 0 });
  const { json: listed } = await json('list');
  t.match(listed, {
    issuers: [{ issuer: 'DE' }, { issuer: 'https://a.example' }, { issuer: 'https://b.example' }],
  });
});

t.test('a certificate that cannot be used keeps out itself, and not its country', async (t) => {
  const usual = await makeSigner();
  const odd = await makeSigner([], 'P-521');
  const larger = await makeSigner([], 'P-384');
  const of = (country: string, der: Buffer) => ({ country, rawData: der.toString('base64') });
  const damaged = Buffer.from('no certificate');
  const certificates = [
    ...[of('DE', odd.der), of('DE', usual.der), of('DE', damaged)],
    of('AT', odd.der),
    of('ES', larger.der),
  ];
  const { issuers, json } = folderWith(t, { 'list.json': { certificates } });
  t.match(await json('import', 'list.json'), {
    code: 0,
    json: {
      issuers: 2,
      keys: 2,
      skipped: [{ issuer: 'DE', certificates: 2 }],
      leftOut: [{ issuer: 'AT', why: /key of a kind/ }],
    },
  });
  t.match(await issuers('import', 'list.json'), {
    out: /Skipped: 2 of the certificates of DE[^]*Left out: AT/,
  });
  t.match(await json('list'), { json: { issuers: [{ issuer: 'DE', keys: 1 }] } });
});

t.test('what cannot be used changes nothing and says what to do', async (t) => {
  const { iss, keySet } = await makeIssuer();
  const text = Buffer.from('keys');
  const { issuers } = folderWith(t, { 'keys.json': keySet, 'text.txt': text });
  t.match(await issuers('add', 'keys.json'), { code: 1, err: /Say whose keys they are/ });
  t.match(await issuers('add', '--issuer', iss, 'text.txt'), { code: 1, err: /no JSON/ });
  t.match(await issuers('add', '--issuer', iss, 'none.json'), { code: 1, err: /no such file/ });
  t.match(await issuers('list'), { code: 0, out: /No issuer is trusted yet/ });
});
