import { createHash, timingSafeEqual } from 'node:crypto';
import { Fields, octetsOf, smallIntegerOf } from '../ber/fields.ts';
import { hashBytes, oids, type HashName } from '../ber/oids.ts';
import { readSequence, readTlv } from '../ber/read-ber.ts';
import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { readHash } from '../trust/signature.ts';
import { openSignedData, type SignedData } from '../trust/signed-data.ts';

/** EF.SOD with a good signature: the hashes of all data groups. */
export interface SecurityObject {
  signedData: SignedData;
  hash: HashName;
  hashes: ReadonlyMap<number, Uint8Array>;
}

const subject = 'EF.SOD';
/** The standard's content type, its predecessors, and plain data, as China writes it. */
const contentTypes = new Set<string>([
  oids.ldsSecurityObject,
  oids.data,
  '1.2.528.1.1006.1.20.1',
  '1.3.27.1.1.1',
]);

/** Reads the document security object and verifies its signature (9303-10, 4.6.2). @throws {PassportError} */
export function readSod(bytes: Uint8Array): SecurityObject {
  if (bytes.length > limits.files.sod) throw new PassportError('too_large', subject);
  const outer = readTlv(bytes, subject);
  if (outer.tag !== 0x77) throw new PassportError('unreadable', subject);
  const signedData = openSignedData(outer.value, subject);
  if (!contentTypes.has(signedData.contentType)) {
    throw new PassportError('unreadable', subject, 'another content');
  }
  const fields = new Fields(readSequence(signedData.content, subject).value, subject);
  fields.take(0x02);
  const hash = readHash(fields.take(0x30), subject);
  const hashes = new Map<number, Uint8Array>();
  for (const item of new Fields(fields.take(0x30).value, subject, 16).rest()) {
    const pair = new Fields(item.value, subject);
    const number = smallIntegerOf(pair.take(0x02), subject);
    const value = octetsOf(pair.take(0x04), subject);
    const isWell = number >= 1 && number <= 16 && value.length === hashBytes[hash];
    if (!isWell || hashes.has(number)) throw new PassportError('unreadable', subject, 'hashes');
    hashes.set(number, value);
  }
  return { signedData, hash, hashes };
}

/** Compares a data group with its signed hash. @throws {PassportError} `data_group_missing` or `data_group_altered` */
export function checkDataGroup(
  { hash, hashes }: SecurityObject,
  number: number,
  bytes: Uint8Array,
): void {
  const expected = hashes.get(number);
  const name = `DG${number}`;
  // A data group that the signer does not list cannot be trusted.
  if (!expected) throw new PassportError('data_group_missing', name, 'not in EF.SOD');
  const actual = createHash(hash).update(bytes).digest();
  if (!timingSafeEqual(actual, expected)) throw new PassportError('data_group_altered', name);
}
