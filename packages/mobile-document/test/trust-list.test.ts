import t from 'tap';
import { createSigner } from '#passport/lab/authority.ts';
import { certificateFingerprint, parseCertificate } from '#passport';
import { readTrustList } from '../index.ts';
import { createVical } from '../lab/issue-mobile-document.ts';
import { codeOf, state } from './answers.ts';

const provider = createSigner({ name: 'Provider' });
const lister = createSigner({ name: 'Lister' }, provider);
const { authority } = state();

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
