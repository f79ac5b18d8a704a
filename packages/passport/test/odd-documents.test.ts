import { sign, verify } from 'node:crypto';
import t from 'tap';
import { oids } from '../ber/oids.ts';
import { numberBytes, writeTlv } from '../ber/write-ber.ts';
import { dateOfTime, toBigInt } from '../ber/fields.ts';
import { readChildren, readTlv, type Tlv } from '../ber/read-ber.ts';
import { createKeys, createMasterList, createSigner, type Signer } from '../lab/authority.ts';
import { name, octets, sequence } from '../lab/der.ts';
import {
  issueDocument,
  smallestJpeg,
  writeSod,
  type DocumentOptions,
  type IssuedDocument,
} from '../lab/issue-document.ts';
import { VirtualChip, type ChipFaults } from '../virtual-chip/virtual-chip.ts';
import { parseCertificate, readMasterList, readPassport, TrustStore } from '../index.ts';
import { readDg2 } from '../portrait/dg2.ts';
import { readPublicKey } from '../trust/public-key.ts';
import { verifySignature } from '../trust/signature.ts';

// Forms that the standards allow or states use, but few documents have.

const now = new Date('2026-11-29T12:00:00Z');
const authority = createSigner({ name: 'CSCA' });
const signer = createSigner({ name: 'DS' }, authority);
const trust = trustIn(authority);

function trustIn(...authorities: Signer[]): TrustStore {
  return new TrustStore(authorities.map(({ certificate }) => parseCertificate(certificate)));
}

async function verdictOf(store: TrustStore, by: Signer) {
  const { image, accessKey } = issueDocument({ signer: by });
  const { transmit } = new VirtualChip(image);
  return (await readPassport({ transmit, accessKey, trust: store, now })).verdict;
}

function readWith(options: DocumentOptions, faults: (document: IssuedDocument) => ChipFaults) {
  const document = issueDocument({ signer, ...options });
  const { transmit } = new VirtualChip(document.image, faults(document));
  return readPassport({ transmit, accessKey: document.accessKey, trust, now });
}

t.test('a renewed certificate counts beside an expired one of the same key', async (t) => {
  const old = createSigner({ name: 'CSCA', until: new Date('2025-01-01T00:00:00Z') });
  const renewed = createSigner({ name: 'CSCA', privateKey: old.privateKey });
  for (const order of [
    [old, renewed],
    [renewed, old],
  ]) {
    const verdict = await verdictOf(trustIn(...order), createSigner({ name: 'DS' }, old));
    t.equal(verdict, 'copy_not_excluded');
  }
  t.equal(await verdictOf(trustIn(old), createSigner({ name: 'DS' }, old)), 'expired');
});

t.test('a signer and its authority count from the day on their certificates', async (t) => {
  const from = new Date('2026-11-30T00:00:00Z');
  const early = verdictOf(trust, createSigner({ name: 'DS', from }, authority));
  await t.rejects(early, { code: 'signer_invalid', subject: 'document signer' });
  const next = createSigner({ name: 'CSCA', from, privateKey: authority.privateKey });
  const by = createSigner({ name: 'DS' }, authority);
  await t.rejects(verdictOf(trustIn(next), by), { code: 'signer_invalid', subject: 'authority' });
  t.equal(await verdictOf(trustIn(next, authority), by), 'copy_not_excluded', 'the present one');
});

t.test('31 February is no date of a certificate', (t) => {
  const time = (text: string) =>
    dateOfTime(readTlv(writeTlv(0x17, Buffer.from(text)), 'time'), 'time');
  t.same(time('240229120000Z'), new Date('2024-02-29T12:00:00Z'));
  for (const text of ['240231120000Z', '230229120000Z', '241301120000Z', '240101126000Z']) {
    t.throws(() => time(text), { code: 'unreadable' }, text);
  }
  t.end();
});

t.test('a transport that throws at once has lost the chip', async (t) => {
  const transmit = () => {
    throw new Error('unplugged');
  };
  const { accessKey } = issueDocument({ signer });
  await t.rejects(readPassport({ transmit, accessKey, trust, now }), { code: 'chip_lost' });
});

t.test('a signer may name its authority otherwise, in the same country', async (t) => {
  const renamed = (country: string): Signer => ({
    ...authority,
    subjectName: name({ C: country, O: 'Republic of Utopia' }),
    keyIdentifier: Buffer.alloc(20, 1),
  });
  const by = createSigner({ name: 'DS' }, renamed('UT'));
  t.equal(await verdictOf(trust, by), 'copy_not_excluded');
  const strangerSigner = createSigner({ name: 'DS', country: 'UT' }, renamed('XU'));
  t.equal(await verdictOf(trust, strangerSigner), 'not_verified');
});

t.test('a master list in pieces of indefinite length', (t) => {
  const lister = createSigner({ name: 'L', extendedUsages: [oids.masterListSigner] }, authority);
  const list = createMasterList(
    lister,
    Array.from({ length: 700 }, () => authority.certificate),
    [authority.certificate],
  );
  t.equal(readMasterList(inPieces(list), now).certificates.length, 700);
  t.end();
});

/** Cuts the content of signed data into pieces of 1,000 bytes, like writers that do not know the length beforehand. */
function inPieces(list: Buffer): Buffer {
  const partsOf = (value: Uint8Array) => readChildren(value, 'list');
  const [oid, wrapper] = partsOf(readTlv(list, 'list').value);
  const [version, hashes, encapsulated, ...others] = partsOf(innerOf(wrapper).value);
  const [type, wrapped] = partsOf(encapsulated?.value ?? none);
  const content = innerOf(wrapped).value;
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += 1_000) {
    pieces.push(octets(content.subarray(at, at + 1_000)));
  }
  const rawOf = (part: Tlv | undefined) => part?.raw ?? none;
  const cut = indefinite(0x30, rawOf(type), indefinite(0xa0, indefinite(0x24, ...pieces)));
  const whole = [rawOf(version), rawOf(hashes), cut, ...others.map(rawOf)];
  return indefinite(0x30, rawOf(oid), indefinite(0xa0, indefinite(0x30, ...whole)));
}

const none = Buffer.alloc(0);

function innerOf(wrapper: Tlv | undefined): Tlv {
  return readTlv(wrapper?.value ?? none, 'list');
}

function indefinite(tag: number, ...parts: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]);
}

t.test('the authority of a list may be named otherwise by its signer', (t) => {
  const renamed = { ...authority, subjectName: name({ C: 'UT', O: 'Utopia' }) };
  const lister = createSigner({ name: 'L', extendedUsages: [oids.masterListSigner] }, renamed);
  const list = createMasterList(lister, [authority.certificate]);
  t.equal(readMasterList(list, now).signerAuthority.subject.text, 'C=UT, O=Specimen, CN=CSCA');
  t.end();
});

t.test('ECDSA numbers without the zero before a high bit', (t) => {
  const { publicKey, privateKey } = createKeys({ scheme: 'ecdsa', hash: 'sha256' });
  const key = readPublicKey(publicKey.export({ format: 'der', type: 'spki' }), 'key');
  const data = Buffer.from('data');
  const plain = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  // The negative of s is equally valid, and one of both has its high bit set.
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = toBigInt(plain.subarray(32));
  const high = numberBytes(s > order / 2n ? s : order - s, 32);
  const raw = sequence(writeTlv(0x02, plain.subarray(0, 32)), writeTlv(0x02, high));
  t.notOk(verify('sha256', data, publicKey, raw), 'OpenSSL refuses it');
  const algorithm = { kind: 'ecdsa', hash: 'sha256' } as const;
  t.ok(verifySignature(algorithm, key, data, raw));
  t.notOk(verifySignature(algorithm, key, Buffer.from('dota'), raw));
  const huge = sequence(writeTlv(0x02, Buffer.alloc(40, 1)), writeTlv(0x02, high));
  t.notOk(verifySignature(algorithm, key, data, huge));
  t.end();
});

t.test('active authentication with the negative of a signature', async (t) => {
  const options = { activeAuthentication: 'rsa' } as const;
  const negative = ({ image }: IssuedDocument): ChipFaults => ({
    answer: ({ ins }, response) => {
      const { n = '' } = image.activeAuthentication?.privateKey.export({ format: 'jwk' }) ?? {};
      const modulus = toBigInt(Buffer.from(n, 'base64url'));
      if (ins !== 0x88) return response;
      return { ...response, data: numberBytes(modulus - toBigInt(response.data), 256) };
    },
  });
  for (const hash of ['sha1', 'sha224', 'sha384'] as const) {
    t.equal((await readWith({ ...options, hash }, negative)).verdict, 'genuine');
  }
});

t.test('a chip that says how many bytes are left', async (t) => {
  const passport = await readWith({}, ({ image }) => {
    const lengths = [...image.files.values()].map(({ length }) => length);
    return {
      // Answers 6Cxx when the block passes the end of a file and the command asked for another length.
      answer: ({ ins, p1, p2, expected = 0 }, response) => {
        const left = response.data.length;
        const isEnd = ins === 0xb0 && lengths.includes(p1 * 256 + p2 + left) && expected === left;
        if (!isEnd || asked.has(p1 * 256 + p2)) return response;
        asked.add(p1 * 256 + p2);
        return { data: Buffer.alloc(0), status: 0x6c00 + left };
      },
    };
  });
  t.equal(passport.verdict, 'copy_not_excluded');
  t.ok(asked.size > 1);
});
const asked = new Set<number>();

t.test('a single face whose length counts something else', (t) => {
  const { image } = issueDocument({ portrait: smallestJpeg(300) });
  const dg2 = Buffer.from(image.files.get(0x0102) ?? []);
  const start = dg2.indexOf('FAC') + 14;
  for (const length of [0, 100, 0xffff_ffff]) {
    dg2.writeUInt32BE(length, start);
    t.equal(readDg2(dg2).bytes.length, 300);
  }
  t.end();
});

t.test('PACE names the domain parameters when a chip has several', async (t) => {
  const gm = { mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 12 } as const;
  const cam = { ...gm, mapping: 'CAM', parameterId: 13 } as const;
  const named = async (pace: DocumentOptions['pace']) => {
    const setups: Buffer[] = [];
    await readWith({ pace: pace ?? [] }, () => ({
      answer: ({ ins, data }, response) => {
        if (ins === 0x22) setups.push(Buffer.from(data ?? []));
        return response;
      },
    }));
    return setups.map((data) => data.subarray(-3).toString('hex'));
  };
  t.same(await named([gm, cam]), ['84010d']);
  t.same(await named([gm, { ...gm, mapping: 'IM' }]), ['830101']);
});

t.test('a security object of LDS version 1, with the versions after the hashes', async (t) => {
  const document = issueDocument({ signer });
  const files = [1, 2].map((id) => [id, document.image.files.get(0x0100 + id)] as const);
  const versions = sequence(
    writeTlv(0x13, Buffer.from('0108')),
    writeTlv(0x13, Buffer.from('040000')),
  );
  const all = new Map(files.map(([id, bytes]) => [id, bytes ?? Buffer.alloc(0)]));
  document.image.files.set(0x011d, writeSod(signer, 'sha1', all, versions));
  document.image.files.delete(0x011e);
  const { transmit } = new VirtualChip(document.image);
  const { accessKey } = document;
  const passport = await readPassport({ transmit, accessKey, trust, now });
  t.equal(passport.verdict, 'copy_not_excluded');
});
