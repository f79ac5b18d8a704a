import { createHash } from 'node:crypto';
import t from 'tap';
import { readTrustFile, trustIn, TrustStore, type TrustFile } from '../index.ts';
import { createMasterList, createRevocationList, createSigner } from '../lab/authority.ts';

const now = new Date();
const authority = createSigner({ country: 'UT' });
const lister = createSigner({ name: 'Lister', extendedUsages: ['2.23.136.1.1.3'] }, authority);
const masterList = createMasterList(
  lister,
  [authority.certificate],
  [lister.certificate, authority.certificate],
);
const stranger = createSigner({ name: 'Stranger' });

const nobody = () => new TrustStore([]);
const sealed = (file: TrustFile) => ({
  ...file,
  sha256: createHash('sha256').update(file.content).digest('hex'),
});

t.test('a master list is read with its authority, whom the caller compares', (t) => {
  const file = readTrustFile(masterList, nobody(), now);
  t.match(file, { kind: 'list', publisher: 'UT', authorities: 1 });
  t.equal(trustIn([sealed(file)], now).authorities.length, 1);
  t.same(trustIn([{ ...sealed(file), authority: 'another' }], now).authorities, []);
  t.same(trustIn([{ ...sealed(file), sha256: '' }], now).authorities, [], 'altered since');
  t.throws(() => readTrustFile(Buffer.from('no list'), nobody(), now), { code: 'list_unusable' });
  t.end();
});

t.test('a trusted authority has to sign revocations, in DER or PEM', (t) => {
  const trust = () => trustIn([sealed(readTrustFile(masterList, nobody(), now))], now);
  const der = createRevocationList(authority, [1n, 2n]);
  const pem = `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
  for (const content of [der, Buffer.from(pem)]) {
    t.match(readTrustFile(content, trust(), now), { kind: 'revocations', authorities: 2 });
  }
  const foreign = createRevocationList(stranger, [1n]);
  t.throws(() => readTrustFile(foreign, trust(), now), { code: 'revocations_untrusted' });
  const link = Buffer.from(stranger.certificate);
  t.throws(() => readTrustFile(link, trust(), now), { code: 'link_untrusted' });
  const file = sealed(readTrustFile(der, trust(), now));
  t.throws(() => trustIn([{ ...file, sha256: '' }], now), { code: 'unreadable' });
  t.end();
});
