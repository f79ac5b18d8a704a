import t from 'tap';
import { claimsOf, makeCard, seconds } from '#health-pass/lab/make-cards.ts';
import { makeIssuer } from '#health-pass/lab/make-issuer.ts';
import { makeEuCertificate } from '#health-pass/lab/make-certificates.ts';
import { makeSigner } from '#health-pass/lab/make-signer.ts';
import { showPass } from './at-the-door.ts';
import { issuerFolder } from './issuer-folder.ts';

const ci = 'URN:UVCI:01:DE:TAKEN/BACK#4';
const takenBack = /taken back/;
const untrusted = /is not trusted here/;

t.test('a card that its issuer took back is refused', async (t) => {
  const issuer = await makeIssuer('https://a.example');
  const other = await makeIssuer('https://b.example');
  const time = seconds('2024-01-01T00:00:00Z');
  const list = (ctr: number, ...rids: string[]) => ({ kid: issuer.kid, method: 'rid', ctr, rids });
  const { read } = issuerFolder(t, {
    'a.json': { issuer: issuer.iss, jwks: issuer.keySet },
    'b.json': {
      issuerInfo: [{ issuer: { iss: other.iss }, keys: other.keySet.keys, crls: [list(3, 'vci')] }],
    },
    [`revoked/${issuer.kid}.json`]: list(2, 'all', `before.${time}`),
    // What is on any list is revoked, whichever is newer.
    'revoked/older.json': list(1, 'earlier', `all.${time}`),
  });
  const { trust, mistakes } = await read();
  t.same(mistakes, []);
  const of = async (rid: unknown, nbf: number, from = issuer) => {
    const { vc } = claimsOf(from) as { vc: object };
    return showPass(trust, await makeCard(from, { nbf, more: { vc: { ...vc, rid } } }));
  };
  t.match(await of('all', time), takenBack);
  t.match(await of('earlier', time), takenBack);
  t.match(await of('vci', time), takenBack);
  t.match(await of('before', time - 1), takenBack);
  t.equal(await of('before', time), null, 'issued after it');
  t.equal(await of('other', time - 1), null);
  t.equal(await of(undefined, time - 1), null);
  t.equal(await of('all', time, other), null, 'of another key');
});

t.test('certificates on a list are refused, and no others', async (t) => {
  const { pem, country } = await makeSigner();
  const { read, write } = issuerFolder(t, { 'DE.pem': pem });
  const certificate = makeEuCertificate(country, { vaccination: { ci } });
  t.equal(await showPass((await read()).trust, certificate), null);
  write('revoked/latvia.txt', 'URN:UVCI:01:LV:ANOTHER#1\n');
  write('revoked/germany.txt', `# May\r\n${ci}\r\n`);
  const { trust } = await read();
  t.match(await showPass(trust, certificate), takenBack);
  t.equal(await showPass(trust, makeEuCertificate(country)), null);
});

t.test('a list that cannot be read lets nobody in who may be on it', async (t) => {
  const { pem, country } = await makeSigner();
  const issuer = await makeIssuer();
  const certificate = makeEuCertificate(country, { vaccination: { ci } });
  const card = await makeCard(issuer);
  const broken: Record<string, [string, { card?: true; certificate?: true }]> = {
    'revoked/cut.json': ['{"kid": "', { card: true }],
    'revoked/legacy.json': ['{"kid":"k","method":"old","ctr":1,"rids":[]}', { card: true }],
    'revoked/error.txt': ['<html>', { certificate: true }],
    'revoked/empty.txt': ['', { certificate: true }],
    'revoked/remarks.txt': ['# nobody\n', { certificate: true }],
    'revoked/list.csv': [ci, { card: true, certificate: true }],
  };
  for (const [name, [content, refused]] of Object.entries(broken)) {
    await t.test(name, async (t) => {
      const { read } = issuerFolder(t, {
        ...{ 'DE.pem': pem, 'a.json': { issuer: issuer.iss, jwks: issuer.keySet } },
        [name]: content,
      });
      const { trust, mistakes } = await read();
      t.match(mistakes, [{ file: name }]);
      const ofCard = await showPass(trust, card);
      const ofCertificate = await showPass(trust, certificate);
      if (refused.card) t.match(ofCard, untrusted);
      else t.equal(ofCard, null);
      if (refused.certificate) t.match(ofCertificate, untrusted);
      else t.equal(ofCertificate, null);
    });
  }
});

t.test('a key whose issuer has a newer list than the one here is named', async (t) => {
  const issuer = await makeIssuer();
  const [key] = issuer.keySet.keys;
  const list = (ctr: number) => ({ kid: issuer.kid, method: 'rid', ctr, rids: ['a', 'b c'] });
  const { read, write } = issuerFolder(t, {
    'a.json': { issuer: issuer.iss, jwks: { keys: [{ ...key, crlVersion: 3 }] } },
  });
  const lacking = [{ issuer: issuer.iss, kid: issuer.kid }];
  t.same((await read()).withoutList, lacking, 'there is no list');
  write('revoked/a.json', list(2));
  t.same((await read()).withoutList, lacking, 'it is older');
  write('revoked/a.json', list(3));
  const { withoutList, unused } = await read();
  t.same(withoutList, []);
  t.match(unused, [{ file: 'revoked/a.json', text: /1 entries/ }]);
});
