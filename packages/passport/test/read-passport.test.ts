import t from 'tap';
import { createMasterList, createRevocationList, createSigner } from '../lab/authority.ts';
import { borrowCard } from '../lab/faults.ts';
import {
  issueDocument,
  smallestJpeg,
  writeNewDg2,
  type DocumentOptions,
} from '../lab/issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';
import {
  parseCertificate,
  readMasterList,
  readPassport,
  readRevocationList,
  TrustStore,
  type Stage,
} from '../index.ts';

// Whole sessions with the virtual chip.

const now = new Date('2026-11-29T12:00:00Z');
const authority = createSigner({ name: 'CSCA' });
const signer = createSigner({ name: 'DS' }, authority);
const trust = new TrustStore([parseCertificate(authority.certificate)]);

function read(options: DocumentOptions = {}, more: { blockBytes?: number } = {}) {
  const { image, accessKey } = issueDocument({ signer, ...options });
  const { transmit } = new VirtualChip(image);
  return readPassport({ transmit, accessKey, trust, now, ...more });
}

t.test('basic access control without a proof of the chip', async (t) => {
  const passport = await read({ fullName: 'ERIKSSON<<ÅNNA' });
  t.equal(passport.verdict, 'copy_not_excluded');
  t.same(passport.access, { protocol: 'BAC' });
  t.equal(passport.mrz.primaryIdentifier, 'ERIKSSON');
  t.same(passport.details?.fullName, { primary: 'ERIKSSON', secondary: 'ÅNNA' });
  t.match(passport.portrait, { format: 'jpeg', width: 413, height: 531 });
});

t.test('PACE', async (t) => {
  for (const [agreement, parameterId] of [
    ['ecdh', 13],
    ['dh', 0],
  ] as const) {
    for (const mapping of ['GM', 'IM'] as const) {
      const passport = await read({
        pace: [{ mapping, agreement, cipher: 'AES-128', parameterId }],
      });
      t.equal(passport.verdict, 'copy_not_excluded');
      t.match(passport.access, { protocol: 'PACE', mapping });
    }
  }
});

t.test('PACE with chip authentication mapping proves the chip', async (t) => {
  for (const cipher of ['AES-128', 'AES-256'] as const) {
    const pace = [{ mapping: 'CAM', agreement: 'ecdh', cipher, parameterId: 13 }] as const;
    const passport = await read({ pace });
    t.equal(passport.verdict, 'genuine');
    t.equal(passport.chipProof, 'pace_cam');
  }
});

t.test('after PACE-CAM, the chip authentication that DG14 promises runs, too', async (t) => {
  const pace = [{ mapping: 'CAM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }] as const;
  const chipAuthentication = { cipher: 'AES-128', parameterId: 13 } as const;
  for (const keyIds of [undefined, { card: 13, dg14: 195 }]) {
    const options = { pace, chipAuthentication, ...(keyIds && { keyIds }) };
    t.match(await read(options), { verdict: 'genuine', chipProof: 'pace_cam' });
  }
});

t.test('PACE-CAM proves no document whose signed files do not promise it', async (t) => {
  const document = issueDocument({ signer });
  borrowCard(document);
  const { transmit } = new VirtualChip(document.image);
  const { accessKey } = document;
  const passport = await readPassport({ transmit, accessKey, trust, now });
  t.match(passport, { verdict: 'copy_not_excluded', chipProof: null });
});

t.test('chip authentication', async (t) => {
  for (const [cipher, parameterId] of [
    ['3DES', 11],
    ['AES-128', 13],
    ['AES-256', 0],
  ] as const) {
    const passport = await read({ chipAuthentication: { cipher, parameterId } });
    t.equal(passport.verdict, 'genuine');
    t.equal(passport.chipProof, 'chip_authentication');
  }
});

t.test('active authentication', async (t) => {
  for (const activeAuthentication of ['rsa', 'ecdsa'] as const) {
    for (const hash of ['sha1', 'sha256', 'sha512'] as const) {
      const passport = await read({ activeAuthentication, hash });
      t.equal(passport.chipProof, 'active_authentication');
    }
  }
});

t.test('a card access number opens PACE', async (t) => {
  const pace = [{ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }] as const;
  const { image } = issueDocument({ signer, pace, can: '500540' });
  const { transmit } = new VirtualChip(image);
  const accessKey = { kind: 'can', can: '500540' } as const;
  const passport = await readPassport({ transmit, accessKey, trust, now });
  t.equal(passport.verdict, 'copy_not_excluded');
});

t.test('long files, in short and in extended length', async (t) => {
  const portrait = smallestJpeg(70_000);
  const short = await read({ portrait });
  t.ok(Buffer.from(short.portrait.bytes).equals(portrait));
  const long = await read({ portrait }, { blockBytes: 4_000 });
  t.ok(Buffer.from(long.portrait.bytes).equals(portrait));
  t.ok(long.commands < 60);
});

t.test('the newer coding of portraits', async (t) => {
  const portrait = smallestJpeg(2_000);
  const { image, accessKey } = issueDocument({ signer });
  const { writeSod } = await import('../lab/issue-document.ts');
  const dg1 = image.files.get(0x0101) ?? Buffer.alloc(0);
  const dg2 = writeNewDg2(portrait);
  image.files.set(0x0102, dg2);
  image.files.set(
    0x011d,
    writeSod(
      signer,
      'sha256',
      new Map([
        [1, dg1],
        [2, dg2],
      ]),
    ),
  );
  const { transmit } = new VirtualChip(image);
  const passport = await readPassport({ transmit, accessKey, trust, now });
  t.ok(Buffer.from(passport.portrait.bytes).equals(portrait));
});

t.test('progress', async (t) => {
  const stages: Stage[] = [];
  const { image, accessKey } = issueDocument({
    signer,
    activeAuthentication: 'ecdsa',
    fullName: 'A<<B',
  });
  const { transmit } = new VirtualChip(image);
  await readPassport({
    transmit,
    accessKey,
    trust,
    now,
    onProgress: (stage) => stages.push(stage),
  });
  t.same(stages, ['access', 'signature', 'holder', 'chip', 'details', 'portrait']);
});

t.test('verdicts', async (t) => {
  const { image, accessKey } = issueDocument({
    signer,
    chipAuthentication: { cipher: 'AES-128', parameterId: 13 },
  });
  const readWith = (store: TrustStore, at = now) =>
    readPassport({ transmit: new VirtualChip(image).transmit, accessKey, trust: store, now: at });
  const unknown = await readWith(new TrustStore());
  t.equal(unknown.verdict, 'not_verified');
  t.match(unknown.missingAuthority, { country: 'UT', name: 'C=UT, O=Specimen, CN=CSCA' });
  const late = await readWith(trust, new Date('2034-04-16T00:00:00Z'));
  t.match(late, { verdict: 'expired', expired: 'document' });
  t.equal((await readWith(trust, new Date('2034-04-15T23:00:00Z'))).verdict, 'genuine');
  const revoking = new TrustStore(trust.authorities);
  t.ok(
    revoking.addRevocationList(
      readRevocationList(createRevocationList(authority, [signer.serial])),
    ),
  );
  t.equal((await readWith(revoking)).verdict, 'revoked');
  const foreign = createSigner({ name: 'CSCA', country: 'UT' });
  t.notOk(revoking.addRevocationList(readRevocationList(createRevocationList(foreign, [1n]))));
});

t.test('signatures', async (t) => {
  const kinds = [
    { scheme: 'pss', hash: 'sha256' },
    { scheme: 'rsa', hash: 'sha1' },
    { scheme: 'plain', hash: 'sha384', curve: 'brainpoolP320r1' },
  ] as const;
  for (const kind of kinds) {
    const passport = await read({
      signer: createSigner({ name: 'DS', kind }, authority),
      hash: kind.hash,
    });
    t.equal(passport.verdict, 'copy_not_excluded', kind.scheme);
  }
});

t.test('master lists and link certificates', async (t) => {
  const publisher = createSigner({ name: 'List CSCA' });
  const lister = createSigner(
    { name: 'List signer', extendedUsages: ['2.23.136.1.1.3'] },
    publisher,
  );
  const list = createMasterList(
    lister,
    [authority.certificate, signer.certificate, Buffer.of(5, 0)],
    [publisher.certificate],
  );
  const read = readMasterList(list, now);
  t.equal(read.certificates.length, 1);
  t.equal(read.skipped, 2, 'a signer of documents is no authority');
  t.equal(read.signerAuthority.subject.text, 'C=UT, O=Specimen, CN=List CSCA');
  const altered = Buffer.from(list);
  altered[altered.indexOf('Specimen')] = 0x73;
  t.throws(() => readMasterList(altered, now), { code: 'signature_invalid' });
  const unfit = createMasterList(signer, [authority.certificate], [authority.certificate]);
  t.throws(() => readMasterList(unfit, now), { code: 'signer_invalid' });
  t.ok(readMasterList(list, new Date('2041-01-01')).isSignerExpired);

  const next = createSigner({ name: 'CSCA', isAuthority: true }, authority);
  const stranger = createSigner({ name: 'CSCA' });
  const store = new TrustStore(trust.authorities);
  const links = [next, stranger, signer].map(({ certificate }) => parseCertificate(certificate));
  t.equal(store.addLinks(links).length, 1);
  const { image, accessKey } = issueDocument({ signer: createSigner({ name: 'DS' }, next) });
  const { transmit } = new VirtualChip(image);
  t.equal(
    (await readPassport({ transmit, accessKey, trust: store, now })).verdict,
    'copy_not_excluded',
  );
});

t.test('a security object with plain data, as China writes it', async (t) => {
  const { image, accessKey } = issueDocument({ signer, sodContent: '1.2.840.113549.1.7.1' });
  const { transmit } = new VirtualChip(image);
  t.equal((await readPassport({ transmit, accessKey, trust, now })).verdict, 'copy_not_excluded');
});

t.test('a forged authority is refused, and not told as a missing one', async (t) => {
  const forged = createSigner({ name: 'CSCA' });
  // A careful forger also copies the identifier of the true key.
  for (const issuer of [{ ...forged, keyIdentifier: authority.keyIdentifier }, forged]) {
    const document = issueDocument({ signer: createSigner({ name: 'DS' }, issuer) });
    const { transmit } = new VirtualChip(document.image);
    const session = readPassport({ transmit, accessKey: document.accessKey, trust, now });
    if (issuer === forged) t.equal((await session).verdict, 'not_verified');
    else await t.rejects(session, { code: 'signer_invalid' });
  }
});
