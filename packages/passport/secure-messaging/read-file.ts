import { declaredLength, readTlv } from '../ber/read-ber.ts';
import { lengthBytes, numberBytes, writeTlv } from '../ber/write-ber.ts';
import { PassportError } from '../errors.ts';
import { statusError, type ChipConnection } from './chip-connection.ts';

/** Elementary files by the identifiers of 9303-10. */
export const fileIds = {
  cardAccess: 0x011c,
  cardSecurity: 0x011d,
  com: 0x011e,
  sod: 0x011d,
  dg1: 0x0101,
  dg2: 0x0102,
  dg11: 0x010b,
  dg14: 0x010e,
  dg15: 0x010f,
} as const;

/** Largest block in a short answer with either cipher: 256 bytes less cryptogram header, status and checksum. */
const shortBlock = 223;
/** The instruction for near reads has fifteen bits for the offset. */
const nearEnd = 0x7fff;
const notFound = new Set([0x6a82, 0x6a83, 0x6982, 0x6985, 0x6986, 0x6d00, 0x6e00, 0x6a86, 0x6b00]);

export interface FileRequest {
  id: number;
  /** The name in errors, for example `EF.SOD`. */
  subject: string;
  /** Upper limit of the file's length. */
  maxBytes: number;
  /** Bytes per command; more than 223 needs a chip and a reader with extended length. */
  blockBytes?: number;
}

/** Reads a file of the length in its first bytes; null when the chip has none or refuses it. @throws {PassportError} */
export async function readFile(chip: ChipConnection, request: FileRequest): Promise<Buffer | null> {
  const { id, subject, maxBytes, blockBytes = shortBlock } = request;
  const data = numberBytes(BigInt(id), 2);
  const { status } = await chip.send({ ins: 0xa4, p1: 0x02, p2: 0x0c, data });
  if (notFound.has(status)) return null;
  if (status !== 0x9000) throw statusError(subject, status);
  const start = await readBlock(chip, 0, 8, subject);
  const total = declaredLength(start, subject) ?? smallLength(start, subject);
  if (total > maxBytes) throw new PassportError('too_large', subject);
  const parts: Uint8Array[] = [start.subarray(0, total)];
  let offset = Math.min(start.length, total);
  while (offset < total) {
    // Far reads wrap the block in another element.
    const most = offset > nearEnd ? blockBytes - 8 : blockBytes;
    const part = await readBlock(chip, offset, Math.min(most, total - offset), subject);
    parts.push(part);
    offset += part.length;
  }
  return Buffer.concat(parts);
}

function smallLength(start: Uint8Array, subject: string): number {
  return readTlv(start, subject).raw.length;
}

async function readBlock(
  chip: ChipConnection,
  offset: number,
  length: number,
  subject: string,
): Promise<Uint8Array> {
  const isFar = offset > nearEnd;
  const command = isFar
    ? farRead(offset, length)
    : { ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, expected: length };
  let { data, status } = await chip.send(command);
  // 6Cxx gives the number of bytes available at this offset.
  if (status >> 8 === 0x6c) {
    ({ data, status } = await chip.send({ ...command, expected: status & 0xff }));
  }
  // The read reached the end of the file, so its bytes are complete.
  if (status !== 0x9000 && status !== 0x6282) throw statusError(subject, status);
  const block = isFar ? readTlv(data, subject).value : data;
  if (block.length === 0 || block.length > length) throw new PassportError('unreadable', subject);
  return block;
}

function farRead(offset: number, length: number) {
  const data = writeTlv(0x54, numberBytes(BigInt(offset)));
  const expected = length + 1 + lengthBytes(length).length;
  return { ins: 0xb1, p1: 0, p2: 0, data, expected };
}
