import { generateKeyPairSync } from 'node:crypto';
import { Tagged } from 'cborg';
import t from 'tap';
import { daysAgo } from '../lab/make-cards.ts';
import { makeEuCertificate, makeCountry, type Country } from '../lab/make-certificates.ts';
import type { Purpose } from '../trust.ts';
import { doorWith } from './door.ts';

/** A country whose signer may sign these only. */
function limited(...purposes: Purpose[]): Country {
  const country = makeCountry('AT');
  const keys = country.issuer.keys.map((key) => ({ ...key, purposes }));
  return { ...country, issuer: { ...country.issuer, keys } };
}

const germany = makeCountry('DE');
const event = { tg: '840539006', co: 'DE', is: 'Ministry of Examples', ci: 'URN:UVCI:01:DE:T#1' };
const test = [{ ...event, tt: 'LP6464-4', sc: '2021-10-09T12:03:12Z', tr: '260415000' }];
const recovery = [{ ...event, fr: '2021-01-10', df: '2021-02-20', du: '2021-07-09' }];

t.test('whoever signed it is trusted, whatever the token names as its issuer', async (t) => {
  const { says } = doorWith(germany.issuer, makeCountry('FR').issuer);
  for (const country of ['DE', 'CH BAG', 'CNAM', 'GG', 'Ministry of Health of Examples', 'FR']) {
    t.equal(await says(makeEuCertificate(germany, { country })), null, country);
  }
  const stranger = makeCountry('DE');
  t.match(await says(makeEuCertificate(stranger)), /is not trusted here/);
});

t.test('a signer signs what it is for, and nothing else', async (t) => {
  const vaccinations = limited('vaccination');
  const others = limited('test', 'recovery');
  const { says } = doorWith(
    { ...vaccinations.issuer, issuer: 'AT' },
    { ...others.issuer, issuer: 'BE' },
  );
  t.equal(await says(makeEuCertificate(vaccinations)), null);
  t.match(await says(makeEuCertificate(others)), /may not sign health passes of this kind/);
  const shown = makeEuCertificate(vaccinations, { change: { v: undefined, t: test } });
  t.match(await says(shown), /may not sign health passes of this kind/);
});

t.test('a test or a recovery is called what it is', async (t) => {
  const { says } = doorWith(germany.issuer);
  const of = (change: Record<string, unknown>) => says(makeEuCertificate(germany, { change }));
  t.match(await of({ v: undefined, t: test }), /shows a test, and no vaccination/);
  t.match(await of({ v: null, t: test, r: null }), /shows a test, and no vaccination/);
  t.match(await of({ v: [], r: recovery }), /shows a recovery, and no vaccination/);
  t.match(await of({ v: undefined }), /another kind/);
  const tagged = [{ ...test[0], sc: new Tagged(0, '2021-10-09T12:03:12Z') }];
  t.match(await of({ v: undefined, t: tagged }), /shows a test/, 'a time that is marked as one');
});

t.test('several events in one certificate are refused', async (t) => {
  const { says } = doorWith(germany.issuer);
  const of = (change: Record<string, unknown>) => says(makeEuCertificate(germany, { change }));
  const dose = (dn: number, dt: string) => ({ ...event, mp: 'EU/1/20/1528', dn, sd: 2, dt });
  const doses = [dose(1, daysAgo(90)), dose(2, daysAgo(60))];
  t.match(await of({ t: test }), /several certificates in one/);
  t.match(await of({ ver: '1.2.1', r: recovery }), /several certificates in one/);
  t.match(await of({ v: doses }), /several certificates in one/);
  t.match(await of({ ver: undefined, v: doses }), /several certificates in one/);
  t.equal(await of({ ver: '1.2.1', v: doses }), null, 'before release 1.3.0 there could be');
});

t.test('what is not written as it should be is refused, with the reason', async (t) => {
  const { says } = doorWith(germany.issuer);
  t.match(await says(makeEuCertificate(germany, {}, { plain: true })), /not packed/);
  const es256k = makeEuCertificate(germany, {}, { algorithm: -47 });
  t.match(await says(es256k), /not signed in the way/);
  t.equal(await says(makeEuCertificate(germany, {}, { algorithmIn: 'unprotected' })), null);
  const wrong = makeEuCertificate(germany, {}, { algorithm: -37, algorithmIn: 'unprotected' });
  t.match(await says(wrong), /not signed in the way/, 'the key says how it signs');
  const noDate = makeEuCertificate(germany, { vaccination: { dt: 'soon' } });
  t.match(await says(noDate), /could not be read/);
  t.match(await says(makeEuCertificate(germany, { birthDate: 'May' })), /could not be read/);
});

t.test('a dose without its number is a dose', async (t) => {
  const { says } = doorWith(germany.issuer);
  const numbered = (dn: number, sd = 2) => makeEuCertificate(germany, { vaccination: { dn, sd } });
  t.equal(await says(numbered(0)), null);
  t.match(await says(numbered(0), { doses: 2 }), /enough doses/);
  t.equal(await says(numbered(2), { doses: 2 }), null);
});

t.test('of a birth date without its month or day, the rest is compared', async (t) => {
  const { says } = doorWith(germany.issuer);
  for (const birthDate of [
    '1963',
    '1963-05',
    '1963-05-17',
    '1963-00',
    '1963-05-00',
    '1963-00-00',
  ]) {
    const certificate = makeEuCertificate(germany, { birthDate });
    t.equal(await says(certificate, {}, '1963-05-17'), null, birthDate);
    t.match(await says(certificate, {}, '1964-05-17'), /another birth date/, birthDate);
  }
  t.equal(await says(makeEuCertificate(germany, { birthDate: '' }), {}, '1963-05-17'), null);
});

t.test('a primary series is complete when the certificate says so', async (t) => {
  const { says } = doorWith(germany.issuer);
  const says2 = (dn: number, sd: number) =>
    says(makeEuCertificate(germany, { vaccination: { dn, sd } }), {
      doses: 2,
      completeSeries: true,
    });
  t.equal(await says2(2, 2), null);
  t.equal(await says2(1, 1), null, 'of a vaccine of one dose, or after a recovery');
  t.equal(await says2(3, 2), null, 'with a booster');
  t.match(await says2(1, 2), /enough doses/);
  t.match(await says2(2, 3), /enough doses/, 'as many as asked for, and not complete');
  t.match(await says2(1, 0), /enough doses/, 'it says nothing of a series');
  t.equal(await says2(2, 0), null);
});

t.test('a larger key signs with the same hash, or with its own', async (t) => {
  const spain = makeCountry('ES', 'ES256', {}, 'P-384');
  const { says } = doorWith(spain.issuer);
  t.equal(await says(makeEuCertificate(spain)), null);
  t.equal(await says(makeEuCertificate(spain, {}, { algorithm: -35 })), null, 'or with its own');
  const other = makeCountry('ES', 'ES256', {}, 'P-384');
  t.match(await says(makeEuCertificate({ ...spain, key: other.key })), /signature does not fit/);
});

t.test('a key of another curve is not taken for one that is used', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const country = { ...germany, key: privateKey };
  t.ok(publicKey);
  const { says } = doorWith(germany.issuer);
  t.match(await says(makeEuCertificate(country)), /signature does not fit/);
});
