import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { claimsOf, makeCard } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { makeEuCertificate } from '#health-pass/lab/make-certificates.ts';
import { makeSigner } from '#health-pass/lab/make-signer.ts';
import { readIssuerFiles } from '#server/credentials/issuer-files.ts';
import { showPass } from './at-the-door.ts';
import { issuerFolder } from './issuer-folder.ts';

const untrusted = /is not trusted here/;

t.test('issuers are read from the files that publishers give', async (t) => {
  const one = await makeIssuer('https://a.example');
  const other = await makeIssuer('https://b.example');
  const signer = await makeSigner();
  const listed = await makeSigner([], 'P-384', { code: 'ES' });
  const rawData = listed.der.toString('base64');
  const list = JSON.stringify({ certificates: [{ country: 'ES', rawData }] });
  const { read } = issuerFolder(t, {
    'a.json': { issuer: one.iss, jwks: one.keySet },
    'vci.json': { issuerInfo: [{ issuer: { iss: other.iss }, keys: other.keySet.keys }] },
    'DE.pem': signer.pem,
    'signed-list.json': `c2lnbmF0dXJl\n${list}`,
    '.hidden': 'no matter',
  });
  const { trust, ...found } = await read();
  t.match(found, { issuers: 4, keys: 4, mistakes: { length: 0 }, unused: { length: 0 } });
  for (const issuer of [one, other]) t.equal(await showPass(trust, await makeCard(issuer)), null);
  t.equal(await showPass(trust, makeEuCertificate(signer.country)), null);
  t.equal(await showPass(trust, makeEuCertificate(listed.country)), null);
  const stranger = await makeIssuer('https://c.example');
  t.match(await showPass(trust, await makeCard(stranger)), untrusted);
});

t.test('a certificate may be limited to what it signs', async (t) => {
  const scheme = '1.3.6.1.4.1.1847.2021.1';
  const vaccinations = await makeSigner([`${scheme}.2`, `${scheme}.3`]);
  const tests = await makeSigner([`${scheme}.1`]);
  const { read } = issuerFolder(t, {
    'DE.pem': `${vaccinations.pem}\n${tests.pem}`,
    'AT.pem': tests.pem,
  });
  const { trust, keys, mistakes } = await read();
  t.equal(keys, 2);
  t.equal(await showPass(trust, makeEuCertificate(vaccinations.country)), null);
  t.match(
    await showPass(trust, makeEuCertificate(tests.country)),
    /may not sign health passes of this kind/,
  );
  t.match(mistakes, [{ file: 'AT.pem', text: /None of these certificates is for/ }]);
});

t.test('a file with a mistake is named, and the others count', async (t) => {
  const { iss, keySet, ...rest } = await makeIssuer();
  const [key] = keySet.keys;
  const wrong: Record<string, [string | object, RegExp]> = {
    'cut.json': ['{"issuer": "https://a.exam', /no JSON/],
    'empty.json': ['', /no JSON/],
    'jwks.json': [keySet, /none of the formats/],
    'list.json': [{ kid: 'k', method: 'rid', ctr: 1, rids: [] }, /none of the formats/],
    'nobody.json': [{ issuerInfo: [] }, /Nobody in it/],
    'private.json': [{ issuer: iss, jwks: { keys: [{ ...key, d: 'AAAA' }] } }, /private key/],
    'renamed.json': [
      { issuer: iss, jwks: { keys: [{ ...key, kid: 'other' }] } },
      /not called by its thumbprint/,
    ],
    'DE.pem': ['no certificate', /no X\.509 certificate/],
    'germany.pem': ['', /neither a JSON file/],
    'notes.md': ['', /neither a JSON file/],
  };
  const { read, write } = issuerFolder(t, { 'good.json': { issuer: iss, jwks: keySet } });
  for (const [name, [content]] of Object.entries(wrong)) write(name, content);
  const { trust, mistakes, issuers } = await read();
  t.equal(issuers, 1);
  t.same(mistakes.map(({ file }) => file).sort(), Object.keys(wrong).sort());
  for (const { file, text } of mistakes) t.match(text, wrong[file]![1], file);
  t.equal(await showPass(trust, await makeCard({ iss, keySet, ...rest })), null);
});

t.test('what cannot be used of a directory is named, and the rest counts', async (t) => {
  const good = await makeIssuer('https://a.example');
  const other = await makeIssuer('https://b.example');
  const usual = await makeSigner();
  const odd = await makeSigner([], 'P-521');
  const of = (country: string, der: Buffer) => ({ country, rawData: der.toString('base64') });
  const { read } = issuerFolder(t, {
    'vci.json': {
      issuerInfo: [
        {
          issuer: { iss: good.iss },
          keys: [...good.keySet.keys, { kty: 'EC', crv: 'P-384', kid: 'odd' }],
          crls: [{ kid: good.kid, method: 'rid', ctr: 1, rids: ['no identifier'] }],
        },
        { issuer: { iss: 'https://c.example' }, keys: [{ ...other.keySet.keys[0], kid: 'c' }] },
      ],
    },
    'list.json': {
      certificates: [of('DE', odd.der), of('DE', usual.der), of('AT', odd.der)],
    },
  });
  const { issuers, keys, mistakes, unused } = await read();
  t.match({ issuers, keys, mistakes }, { issuers: 2, keys: 2, mistakes: { length: 0 } });
  const texts = unused.map(({ file, text }) => `${file}: ${text}`).join('\n');
  t.match(texts, /vci\.json: https:\/\/c\.example: .*thumbprint/);
  t.match(texts, /vci\.json: https:\/\/a\.example: Its key odd is not used/);
  t.match(texts, /vci\.json: https:\/\/a\.example: 1 entries of its list/);
  t.match(texts, /list\.json: DE: 1 certificates are damaged/);
  t.match(texts, /list\.json: AT: .*key of a kind/);
});

t.test('what is no readable file is a mistake, too', async (t) => {
  const { folder, read } = issuerFolder(t, { 'large.json': '', 'revoked/large.txt': '' });
  mkdirSync(path.join(folder, 'inner'));
  symlinkSync('nowhere', path.join(folder, 'link.json'));
  spawnSync('mkfifo', [path.join(folder, 'pipe.json')]);
  truncateSync(path.join(folder, 'large.json'), 17 * 1024 * 1024);
  truncateSync(path.join(folder, 'revoked', 'large.txt'), 17 * 1024 * 1024);
  const { mistakes } = await read();
  t.match(Object.fromEntries(mistakes.map(({ file, text }) => [file, text])), {
    inner: /no file/,
    'large.json': /more than 16 MB/,
    'link.json': /ENOENT/,
    'pipe.json': /no file/,
    'revoked/large.txt': /more than 16 MB/,
  });
  t.equal(mistakes.length, 5);
});

t.test('a folder of lists that cannot be listed lets nobody in', async (t) => {
  const issuer = await makeIssuer();
  const { folder, read } = issuerFolder(t, {
    'a.json': { issuer: issuer.iss, jwks: issuer.keySet },
  });
  rmdirSync(path.join(folder, 'revoked'));
  writeFileSync(path.join(folder, 'revoked'), 'a file of that name');
  const { trust, mistakes } = await read();
  t.match(mistakes, [{ file: 'revoked/*', text: /ENOTDIR/ }]);
  t.match(await showPass(trust, await makeCard(issuer)), untrusted);
});

t.test('a folder that is missing is another thing than an empty one', async (t) => {
  const nothing = { text: null, sha256: null };
  t.same(await readIssuerFiles(path.join(t.testdir({}), 'nowhere')), nothing);
  t.match(await readIssuerFiles(t.testdir({ revoked: {} })), {
    text: { length: 0 },
    sha256: /^\w{64}$/,
  });
});

t.test('without the folder of lists, nobody knows who is on one', async (t) => {
  const issuer = await makeIssuer();
  const { folder, read } = issuerFolder(t, {
    'a.json': { issuer: issuer.iss, jwks: issuer.keySet },
  });
  t.equal(await showPass((await read()).trust, await makeCard(issuer)), null);
  rmdirSync(path.join(folder, 'revoked'));
  const { trust, mistakes } = await read();
  t.match(mistakes, [{ file: 'revoked/*', text: /no such folder/ }]);
  t.match(await showPass(trust, await makeCard(issuer)), untrusted);
});

t.test('an issuer whose list in a directory cannot be read is not trusted', async (t) => {
  const issuer = await makeIssuer('https://a.example');
  const other = await makeIssuer('https://b.example');
  const list = { kid: issuer.kid, method: 'rid', ctr: 1, rids: ['a'] };
  const info = ({ iss, keySet }: typeof issuer, ...crls: unknown[]) => ({
    issuer: { iss },
    keys: keySet.keys,
    crls,
  });
  const alone = { 'a.json': { issuer: issuer.iss, jwks: issuer.keySet } };
  const lists = { 'of another method': { ...list, method: 'legacy' }, 'no list': 'none' };
  for (const [what, bad] of Object.entries(lists)) {
    for (const [where, more] of Object.entries({ alone: {}, 'beside another file': alone })) {
      await t.test(`${what}, ${where}`, async (t) => {
        const { read } = issuerFolder(t, {
          'vci.json': { issuerInfo: [info(issuer, list, bad), info(other)] },
          ...more,
        });
        const { trust, unused } = await read();
        t.match(await showPass(trust, await makeCard(issuer)), untrusted);
        t.equal(await showPass(trust, await makeCard(other)), null);
        t.match(unused, [{ file: 'vci.json', text: /^https:\/\/a\.example: .*list of revoked/ }]);
      });
    }
  }
});

t.test('the list of an issuer counts even where its keys are in another file', async (t) => {
  const issuer = await makeIssuer();
  const { vc } = claimsOf(issuer) as { vc: object };
  const card = await makeCard(issuer, { more: { vc: { ...vc, rid: 'a' } } });
  const crls = [{ kid: issuer.kid, method: 'rid', ctr: 1, rids: ['a'] }];
  const { read } = issuerFolder(t, {
    'a.json': { issuer: issuer.iss, jwks: issuer.keySet },
    'vci.json': { issuerInfo: [{ issuer: { iss: issuer.iss }, keys: [], crls }] },
  });
  t.match(await showPass((await read()).trust, card), /taken back/);
});

t.test('other events get their turn while large files are read', async (t) => {
  const { iss, kid, keySet } = await makeIssuer();
  const { der, pem } = await makeSigner();
  const length = 20_000;
  const rids = Array.from({ length }, (_, i) => `rid-${i}`);
  const list = { kid, method: 'rid', ctr: 1, rids };
  const keys = keySet.keys;
  const germany = { country: 'DE', rawData: der.toString('base64') };
  const files: Record<string, [string | object, number]> = {
    'vci.json': [{ issuerInfo: [{ issuer: { iss }, keys, crls: [list] }] }, length],
    'trust.json': [{ certificates: Array<object>(1000).fill(germany) }, 1000],
    'DE.pem': [pem.repeat(1000), 1000],
    'revoked/cards.json': [list, length],
    'revoked/eu.txt': [rids.map((rid) => `URN:UVCI:01:DE:${rid}`).join('\n'), length],
  };
  for (const [name, [content, entries]] of Object.entries(files)) {
    await t.test(name, async (t) => {
      const { read } = issuerFolder(t, { [name]: content });
      let turns = 0;
      let isRead = false;
      const others = (async () => {
        for (; !isRead; turns++) await setImmediate();
      })();
      const { mistakes } = await read();
      isRead = true;
      await others;
      t.same(mistakes, []);
      const fewest = entries === length ? length / 2000 : entries / 50;
      t.ok(turns >= fewest, `${turns} turns`);
    });
  }
});
