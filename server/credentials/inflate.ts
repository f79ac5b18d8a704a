import { promisify } from 'node:util';
import { inflate, inflateRaw } from 'node:zlib';
import { CredentialFault } from './credential.ts';

/** A card with a life's vaccinations has some 10 kB. */
const maxInflatedBytes = 256 * 1024;

const unpack = { raw: promisify(inflateRaw), zlib: promisify(inflate) };

/** @throws {CredentialFault} `too_large` as soon as more than 256 kB come out, `unreadable` */
export async function inflateLimited(
  bytes: Uint8Array,
  format: keyof typeof unpack,
): Promise<Buffer> {
  try {
    return await unpack[format](bytes, { maxOutputLength: maxInflatedBytes });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CredentialFault(isLarge ? 'too_large' : 'unreadable');
  }
}
