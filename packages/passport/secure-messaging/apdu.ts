import { PassportError } from '../errors.ts';

/** A command of ISO/IEC 7816-4. `expected` is the number of response bytes that it asks for; without it, no LE byte is sent. */
export interface ChipCommand {
  cla?: number;
  ins: number;
  p1: number;
  p2: number;
  data?: Uint8Array;
  expected?: number;
}

export interface ChipResponse {
  data: Uint8Array;
  status: number;
}

/** Encodes a command, in extended form if a length does not fit a byte. */
export function encodeCommand({ cla = 0, ins, p1, p2, data, expected }: ChipCommand): Buffer {
  const header = Buffer.of(cla, ins, p1, p2);
  const size = data?.length ?? 0;
  const isExtended = size > 255 || (expected ?? 0) > 256;
  const parts: Uint8Array[] = [header];
  if (size > 0) parts.push(isExtended ? Buffer.of(0, size >> 8, size & 0xff) : Buffer.of(size));
  if (data) parts.push(data);
  if (expected !== undefined) {
    // The maximum length is written as zeros.
    if (!isExtended) parts.push(Buffer.of(expected & 0xff));
    else
      parts.push(Buffer.from([...(size > 0 ? [] : [0]), (expected >> 8) & 0xff, expected & 0xff]));
  }
  return Buffer.concat(parts);
}

/** Decodes a command in the virtual chip; null when its lengths are wrong. */
export function decodeCommand(apdu: Uint8Array): ChipCommand | null {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, first, high = 0, low = 0] = apdu;
  if (apdu.length < 4) return null;
  const command: ChipCommand = { cla, ins, p1, p2 };
  if (first === undefined) return command;
  const isExtended = first === 0 && apdu.length >= 7;
  const width = isExtended ? 2 : 1;
  const body = apdu.subarray(isExtended ? 5 : 4);
  if (body.length === width) return { ...command, expected: expectedOf(body) };
  const size = isExtended ? high * 256 + low : first;
  const data = body.subarray(width, width + size);
  const rest = body.subarray(width + size);
  if (size === 0 || data.length !== size) return null;
  if (rest.length === 0) return { ...command, data };
  return rest.length === width ? { ...command, data, expected: expectedOf(rest) } : null;
}

/** The length in LE bytes; zeros mean the maximum. */
export function expectedOf(bytes: Uint8Array): number {
  const [high = 0, low] = bytes;
  return low === undefined ? high || 256 : high * 256 + low || 65_536;
}

/** @throws {PassportError} `unreadable` */
export function decodeResponse(bytes: Uint8Array): ChipResponse {
  if (bytes.length < 2) throw new PassportError('unreadable', 'response');
  const [high = 0, low = 0] = bytes.subarray(-2);
  return { data: bytes.subarray(0, -2), status: high * 256 + low };
}

export function encodeResponse({ data, status }: ChipResponse): Buffer {
  return Buffer.concat([data, Buffer.of(status >> 8, status & 0xff)]);
}
