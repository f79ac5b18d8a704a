import t from 'tap';
import { cipherNames } from '../crypto/cipher-suite.ts';
import { parseCertificate, readPassport, TrustStore } from '../index.ts';
import { createSigner } from '../lab/authority.ts';
import { issueDocument, type DocumentOptions, type PaceOffer } from '../lab/issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';

// Runs each cipher, curve, group and signature with the virtual chip.

t.setTimeout(0);
const now = new Date('2026-11-29T12:00:00Z');
const authority = createSigner({ name: 'CSCA' });
const signer = createSigner({ name: 'DS' }, authority);
const trust = new TrustStore([parseCertificate(authority.certificate)]);

function read(options: DocumentOptions) {
  const { image, accessKey } = issueDocument({ signer, ...options });
  const { transmit } = new VirtualChip(image);
  return readPassport({ transmit, accessKey, trust, now });
}

const offers: PaceOffer[] = cipherNames.flatMap((cipher) => [
  { mapping: 'GM', agreement: 'ecdh', cipher, parameterId: 13 },
  { mapping: 'IM', agreement: 'ecdh', cipher, parameterId: 12 },
  { mapping: 'GM', agreement: 'dh', cipher, parameterId: 0 },
  { mapping: 'IM', agreement: 'dh', cipher, parameterId: 0 },
]);
for (const id of [8, 9, 10, 11, 12, 14, 15, 16, 17, 18]) {
  offers.push({ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: id });
}
offers.push({ mapping: 'GM', agreement: 'dh', cipher: 'AES-128', parameterId: 1 });
offers.push({ mapping: 'GM', agreement: 'dh', cipher: 'AES-128', parameterId: 2 });
for (const offer of offers) {
  const { mapping, agreement, cipher, parameterId } = offer;
  t.test(`PACE ${agreement} ${mapping} ${cipher} ${parameterId}`, async (t) => {
    const passport = await read({ pace: [offer] });
    t.equal(passport.verdict, 'copy_not_excluded');
    t.match(passport.access, { protocol: 'PACE', mapping });
  });
}

for (const cipher of cipherNames) {
  for (const parameterId of [2, 11, 14]) {
    t.test(`chip authentication ${cipher} ${parameterId}`, async (t) => {
      const passport = await read({ chipAuthentication: { cipher, parameterId } });
      t.equal(passport.verdict, 'genuine');
      t.equal(passport.chipProof, 'chip_authentication');
    });
  }
}

t.test('signatures of each kind', async (t) => {
  const hashes = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
  const kinds = [
    ...hashes.map((hash) => ({ scheme: 'ecdsa', hash, curve: 'brainpoolP320r1' }) as const),
    ...hashes.map((hash) => ({ scheme: 'rsa', hash }) as const),
    ...hashes.map((hash) => ({ scheme: 'pss', hash }) as const),
    ...hashes.map((hash) => ({ scheme: 'plain', hash, curve: 'secp521r1' }) as const),
  ];
  const top = createSigner({ name: 'CSCA' });
  const store = new TrustStore([parseCertificate(top.certificate)]);
  for (const kind of kinds) {
    const own = createSigner({ name: 'DS', kind }, top);
    const { image, accessKey } = issueDocument({ signer: own, hash: kind.hash });
    const { transmit } = new VirtualChip(image);
    const { verdict } = await readPassport({ transmit, accessKey, trust: store, now });
    t.equal(verdict, 'copy_not_excluded', `${kind.scheme} ${kind.hash}`);
  }
});
