import { deflateSync } from 'node:zlib';
import t from 'tap';
import { createSigner } from '#passport/lab/authority.ts';
import { certificateFingerprint, parseCertificate } from '#passport';
import { readStatusList, readTrustList } from '../index.ts';
import {
  answerWith,
  createStatusList,
  createVical,
  issueMobileDocument,
} from '../lab/issue-mobile-document.ts';
import { now, outcomeOf, state, transcript, trusting } from './answers.ts';

const provider = createSigner({ name: 'Provider' });
const lister = createSigner({ name: 'Lister' }, provider);
const { authority, signer } = state();
const codeOf = (run: () => unknown) => {
  try {
    run();
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

t.test('a signed list names its authorities and the certificate behind it', async (t) => {
  const nextUpdate = new Date('2026-12-31T00:00:00Z');
  const list = createVical([lister, provider], [authority.certificate, Buffer.from('junk')], {
    nextUpdate,
  });
  const read = readTrustList(list);
  t.match(read, { kind: 'vical', name: 'Specimen', issuedAt: new Date('2026-01-01T00:00:00Z') });
  t.equal(read.authorities.length, 1, 'an unusable certificate keeps nobody out');
  t.equal(read.fingerprint, certificateFingerprint(parseCertificate(provider.certificate)));
  t.same(read.until, nextUpdate);
  const altered = Buffer.from(list);
  altered[altered.length - 200]! ^= 1;
  t.equal(
    codeOf(() => readTrustList(altered)),
    'signature_invalid',
  );
  const stranger = createSigner({ name: 'Stranger' });
  const borrowed = createVical([stranger, provider], [authority.certificate]);
  t.equal(
    codeOf(() => readTrustList(borrowed)),
    'signer_invalid',
    'a chain that does not hold',
  );
});

t.test('certificates can be trusted without a list', async (t) => {
  const pem = (der: Buffer) =>
    `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const own = certificateFingerprint(parseCertificate(authority.certificate));
  t.match(readTrustList(authority.certificate), { kind: 'certificates', fingerprint: own });
  t.equal(readTrustList(Buffer.from(pem(authority.certificate))).fingerprint, own);
  const both = [pem(authority.certificate), pem(provider.certificate)];
  const two = readTrustList(Buffer.from(both.join('')));
  t.equal(two.authorities.length, 2);
  t.equal(
    readTrustList(Buffer.from(both.reverse().join(''))).fingerprint,
    two.fingerprint,
    'in any order',
  );
  for (const other of ['', 'text', '%PDF']) {
    t.equal(
      codeOf(() => readTrustList(Buffer.from(other))),
      'unreadable',
    );
  }
  t.equal(
    codeOf(() => readTrustList(Buffer.alloc(17_000_000))),
    'too_large',
  );
});

t.test('an issuer withdraws a document in a status list', async (t) => {
  const uri = 'https://issuer.example/statuslists/1';
  const trust = trusting(authority);
  const statuses = deflateSync(Buffer.of(0b0000_0100, 0));
  const { isWithdrawn } = readStatusList(createStatusList(signer, uri, statuses), trust, now);
  const outcome = (idx: number) => {
    const held = issueMobileDocument({ signer, status: { uri, idx } });
    return outcomeOf(answerWith(held, transcript), { trust, isWithdrawn });
  };
  t.equal(outcome(2), 'revoked');
  t.equal(outcome(3), 'genuine');
  t.equal(isWithdrawn({ uri, index: 900 }), null, 'not in the list');
  t.equal(isWithdrawn({ uri: `${uri}0`, index: 2 }), null, 'another list');
  const two = readStatusList(
    createStatusList(signer, uri, deflateSync(Buffer.of(0b0010_0000)), 2),
    trust,
    now,
  );
  t.same(
    [1, 2].map((index) => two.isWithdrawn({ uri, index })),
    [false, true],
    'two bits each',
  );
  const bomb = createStatusList(signer, uri, deflateSync(Buffer.alloc(30_000_000)));
  t.equal(
    codeOf(() => readStatusList(bomb, trust, now)),
    'too_large',
  );
  const stranger = createStatusList(state().signer, uri, statuses);
  t.equal(
    codeOf(() => readStatusList(stranger, trust, now)),
    'signer_invalid',
  );
});
