import t from 'tap';
import { readDirectory } from '../issuers/read-directory.ts';
import { readCertificates, readKeySet } from '../issuers/read-keys.ts';
import { makeIssuer } from '../lab/make-issuer.ts';
import { makeSigner } from '../lab/make-signer.ts';

t.test('a purpose is known by both numbers that certificates have for it', async (t) => {
  const purposes = await Promise.all(
    ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1'].map(async (scheme) => {
      const limited = await makeSigner([`${scheme}.1`, `${scheme}.3`]);
      await t.rejects(readCertificates('DE', [limited.der]), /None of these/, scheme);
      const both = await makeSigner([`${scheme}.2`, '1.2.3.4']);
      const { keys } = await readCertificates('DE', [both.der, limited.der]);
      return keys.map((key) => key.purposes);
    }),
  );
  const expected = [['vaccination'], ['test', 'recovery']];
  t.same(purposes, [expected, expected]);
  const { der } = await makeSigner(['1.2.3.4']);
  const {
    keys: [key],
  } = await readCertificates('DE', [der]);
  t.equal(key?.purposes, null, 'one that names none of these may sign anything');
});

t.test('a file that cannot be used is refused, with what to do', async (t) => {
  const { iss, keySet } = await makeIssuer();
  const [key] = keySet.keys;
  await t.rejects(readKeySet('http://a.example', keySet), /https:\/\/cards\.example/);
  await t.rejects(readKeySet('https://a.example/', keySet), /slash/);
  await t.rejects(readKeySet(iss, { keys: [{ ...key, d: 'AAAA' }] }), /private key/);
  await t.rejects(readKeySet(iss, { keys: [] }), /no key that signs/);
  await t.rejects(readKeySet(iss, { keys: [{ ...key, use: 'enc' }] }), /no key that signs/);
  await t.rejects(readKeySet(iss, [key]), /no JSON Web Key Set/);
  const text = Buffer.from('keys');
  await t.rejects(readCertificates('Germany', [text]), /two letters/);
  await t.rejects(readCertificates('DE', [text]), /no X\.509 certificate/);
  await t.rejects(readDirectory(JSON.stringify(keySet)), /none of the formats/);
  await t.rejects(readDirectory('keys'), /no JSON/);
});
