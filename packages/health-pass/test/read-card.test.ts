import t from 'tap';
import { readKeySet } from '../issuers/read-keys.ts';
import { asCodes, daysAgo, makeCard, seconds } from '../lab/make-cards.ts';
import { makeIssuer } from '../lab/make-issuer.ts';
import { makeCertificateFor } from '../lab/make-chain.ts';
import { doorWith } from './door.ts';

const patient = {
  resource: {
    resourceType: 'Patient',
    name: [{ family: 'Example', given: ['Ada'] }],
    birthDate: '1985-12-10',
  },
};
const observation = { resource: { resourceType: 'Observation', status: 'final' } };
const immunization = (coding: { system?: string; code: string }[], date = daysAgo(60)) => ({
  resource: {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { coding },
    occurrenceDateTime: date,
  },
});
const cvx = 'http://hl7.org/fhir/sid/cvx';
const snomed = 'http://snomed.info/sct';
const icd11 = 'http://id.who.int/icd11/mms';

t.test('issuers who share a key are each believed, and nobody else with it', async (t) => {
  const first = await makeIssuer('https://a.example');
  const issuers = await Promise.all(
    ['https://a.example', 'https://b.example'].map((iss) => readKeySet(iss, first.keySet)),
  );
  const { says } = doorWith(...issuers);
  t.equal(await says(await makeCard(first)), null);
  t.equal(await says(await makeCard(first, { iss: 'https://b.example' })), null);
  t.match(await says(await makeCard(first, { iss: 'https://c.example' })), /is not trusted here/);
});

t.test('a card of another kind is called what it is', async (t) => {
  const issuer = await makeIssuer();
  const { says } = doorWith(await readKeySet(issuer.iss, issuer.keySet));
  const of = async (...entry: unknown[]) => says(await makeCard(issuer, { entry }));
  t.match(await of(patient, observation), /shows a test, and no vaccination/);
  const report = { resource: { resourceType: 'DiagnosticReport' } };
  t.match(await of(patient, report), /shows a test, and no vaccination/);
  t.match(await of(observation), /shows a test, and no vaccination/, 'whoever it is about');
  const condition = { resource: { resourceType: 'Condition' } };
  t.match(await of(patient, condition), /another kind/);
  const dose = immunization([{ system: cvx, code: '208' }]);
  t.match(await of(dose), /does not say whose it is/);
  t.match(await of(patient, patient, dose), /could not be read/);
  t.equal(await of(patient, observation, dose), null, 'a vaccination and a test');
});

t.test('a card that is signed in another way is refused', async (t) => {
  const issuer = await makeIssuer();
  const { says } = doorWith(await readKeySet(issuer.iss, issuer.keySet));
  const [, payload = '', signature = ''] = (await makeCard(issuer)).split('.');
  const header = { alg: 'ES256K', zip: 'DEF', kid: issuer.kid };
  const es256k = Buffer.from(JSON.stringify(header)).toString('base64url');
  t.match(await says(`${es256k}.${payload}.${signature}`), /not signed in the way/);
});

t.test('a key that does not fit its certificate is not used, and why is told', async (t) => {
  const { iss, keySet } = await makeIssuer();
  const [key = {}] = keySet.keys;
  const { kty = '', crv = '', x = '', y = '' } = key as Record<string, string>;
  const jwk = { kty, crv, x, y };
  const read = async (more: Record<string, unknown>) => {
    const other = await makeIssuer();
    const keys = [{ ...key, ...more }, ...other.keySet.keys];
    const { keys: used, unused } = await readKeySet(iss, { keys });
    return { used: used.length, why: unused[0]?.why ?? null };
  };
  const good = await makeCertificateFor(jwk, iss);
  t.same(await read({ x5c: good }), { used: 2, why: null });
  t.same(await read({ x5c: await makeCertificateFor(jwk, null) }), { used: 2, why: null });
  t.match(await read({ x5c: ['AAAA'] }), { used: 1, why: /cannot be read/ });
  t.match(await read({ x5c: [] }), { used: 1, why: /none, or too many/ });
  const [otherKey = {}] = (await makeIssuer()).keySet.keys;
  const another = await makeCertificateFor({ ...otherKey, kid: undefined }, iss);
  t.match(await read({ x5c: another }), { used: 1, why: /of another key/ });
  const ofAnother = await makeCertificateFor(jwk, 'https://elsewhere.example');
  t.match(await read({ x5c: ofAnother }), { used: 1, why: /of another issuer/ });
  const [leaf = ''] = good;
  const [, stranger = ''] = await makeCertificateFor(jwk, iss);
  t.match(await read({ x5c: [leaf, stranger] }), { used: 1, why: /do not sign each other/ });
  t.match(await read({ alg: 'ES256K' }), { used: 1, why: /signs no cards/ });
  await t.rejects(readKeySet(iss, { keys: [{ ...key, x5c: ['AAAA'] }] }), /cannot be read/);
});

t.test('codes beyond CVX count for the product that they mean', async (t) => {
  const issuer = await makeIssuer();
  const { says } = doorWith(await readKeySet(issuer.iss, issuer.keySet));
  const of = async (system: string, code: string, ...vaccines: string[]) =>
    says(await makeCard(issuer, { entry: [patient, immunization([{ system, code }])] }), {
      vaccines,
    });
  t.equal(await of(cvx, '0208', 'XM8NQ0'), null);
  t.equal(await of(snomed, '28581000087106', 'XM8NQ0'), null);
  t.equal(await of(snomed, '28581000087106', 'EU/1/20/1528'), null);
  t.equal(await of(icd11, 'XM8NQ0', 'EU/1/20/1528'), null);
  t.equal(await of(snomed, '31311000087104', '511'), null, 'CVX names the whole product here');
  t.match(await of(icd11, 'XM8NQ0', '208'), /enough doses/, 'a product is not one strength of it');
  t.match(await of(cvx, '218', '208'), /enough doses/, 'nor one strength another');
  t.match(await of(snomed, '28581000087106', 'XM3DT5'), /enough doses/);
  t.match(await of('http://codes.example', '208', '208'), /enough doses/, 'an unknown system');
  t.match(await of(snomed, '208', '208'), /enough doses/, 'no code of that system');
});

t.test(
  'a card of several codes ends, whichever is still held up, and so does the next',
  async (t) => {
    const issuer = await makeIssuer();
    const { walletOf } = doorWith(await readKeySet(issuer.iss, issuer.keySet));
    // Two cards made in the same second may share their whole first code.
    const codesOf = async (date: string) =>
      asCodes(await makeCard(issuer, { nbf: seconds(date), doses: [['208', date]] }), 2);
    const [a1 = '', a2 = ''] = await codesOf(daysAgo(90));
    const [b1 = '', b2 = ''] = await codesOf(daysAgo(60));
    const show = async (...codes: string[]) => {
      const wallet = walletOf({ doses: 2 });
      for (const code of codes) await wallet.showCode(code);
      return wallet.state;
    };
    const tooFew = { kind: 'refused', fault: 'not_enough_doses' };
    t.match(await show(a1, a2, a2, a2), tooFew, 'its last code is still held up');
    t.match(await show(a1, a2, a1), tooFew, 'or it is turned back');
    t.match(await show(a1, a2, a2, b1), { kind: 'incomplete' });
    t.match(await show(a1, a2, a2, b1, b2), { kind: 'enough' });
    t.match(await show(a2, a1, b2, b1), { kind: 'enough' }, 'in whatever order');
    t.match(await show(b1, a1, a2, b2, b1), { kind: 'enough' }, 'after one left unfinished');
    t.match(await show(a1, b2), { kind: 'refused', fault: 'tampered' }, 'codes of two cards');
  },
);
