import t from 'tap';
import { credentialFaults, type FaultCode } from '../credential.ts';
import { readKeySet } from '../issuers/read-keys.ts';
import { asCodes, claimsOf, daysAgo, makeCard, seconds } from '../lab/make-cards.ts';
import { makeIssuer } from '../lab/make-issuer.ts';
import { makeEuCertificate, makeCountry } from '../lab/make-certificates.ts';
import { doorWith, refusalOf } from './door.ts';

t.test('each reason for a refusal comes about, with its sentence', async (t) => {
  const issuer = await makeIssuer();
  const stranger = await makeIssuer('https://stranger.example');
  const country = makeCountry('DE');
  const testsOnly = makeCountry('AT');
  const trusted = await readKeySet(issuer.iss, issuer.keySet);
  const revoked = [{ identifier: 'gone', issuedBefore: null }];
  const revocations = [{ kid: issuer.kid, counter: 1, skipped: 0, revoked }];
  const { says, walletOf } = doorWith({ ...trusted, revocations }, country.issuer, {
    ...testsOnly.issuer,
    keys: testsOnly.issuer.keys.map((key) => ({ ...key, purposes: ['test'] as const })),
  });
  const event = { tg: '840539006', co: 'DE', is: 'Examples', ci: 'URN:UVCI:01:DE:T#1' };
  const tested = [{ ...event, tt: 'LP6464-4', sc: '2021-10-09T12:03:12Z', tr: '260415000' }];
  const recovered = [{ ...event, fr: '2021-01-10', df: '2021-02-20', du: '2021-07-09' }];
  const condition = { resource: { resourceType: 'Condition' } };
  const [patient, dose] = (
    claimsOf(issuer) as { vc: { credentialSubject: { fhirBundle: { entry: unknown[] } } } }
  ).vc.credentialSubject.fhirBundle.entry;
  const card = async (content: Parameters<typeof makeCard>[1] = {}) => makeCard(issuer, content);
  const certificate = (change: Record<string, unknown>) => makeEuCertificate(country, { change });
  const { vc } = claimsOf(issuer) as { vc: object };
  const [part = ''] = asCodes(await card(), 2);
  const [header, payload = '', signature] = (await card()).split('.');
  const changed = `${header}.${payload.slice(0, -8)}AAAAAAAA.${signature}`;
  const now = seconds(new Date());

  const read: Record<FaultCode, string | null> = {
    unreadable: await says(certificate({ dob: 'May' })),
    is_test: await says(certificate({ v: undefined, t: tested })),
    is_recovery: await says(certificate({ v: undefined, r: recovered })),
    no_vaccination: await says(await card({ entry: [patient, condition] })),
    nobody_named: await says(await card({ entry: [dose] })),
    several_events: await says(certificate({ t: tested })),
    not_packed: await says(makeEuCertificate(country, {}, { plain: true })),
    incomplete: await says(part),
    too_large: await says(`HC1:${'A'.repeat(100_000)}`),
    wrong_algorithm: await says(makeEuCertificate(country, {}, { algorithm: -47 })),
    unknown_issuer: await says(await makeCard(stranger)),
    wrong_purpose: await says(makeEuCertificate(testsOnly)),
    taken_back: await says(await card({ more: { vc: { ...vc, rid: 'gone' } } })),
    tampered: await says(changed),
    not_yet_valid: await says(await card({ nbf: now + 3600 })),
    expired: await says(await card({ exp: now - 3600 })),
    wrong_name: await says(await card({ family: 'Another' })),
    wrong_birth_date: await says(await card(), {}, '1990-01-01'),
    no_birth_date: await (async () => {
      const wallet = walletOf({}, null, true);
      await wallet.showCode(asCodes(await card())[0]!);
      return refusalOf(wallet);
    })(),
    not_enough_doses: await says(await card(), { doses: 2 }),
    too_long_ago: await says(await card({ doses: [['208', daysAgo(400)]] }), {
      atMostDaysAgo: 90,
    }),
  };
  t.same(read, credentialFaults);
});
