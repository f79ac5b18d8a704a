import fc from 'fast-check';
import t from 'tap';
import { createMasterList, createRevocationList, createSigner } from '../lab/authority.ts';
import { issueDocument, smallestJpeg, writeNewDg2 } from '../lab/issue-document.ts';
import { readOnly, readTlv } from '../ber/read-ber.ts';
import { cipherSuite } from '../crypto/cipher-suite.ts';
import { PassportError } from '../errors.ts';
import { readCom } from '../files/com.ts';
import { readDg1 } from '../files/dg1.ts';
import { readDg11 } from '../files/dg11.ts';
import { readCardAccess, readCardSecurity, readDg14 } from '../files/dg14.ts';
import { readDg15 } from '../files/dg15.ts';
import { readSod } from '../files/sod.ts';
import { decodeJpeg2000 } from '../portrait/decode-jpeg2000.ts';
import { readDg2 } from '../portrait/dg2.ts';
import { readImage } from '../portrait/image.ts';
import { decodeResponse } from '../secure-messaging/apdu.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import { SecureSession, sessionKeys } from '../secure-messaging/session.ts';
import { parseCertificate } from '../trust/certificate.ts';
import { readMasterList } from '../trust/master-list.ts';
import { readPublicKey } from '../trust/public-key.ts';
import { readRevocationList } from '../trust/revocation-list.ts';
import { smallJpeg2000 } from '../lab/small-jpeg2000.ts';

// A valid structure to change at random. The parser must return or throw a PassportError, and nothing else.

interface Target {
  sample: Uint8Array;
  parse: (bytes: Buffer) => unknown;
}

const now = new Date('2026-11-29T12:00:00Z');

function targets(): Record<string, Target> {
  const authority = createSigner();
  const lister = createSigner({ name: 'L', extendedUsages: ['2.23.136.1.1.3'] }, authority);
  const { image } = issueDocument({
    fullName: 'ERIKSSON<<ANNA',
    pace: [{ mapping: 'CAM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }],
    chipAuthentication: { cipher: 'AES-256', parameterId: 0 },
    activeAuthentication: 'rsa',
  });
  const file = (id: number) => image.files.get(id) ?? image.masterFiles.get(id) ?? Buffer.alloc(0);
  const master = (id: number) => image.masterFiles.get(id) ?? Buffer.alloc(0);
  const keys = sessionKeys(cipherSuite('AES-128'), Buffer.alloc(16));
  const response = new SecureSession(keys).protectResponse(
    { data: Buffer.alloc(30), status: 0x9000 },
    0xb0,
  );
  return {
    'EF.COM': { sample: file(fileIds.com), parse: readCom },
    'EF.SOD': { sample: file(fileIds.sod), parse: readSod },
    'EF.CardAccess': { sample: master(fileIds.cardAccess), parse: readCardAccess },
    'EF.CardSecurity': { sample: master(fileIds.cardSecurity), parse: readCardSecurity },
    DG1: { sample: file(fileIds.dg1), parse: readDg1 },
    DG2: { sample: file(fileIds.dg2), parse: readDg2 },
    'DG2 of ISO 39794': { sample: writeNewDg2(smallestJpeg()), parse: readDg2 },
    DG11: { sample: file(fileIds.dg11), parse: readDg11 },
    DG14: { sample: file(fileIds.dg14), parse: readDg14 },
    DG15: { sample: file(fileIds.dg15), parse: readDg15 },
    JPEG: { sample: smallestJpeg(), parse: readImage },
    'JPEG 2000': { sample: smallJpeg2000, parse: readImage },
    BER: {
      sample: Buffer.from('3080308002010530800000000000000000', 'hex'),
      parse: (bytes) => readTlv(bytes, 'x'),
    },
    certificate: { sample: authority.certificate, parse: parseCertificate },
    'public key': {
      sample: readOnly(file(fileIds.dg15), 0x6f, 'x').value,
      parse: (bytes) => readPublicKey(bytes, 'x'),
    },
    CRL: { sample: createRevocationList(authority, [1n, 2n]), parse: readRevocationList },
    'master list': {
      sample: createMasterList(lister, [authority.certificate]),
      parse: (bytes) => readMasterList(bytes, now),
    },
    response: {
      sample: response.data,
      parse: (bytes) => {
        const answer = decodeResponse(Buffer.concat([bytes, Buffer.of(0x90, 0)]));
        return new SecureSession(keys).openResponse(answer);
      },
    },
  };
}

const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), byte: fc.nat(255) }),
);
const changes = fc.array(change, { minLength: 0, maxLength: 6 });
interface Change {
  kind: 'set' | 'cut' | 'insert';
  at: number;
  byte: number;
}

function apply(sample: Uint8Array, list: readonly Change[]): Buffer {
  let bytes = Buffer.from(sample);
  for (const { kind, at, byte } of list) {
    // Lengths are in the headers, so these change more often.
    const place = at % Math.max(1, Math.min(bytes.length, at % 3 === 0 ? 24 : bytes.length));
    if (kind === 'set') bytes[place] = byte;
    else if (kind === 'cut') bytes = bytes.subarray(0, place);
    else bytes = Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place)]);
  }
  return bytes;
}

/** Runs each parser this often, and the picture decoder a fiftieth of it. */
export function fuzzAll(numRuns: number): void {
  for (const [name, { sample, parse }] of Object.entries(targets())) {
    t.test(name, async (t) => {
      const property = fc.property(changes, (list) =>
        onlyRefuses(() => parse(apply(sample, list))),
      );
      t.doesNotThrow(() => fc.assert(property, { numRuns, seed: 9303 }));
    });
  }
  t.test('JPEG 2000 decoder', async (t) => {
    const pixels = await decodeJpeg2000(readImage(smallJpeg2000));
    t.equal(pixels.data.length, 64 * 64 * 3);
    const property = fc.asyncProperty(changes, async (list) => {
      const bytes = apply(smallJpeg2000, list);
      await decodeJpeg2000({ format: 'jpeg2000', bytes, width: 64, height: 64 }).catch(onlyRefusal);
    });
    await fc.assert(property, { numRuns: Math.ceil(numRuns / 50), seed: 9303 });
    t.pass('every picture was decoded or refused');
  });
}

function onlyRefuses(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    onlyRefusal(error);
  }
}

function onlyRefusal(error: unknown): void {
  if (!(error instanceof PassportError)) throw error;
}
