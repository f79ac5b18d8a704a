import t from 'tap';
import { writeInteger, writeOid, writeTlv } from '../ber/write-ber.ts';
import { oids } from '../ber/oids.ts';
import { groupOf } from '../domain/domain-parameters.ts';
import { readCom } from '../files/com.ts';
import { readDg1 } from '../files/dg1.ts';
import { readDg11 } from '../files/dg11.ts';
import { readCardAccess, readCardSecurity, readDg14 } from '../files/dg14.ts';
import { readDg15 } from '../files/dg15.ts';
import { readSod } from '../files/sod.ts';
import { sequence } from '../lab/der.ts';
import { createSigner } from '../lab/authority.ts';
import { smallestJpeg, writeSod } from '../lab/issue-document.ts';
import { PassportError } from '../errors.ts';
import { readDg2 } from '../portrait/dg2.ts';
import { readImage } from '../portrait/image.ts';
import { parseCertificate } from '../trust/certificate.ts';
import { readMasterList } from '../trust/master-list.ts';
import { readRevocationList } from '../trust/revocation-list.ts';
import { smallJpeg2000 } from './jpeg2000.ts';

// No document may make a parser allocate or compute beyond the limits.

const parsers: Record<string, { tag: number; parse: (bytes: Buffer) => unknown }> = {
  'EF.COM': { tag: 0x60, parse: readCom },
  'EF.SOD': { tag: 0x77, parse: readSod },
  'EF.CardAccess': { tag: 0x31, parse: readCardAccess },
  'EF.CardSecurity': { tag: 0x30, parse: readCardSecurity },
  DG1: { tag: 0x61, parse: readDg1 },
  DG2: { tag: 0x75, parse: readDg2 },
  DG11: { tag: 0x6b, parse: readDg11 },
  DG14: { tag: 0x6e, parse: readDg14 },
  DG15: { tag: 0x6f, parse: readDg15 },
  certificate: { tag: 0x30, parse: parseCertificate },
  CRL: { tag: 0x30, parse: readRevocationList },
  'master list': { tag: 0x30, parse: (bytes) => readMasterList(bytes, new Date()) },
};
const hostile: Record<string, (tag: number) => Buffer> = {
  'a length of 4 GB': (tag) => Buffer.of(tag, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30, 0x00),
  'a length of eight bytes': (tag) => Buffer.of(tag, 0x88, ...Buffer.alloc(8, 0xff)),
  'lengths that never end': (tag) => Buffer.concat([Buffer.of(tag, 0x80), repeated('3080', 400)]),
  'nesting that never ends': (tag) => writeTlv(tag, repeated('3080', 400)),
  '10,000 elements': (tag) => writeTlv(tag, repeated('0500', 10_000)),
  '10,000 groups of elements': (tag) => writeTlv(tag, repeated('30020500', 10_000)),
  '5 MB': (tag) => writeTlv(tag, Buffer.alloc(5_000_000)),
};

function repeated(hex: string, times: number): Buffer {
  return Buffer.from(hex.repeat(times), 'hex');
}

t.test('no structure makes a parser do more than refuse it', (t) => {
  for (const [name, { tag, parse }] of Object.entries(parsers)) {
    for (const [what, make] of Object.entries(hostile)) {
      t.throws(() => parse(make(tag)), PassportError, `${name}: ${what}`);
    }
  }
  t.end();
});

t.test('a security object that lists more data groups than there are', (t) => {
  const signer = createSigner({ name: 'DS' });
  const groups = new Map(Array.from({ length: 500 }, (_, i) => [i + 1, Buffer.alloc(0)]));
  t.throws(() => readSod(writeSod(signer, 'sha256', groups)), { code: 'too_large' });
  t.end();
});

t.test('a small picture that a decoder would make large', (t) => {
  const large = Buffer.from(smallJpeg2000);
  const size = (width: number, height: number) => {
    for (const at of [8, 24]) large.writeUInt32BE(width, at);
    for (const at of [12, 28]) large.writeUInt32BE(height, at);
    return large;
  };
  t.throws(() => readImage(size(0xffff_ffff, 0xffff_ffff)), { code: 'too_large' });
  t.throws(() => readImage(size(4096, 4096)), { code: 'too_large' });
  t.match(readImage(size(1200, 1600)), { width: 1200, height: 1600 });
  const jpeg = smallestJpeg();
  jpeg.writeUInt16BE(60_000, 7);
  t.throws(() => readImage(jpeg), { code: 'too_large' });
  t.end();
});

t.test('a small picture with more parts than a decoder has memory for', (t) => {
  const codingAt = smallJpeg2000.indexOf(Buffer.from('ff52', 'hex'));
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(smallJpeg2000);
    change(bytes);
    return () => readImage(bytes);
  };
  const large = (bytes: Buffer) => {
    bytes.writeUInt32BE(4096, 8);
    bytes.writeUInt32BE(1008, 12);
  };
  const tiles = changed((bytes) => {
    large(bytes);
    for (const at of [24, 28]) bytes.writeUInt32BE(8, at);
  });
  const layers = changed((bytes) => bytes.writeUInt16BE(65_535, codingAt + 6));
  const levels = changed((bytes) => bytes.writeUInt8(32, codingAt + 9));
  const blocks = changed((bytes) => {
    large(bytes);
    for (const at of [24, 28]) bytes.writeUInt32BE(4096, at);
    bytes.fill(0, codingAt + 10, codingAt + 12);
  });
  /** Precincts of one pixel, in the main header or in that of a tile. */
  const precincts = (at: number) => () => {
    const bytes = Buffer.from(smallJpeg2000);
    large(bytes);
    for (const place of [24, 28]) bytes.writeUInt32BE(4096, place);
    const coding = Buffer.from('ff52000f01020001010204040001000000', 'hex');
    readImage(Buffer.concat([bytes.subarray(0, at), coding, bytes.subarray(at)]));
  };
  const inTile = smallJpeg2000.indexOf(Buffer.from('ff90', 'hex')) + 12;
  const all = { tiles, layers, levels, 'code blocks': blocks, precincts: precincts(codingAt) };
  for (const [detail, read] of Object.entries(all)) {
    t.throws(read, { code: 'too_large', message: new RegExp(detail) }, detail);
  }
  t.throws(precincts(inTile), { code: 'too_large' }, 'precincts of one tile');
  const later = Buffer.from('ffd8ff01ffc0000b080040004001011100', 'hex');
  const jpeg = Buffer.concat([later, Buffer.alloc(32)]);
  t.throws(() => readImage(jpeg), { code: 'unreadable' }, 'a marker that decoders skip');
  t.end();
});

t.test('a box before the picture that holds a smaller one is no picture', (t) => {
  const signature = Buffer.from('0000000c6a5020200d0a870a', 'hex');
  const box = (type: string, content: Uint8Array) => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 + content.length);
    header.write(type, 4, 'latin1');
    return Buffer.concat([header, content]);
  };
  const huge = Buffer.from(smallJpeg2000);
  huge.writeUInt32BE(10_000, 8);
  const decoy = box('uuid', smallJpeg2000);
  const read = (...boxes: Buffer[]) => readImage(Buffer.concat([signature, ...boxes]));
  t.throws(() => read(decoy, box('jp2c', huge)), { code: 'too_large' });
  t.match(read(decoy, box('jp2c', smallJpeg2000)), { format: 'jpeg2000', width: 64, height: 64 });
  const toTheEnd = Buffer.concat([Buffer.from('000000006a703263', 'hex'), smallJpeg2000]);
  t.match(read(toTheEnd), { width: 64, height: 64 });
  const long = Buffer.from('000000016a7032630000000000000200', 'hex');
  t.match(read(Buffer.concat([long, smallJpeg2000])), { width: 64, height: 64 });
  t.throws(() => read(box('free', Buffer.alloc(0)), Buffer.alloc(40)), { code: 'unreadable' });
  t.end();
});

t.test('Diffie-Hellman parameters whose exponents take long, or prove nothing', (t) => {
  const p = (1n << 2047n) + 9n;
  const parameters = (q: bigint) =>
    Buffer.concat([
      writeOid(oids.dhPublicNumber),
      sequence(writeInteger(p), writeInteger(2n), writeInteger(q)),
    ]);
  t.equal(groupOf(parameters(1n << 200n), 'DG14').bits, 2048);
  for (const q of [0n, 1n, 1n << 100n, 1n << 8_000n]) {
    t.throws(() => groupOf(parameters(q), 'DG14'), { code: 'unsupported_algorithm' });
  }
  t.end();
});
