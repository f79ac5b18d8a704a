/** Writes one element with definite length. */
export function writeTlv(tag: number, ...values: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(values);
  return Buffer.concat([tagBytes(tag), lengthBytes(value.length), value]);
}

function tagBytes(tag: number): Buffer {
  const hex = tag.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** The value of an object identifier, without tag. */
export function oidBytes(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left & 0x7f) | 0x80);
    }
    bytes.push(...groups);
  }
  return Buffer.from(bytes);
}

export function writeOid(oid: string): Buffer {
  return writeTlv(0x06, oidBytes(oid));
}

/** A non-negative number as big-endian bytes, left-padded to a size. */
export function numberBytes(value: bigint, size?: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  if (size === undefined || bytes.length === size) return bytes;
  if (bytes.length > size) throw new RangeError('number_too_large');
  return Buffer.concat([Buffer.alloc(size - bytes.length), bytes]);
}

export function writeInteger(value: bigint | number): Buffer {
  const bytes = numberBytes(BigInt(value));
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0;
  return writeTlv(0x02, isHigh ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

export function writeBitString(bytes: Uint8Array): Buffer {
  return writeTlv(0x03, Buffer.of(0), bytes);
}
