import { createSign, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { readCertificateList, readKeySet } from '../../packages/health-pass/index.ts';
import {
  claimsOf,
  makeCard,
  makeIssuer,
  seconds,
} from '../../packages/health-pass/lab/make-cards.ts';
import {
  makeEuCertificate,
  makeCountry,
} from '../../packages/health-pass/lab/make-certificates.ts';
import { checkIssuers } from '../../server/installation/diagnosis/issuers.ts';
import { importCertificateList } from '../../server/credentials/import-revocations.ts';
import { storedTrust } from '../../server/credentials/stored-trust.ts';
import type { Db } from '../../server/store/schema.ts';
import { openStore } from '../support/store.ts';
import { auditEventsAfter } from '../../server/store/tables/audit-events.ts';
import { runInTurn as run, runJsonInTurn as runJson } from '../support/in-turn.ts';
import { doorWith } from './at-the-door.ts';

t.test('a card that its issuer took back is refused', async (t) => {
  const issuer = await makeIssuer();
  const other = await makeIssuer('https://b.example');
  const time = seconds('2024-01-01T00:00:00Z');
  const list = (kid: string, ...rids: [string, number | null][]) => ({
    kid,
    counter: 1,
    skipped: 0,
    revoked: rids.map(([identifier, issuedBefore]) => ({ identifier, issuedBefore })),
  });
  const trusted = await readKeySet(issuer.iss, null, issuer.keySet);
  const { says } = await doorWith(
    t,
    { ...trusted, revocations: [list(issuer.kid, ['all', null], ['before', time])] },
    await readKeySet(other.iss, null, other.keySet),
  );
  const of = async (rid: unknown, nbf: number, from = issuer) => {
    const { vc } = claimsOf(from) as { vc: object };
    return says(await makeCard(from, { nbf, more: { vc: { ...vc, rid } } }));
  };
  t.match(await of('all', time), /taken back/);
  t.match(await of('before', time - 1), /taken back/);
  t.equal(await of('before', time), null, 'issued after it');
  t.equal(await of('other', time - 1), null);
  t.equal(await of(undefined, time - 1), null);
  t.equal(await of('all', time, other), null, 'of another key');
});

t.test('a list of certificates replaces the one of its name', async (t) => {
  const germany = makeCountry('DE');
  const { db, says } = await doorWith(t, germany.issuer);
  const ci = 'URN:UVCI:01:DE:TAKEN/BACK#4';
  const certificate = makeEuCertificate(germany, { vaccination: { ci } });
  const listed = (...lines: string[]) =>
    importCertificateList(db, 'test', readCertificateList(lines.join('\n')), 'command:test');
  t.equal(await says(certificate), null);
  await listed('URN:UVCI:01:DE:ANOTHER#1', ci);
  t.match(await says(certificate), /taken back/);
  await listed('URN:UVCI:01:DE:ANOTHER#1');
  t.equal(await says(certificate), null);
});

/** An installation's folder with these files beside its data. */
function folderWith(t: Test, files: Record<string, string | Buffer | object>) {
  const folder = t.testdir({});
  const write = (name: string, content: string | Buffer | object) => {
    const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(path.join(folder, name), isRaw ? content : JSON.stringify(content));
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const credentials = (...commandLine: string[]) => run(folder, ['credentials', ...commandLine]);
  const json = (...commandLine: string[]) => runJson(folder, ['credentials', ...commandLine]);
  async function inStore<T>(look: (db: Db) => Promise<T>): Promise<T> {
    const store = await openStore({ databaseFile: path.join(folder, 'data/vestibule.sqlite') });
    try {
      return await look(store.db);
    } finally {
      await store.close();
    }
  }
  return { write, credentials, json, inStore };
}

t.test('lists are imported, listed and taken away by command', async (t) => {
  const { iss, kid, keySet } = await makeIssuer();
  const list = (ctr: number, ...rids: string[]) => ({ kid, method: 'rid', ctr, rids });
  const { credentials, json, inStore, write } = folderWith(t, {
    'jwks.json': keySet,
    'crl.json': list(2, 'a', 'b.1700000000'),
    'old.json': list(1, 'a'),
    'eu.txt': 'URN:UVCI:01:LV:A\nURN:UVCI:01:LV:B\n',
    'none.txt': '# nobody\n',
  });
  const add = ['revocations', 'import'];
  t.match(await credentials('revocations', 'list'), { code: 0, out: /There is no list/ });
  t.match(await credentials(...add, 'eu.txt'), { code: 1, err: /Say whose lists they are/ });
  const cards = [...add, '--issuer', iss];
  t.match(await credentials(...cards, 'crl.json'), { code: 1, err: /is not trusted/ });
  t.match(await credentials('issuers', 'add', '--issuer', iss, 'jwks.json'), { code: 0 });
  t.match(await json(...cards, 'crl.json'), { code: 0, json: { revoked: 2, older: [] } });
  t.match(await json(...cards, 'old.json'), { code: 0, json: { older: [kid] } });
  const eu = [...add, '--name', 'Latvia'];
  t.match(await json(...eu, 'eu.txt'), { code: 0, json: { revoked: 2 } });
  t.match(await credentials(...eu, 'none.txt'), { code: 1, err: /names no certificate/ });
  write('eu.txt', '{}');
  t.match(await credentials(...eu, 'eu.txt'), { code: 1, err: /Line 1 is neither/ });
  t.match(await json('revocations', 'list'), {
    json: {
      lists: [
        { kind: 'dcc', source: 'Latvia', entries: 2 },
        { kind: 'shc', source: iss, kid, counter: 2, entries: 2 },
      ],
    },
  });
  t.match(await credentials('revocations', 'list'), { out: /EU[^]*Latvia[^]*SMART[^]*cards/ });
  t.match(await credentials('revocations', 'remove', 'Latvia'), { code: 0 });
  t.match(await credentials('revocations', 'remove', 'Latvia'), { code: 1, err: /no list/ });
  t.match(await credentials('issuers', 'remove', iss), { code: 0 });
  t.match(
    await json('revocations', 'list'),
    { json: { lists: [] } },
    'its lists go with an issuer',
  );
  const actions = (await inStore((db) => auditEventsAfter(db, 0, 100))).map(
    (event) => event.action,
  );
  t.ok(actions.includes('revocations_imported') && actions.includes('revocations_removed'));
});

t.test('a directory brings its lists, and its signature and age are looked at', async (t) => {
  const good = await makeIssuer('https://a.example');
  const [key] = good.keySet.keys;
  const directory = (time: string, more: object = {}) => ({
    directory: 'https://directory.example',
    time,
    issuerInfo: [
      {
        issuer: { iss: good.iss, name: 'A' },
        keys: [
          { ...key, crlVersion: 3 },
          { kty: 'EC', crv: 'P-384', kid: 'other' },
        ],
        crls: [
          { kid: good.kid, method: 'rid', ctr: 3, rids: ['gone', 'bad one'] },
          { kid: good.kid, method: 'legacy', ctr: 1, rids: [] },
        ],
        ...more,
      },
    ],
  });
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-521' });
  const text = JSON.stringify(directory('2024-03-02T04:30:00Z'));
  const { credentials, json, inStore, write } = folderWith(t, {
    'vci.json': text,
    'vci.sig': createSign('sha512').update(text).sign(signer.privateKey),
    'signer.pem': signer.publicKey.export({ type: 'spki', format: 'pem' }),
    'older.json': directory('2024-03-01T04:30:00Z'),
    'newer.json': directory(new Date().toISOString(), { crls: null }),
  });
  const importing = ['issuers', 'import'];
  const signed = ['--signed-by', 'signer.pem', '--signature', 'vci.sig'];
  t.match(await credentials(...importing, 'older.json', ...signed), {
    code: 1,
    err: /does not fit/,
  });
  t.match(await credentials(...importing, 'vci.json', '--signature', 'vci.sig'), { code: 1 });
  const first = await credentials(...importing, 'vci.json', '--signed-by', 'signer.pem');
  t.match(first, { code: 1, err: /no signature on its first line/ });
  t.match(await credentials(...importing, 'vci.json', ...signed), {
    out: /Taken back: 1 cards, on 1 lists\.[^]*signature fits[^]*key other is not used[^]*1 entries/,
  });
  t.match(await credentials(...importing, 'older.json'), { code: 1, err: /imported before/ });

  const marks = { kind: 'shc', kid: good.kid, identifiers: ['gone'], issuedAt: 0 } as const;
  t.ok(await inStore((db) => storedTrust(db).isRevoked(marks)));
  const codes = (found: { code: string; state: string }[]) =>
    found.map(({ code, state }) => `${code} ${state}`);
  const look = async () => inStore((db) => checkIssuers(db));
  t.same(codes(await look()), ['issuers_old warning', 'revocations ok']);
  t.match((await look())[0]?.found, /directory\.example is of 2024-03-02.*1 issuer.*Signed by/);
  const later = new Date(Date.now() + 40 * 86_400_000);
  t.match(codes(await inStore((db) => checkIssuers(db, later)))[1], /revocations_old warning/);

  t.match(await json(...importing, 'newer.json'), { code: 0, json: { signedBy: null } });
  t.same(codes(await look()), ['issuers ok', 'issuers_unsigned warning', 'revocations ok']);
  t.match(await json('revocations', 'list'), { json: { lists: [{ entries: 1 }] } }, 'it is kept');

  const bare = { keys: [{ ...key, crlVersion: 4 }] };
  write('jwks.json', bare);
  await credentials('issuers', 'add', '--issuer', good.iss, 'jwks.json');
  t.ok(codes(await look()).includes('revocations_missing warning'), 'a newer list is published');
});

t.test('the signature on the first line of a trust list is checked', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const list = Buffer.from(JSON.stringify({ certificates: [] }));
  const line = (content: Buffer) =>
    sign('sha256', content, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
  const { credentials } = folderWith(t, {
    'list.json': `${line(list)}\n${list.toString()}`,
    'changed.json': `${line(Buffer.from('{}'))}\n${list.toString()}`,
    'signer.pem': publicKey.export({ type: 'spki', format: 'pem' }),
    'no-key.txt': 'key',
  });
  const importing = (file: string, signer = 'signer.pem') =>
    credentials('issuers', 'import', file, '--signed-by', signer);
  t.match(await importing('changed.json'), { code: 1, err: /signature does not fit/ });
  t.match(await importing('list.json', 'no-key.txt'), { code: 1, err: /neither a certificate/ });
  t.match(await importing('list.json'), { code: 1, err: /Nobody in the file/ }, 'it fits');
});
