import t from 'tap';
import { readDirectory } from '../issuers/read-directory.ts';
import { readCertificates, readKeySet } from '../issuers/read-keys.ts';
import { makeIssuer } from '../lab/make-cards.ts';
import { makeSigner } from '../lab/make-signer.ts';

t.test('a purpose is known by both numbers that certificates have for it', async (t) => {
  const purposes = await Promise.all(
    ['1.3.6.1.4.1.1847.2021.1', '1.3.6.1.4.1.0.1847.2021.1'].map(async (scheme) => {
      const limited = await makeSigner([`${scheme}.1`, `${scheme}.3`]);
      t.throws(() => readCertificates('DE', null, [limited.der]), /None of these/, scheme);
      const both = await makeSigner([`${scheme}.2`, '1.2.3.4']);
      return readCertificates('DE', null, [both.der, limited.der]).keys.map((key) => key.purposes);
    }),
  );
  const expected = [['vaccination'], ['test', 'recovery']];
  t.same(purposes, [expected, expected]);
  const [key] = readCertificates('DE', null, [(await makeSigner(['1.2.3.4'])).der]).keys;
  t.equal(key?.purposes, null, 'one that names none of these may sign anything');
});

t.test('a file that cannot be used is refused, with what to do', async (t) => {
  const { iss, keySet } = await makeIssuer();
  const [key] = keySet.keys;
  await t.rejects(readKeySet('http://a.example', null, keySet), /https:\/\/cards\.example/);
  await t.rejects(readKeySet('https://a.example/', null, keySet), /slash/);
  await t.rejects(readKeySet(iss, null, { keys: [{ ...key, d: 'AAAA' }] }), /private key/);
  await t.rejects(readKeySet(iss, null, { keys: [] }), /no key that signs/);
  await t.rejects(readKeySet(iss, null, { keys: [{ ...key, use: 'enc' }] }), /no key that signs/);
  await t.rejects(readKeySet(iss, null, [key]), /no JSON Web Key Set/);
  const text = Buffer.from('keys');
  t.throws(() => readCertificates('Germany', null, [text]), /two letters/);
  t.throws(() => readCertificates('DE', null, [text]), /no X\.509 certificate/);
  await t.rejects(readDirectory(JSON.stringify(keySet)), /no directory/);
  await t.rejects(readDirectory('keys'), /no JSON/);
});
