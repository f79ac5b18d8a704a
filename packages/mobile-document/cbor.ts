import { decode, encode, Tagged } from 'cborg';
import { MobileDocumentError } from './errors.ts';

/** Tags that these structures use: times, dates, COSE_Sign1, embedded CBOR, and CBOR web tokens. */
export const tags = { time: 0, sign1: 18, embedded: 24, webToken: 61, date: 1004 } as const;

/**
 * Decodes CBOR whose size the caller has limited. Embedded CBOR stays bytes, so that digests cover what was received.
 *
 * @throws {MobileDocumentError} `unreadable`
 */
export function readCbor(bytes: Uint8Array, subject: string): unknown {
  try {
    const kept = Tagged.preserve(...Object.values(tags));
    return decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags: kept });
  } catch {
    // Deep nesting ends as a RangeError of the stack.
    throw new MobileDocumentError('unreadable', subject);
  }
}

/** @param known the keys that the map may have; without it, any */
export function mapOf(
  value: unknown,
  subject: string,
  known?: readonly unknown[],
): Map<unknown, unknown> {
  const isKnown = (map: Map<unknown, unknown>) =>
    !known || [...map.keys()].every((key) => known.includes(key));
  if (value instanceof Map && isKnown(value)) return value;
  throw new MobileDocumentError('unreadable', subject);
}

export function listOf(value: unknown, subject: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new MobileDocumentError('unreadable', subject);
  if (value.length > most) throw new MobileDocumentError('too_large', subject);
  return value;
}

export function bytesOf(value: unknown, subject: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new MobileDocumentError('unreadable', subject);
}

export function textOf(value: unknown, subject: string): string {
  if (typeof value === 'string') return value;
  throw new MobileDocumentError('unreadable', subject);
}

/** Embedded CBOR: the bytes that a digest or a signature covers, and their content. */
export interface Embedded {
  raw: Uint8Array;
  content: unknown;
}

export function embeddedIn(value: unknown, subject: string): Embedded {
  if (!(value instanceof Tagged) || value.tag !== tags.embedded) {
    throw new MobileDocumentError('unreadable', subject);
  }
  const inner = bytesOf(value.value, subject);
  return { raw: embed(inner), content: readCbor(inner, subject) };
}

/** Returns the encoding of embedded CBOR (RFC 8949, 3.4.5.1). */
export function embed(bytes: Uint8Array): Uint8Array {
  return encode(new Tagged(tags.embedded, bytes));
}

/** Reads a time (tag 0) or a date (tag 1004). @throws {MobileDocumentError} `unreadable` */
export function momentOf(value: unknown, subject: string): Date {
  const text = value instanceof Tagged ? (value.value as unknown) : value;
  const moment = new Date(typeof text === 'string' && text.length < 40 ? text : NaN);
  if (Number.isNaN(moment.getTime())) throw new MobileDocumentError('unreadable', subject);
  return moment;
}
