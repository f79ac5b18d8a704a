import { isUtf8 } from 'node:buffer';
import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { readChildren, unreadableError, type Tlv } from './read-ber.ts';

/** Walks over the elements of a SEQUENCE or SET in order. */
export class Fields {
  readonly #items: readonly Tlv[];
  readonly #subject: string;
  #at = 0;

  constructor(value: Uint8Array, subject: string, max?: number) {
    this.#items = readChildren(value, subject, max);
    this.#subject = subject;
  }

  /** The next element, which must have this tag. @throws {PassportError} `unreadable` */
  take(tag: number): Tlv {
    const item = this.optional(tag);
    if (!item) throw unreadableError(this.#subject);
    return item;
  }

  /** The next element when it has this tag. */
  optional(tag: number): Tlv | undefined {
    const item = this.#items[this.#at];
    if (item?.tag !== tag) return undefined;
    this.#at += 1;
    return item;
  }

  /** The next element of any tag. @throws {PassportError} `unreadable` */
  any(): Tlv {
    const item = this.#items[this.#at];
    if (!item) throw unreadableError(this.#subject);
    this.#at += 1;
    return item;
  }

  /** The elements that are left. */
  rest(): Tlv[] {
    const rest = this.#items.slice(this.#at);
    this.#at = this.#items.length;
    return rest;
  }
}

/** The object identifier in dotted form. @throws {PassportError} `unreadable` */
export function oidOf({ tag, value }: Tlv, subject: string): string {
  if (tag !== 0x06 || value.length === 0 || value.length > 32) throw unreadableError(subject);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of value) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 256) throw unreadableError(subject);
    if ((byte & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0;
  }
  if (((value.at(-1) ?? 0) & 0x80) !== 0) throw unreadableError(subject);
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** A non-negative INTEGER; negative ones are read as unsigned, because old certificates hold such numbers. */
export function integerOf({ tag, value }: Tlv, subject: string): bigint {
  if (tag !== 0x02 || value.length === 0 || value.length > 2_048) throw unreadableError(subject);
  return toBigInt(value);
}

export function smallIntegerOf(tlv: Tlv, subject: string): number {
  const value = integerOf(tlv, subject);
  if (value > 0x7fffffffn) throw unreadableError(subject);
  return Number(value);
}

export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The bytes of an OCTET STRING, which BER may cut into pieces. @throws {PassportError} `unreadable` */
export function octetsOf(tlv: Tlv, subject: string): Uint8Array {
  if (tlv.tag === 0x04) return tlv.value;
  if (tlv.tag !== 0x24) throw unreadableError(subject);
  const pieces = readChildren(tlv.value, subject, limits.pieces);
  if (pieces.some(({ tag }) => tag !== 0x04)) throw unreadableError(subject);
  return Buffer.concat(pieces.map(({ value }) => value));
}

/** The bytes of a BIT STRING without unused bits. @throws {PassportError} `unreadable` */
export function bitsOf({ tag, value }: Tlv, subject: string): Uint8Array {
  if (tag !== 0x03 || value[0] !== 0) throw unreadableError(subject);
  return value.subarray(1);
}

/** UTCTime or GeneralizedTime. @throws {PassportError} `unreadable` */
export function dateOfTime({ tag, value }: Tlv, subject: string): Date {
  const text = Buffer.from(value.subarray(0, 32)).toString('latin1');
  const short = tag === 0x17;
  const found = (
    short
      ? /^(\d\d)(\d{10}|\d{8})(?:Z|[+-]0000)$/
      : /^(\d{4})(\d{10}|\d{8})(?:\.\d+)?(?:Z|[+-]0000)$/
  ).exec(text);
  if (!found || (!short && tag !== 0x18)) throw unreadableError(subject);
  const [, yearText = '', rest = ''] = found;
  const year = short ? Number(yearText) + (Number(yearText) < 50 ? 2000 : 1900) : Number(yearText);
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = (rest.match(/\d\d/g) ?? []).map(
    Number,
  );
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // 31 February would become a day of March.
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || minute > 59 || second > 59) throw new PassportError('unreadable', subject);
  return date;
}

/** UTF-8 text without control characters; old documents have Latin-1. @throws {PassportError} `too_large` */
export function readUtf8(bytes: Uint8Array, maxBytes: number, subject: string): string {
  if (bytes.length > maxBytes) throw new PassportError('too_large', subject, 'text');
  const text = Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return text.normalize('NFC').replaceAll(/\p{C}/gu, '');
}
