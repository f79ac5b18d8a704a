import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';

/** One element of BER or DER (ITU-T X.690): views of the bytes it was read from, no copies. */
export interface Tlv {
  /** All tag bytes as one number, for example `0x7f61`. */
  tag: number;
  value: Uint8Array;
  /** Tag, length and value, including the end marks of an indefinite length. */
  raw: Uint8Array;
}

/** Reads one element at the start; bytes after it are allowed. @throws {PassportError} `unreadable` */
export function readTlv(bytes: Uint8Array, subject: string): Tlv {
  return readAt(bytes, 0, subject, 0);
}

/** Reads one element that fills the bytes and has this tag. @throws {PassportError} `unreadable` or `too_large` */
export function readOnly(
  bytes: Uint8Array,
  tag: number,
  subject: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Tlv {
  if (bytes.length > maxBytes) throw new PassportError('too_large', subject);
  const tlv = readTlv(bytes, subject);
  if (tlv.tag !== tag || tlv.raw.length !== bytes.length) throw unreadableError(subject);
  return tlv;
}

/** Reads a SEQUENCE at the start; bytes after it are allowed. @throws {PassportError} `unreadable` */
export function readSequence(bytes: Uint8Array, subject: string): Tlv {
  const tlv = readTlv(bytes, subject);
  if (tlv.tag !== 0x30) throw unreadableError(subject);
  return tlv;
}

/** Reads the elements of a constructed value. @throws {PassportError} `unreadable` or `too_large` */
export function readChildren(
  value: Uint8Array,
  subject: string,
  max: number = limits.children,
): Tlv[] {
  const children: Tlv[] = [];
  let offset = 0;
  while (offset < value.length) {
    if (children.length >= max) throw new PassportError('too_large', subject, 'elements');
    const child = readAt(value, offset, subject, 0);
    children.push(child);
    offset += child.raw.length;
  }
  return children;
}

/** The length that the header declares, tag and length bytes included; null while more bytes are needed. */
export function declaredLength(start: Uint8Array, subject: string): number | null {
  if (start.length < 6) return null;
  const { length, valueStart } = readHeader(start, 0, subject);
  if (length === null) throw unreadableError(subject);
  return valueStart + length;
}

interface Header {
  tag: number;
  /** Null when indefinite. */
  length: number | null;
  valueStart: number;
}

function readHeader(bytes: Uint8Array, start: number, subject: string): Header {
  let at = start;
  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw unreadableError(subject);
    at += 1;
    return byte;
  };
  let tag = next();
  if ((tag & 0x1f) === 0x1f) {
    do {
      if (at - start > 3) throw unreadableError(subject);
      tag = tag * 256 + next();
    } while ((tag & 0x80) !== 0);
  }
  const first = next();
  if (first === 0x80) return { tag, length: null, valueStart: at };
  let length = first;
  if (first > 0x80) {
    const size = first & 0x7f;
    if (size > 4) throw unreadableError(subject);
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + next();
  }
  return { tag, length, valueStart: at };
}

function readAt(bytes: Uint8Array, start: number, subject: string, depth: number): Tlv {
  if (depth > limits.depth) throw new PassportError('too_large', subject, 'nesting');
  const { tag, length, valueStart } = readHeader(bytes, start, subject);
  if (length !== null) {
    const end = valueStart + length;
    if (end > bytes.length) throw unreadableError(subject);
    return { tag, value: bytes.subarray(valueStart, end), raw: bytes.subarray(start, end) };
  }
  if (!isConstructed(tag)) throw unreadableError(subject);
  let at = valueStart;
  let count = 0;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    count += 1;
    if (count > limits.pieces) throw new PassportError('too_large', subject, 'elements');
    at += readAt(bytes, at, subject, depth + 1).raw.length;
  }
  return { tag, value: bytes.subarray(valueStart, at), raw: bytes.subarray(start, at + 2) };
}

function isConstructed(tag: number): boolean {
  let first = tag;
  while (first > 0xff) first = Math.floor(first / 256);
  return (first & 0x20) !== 0;
}

export function unreadableError(subject: string, detail?: string): PassportError {
  return new PassportError('unreadable', subject, detail);
}
