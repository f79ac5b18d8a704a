/** Signatures in minisign's format, verified. */
import { createHash, createPublicKey, verify } from 'node:crypto';

// Two letters for the algorithm, eight bytes for the key's id, then the key or the signature.

export interface MinisignKey {
  id: Buffer;
  bytes: Buffer;
}

/** The key in a file that `minisign -G` made; null when there is none in it. */
export function readMinisignKey(content: Buffer): MinisignKey | null {
  const decoded = Buffer.from(lineOf(content, 1), 'base64');
  if (decoded.length !== 42 || decoded.toString('latin1', 0, 2) !== 'Ed') return null;
  return { id: decoded.subarray(2, 10), bytes: decoded.subarray(10) };
}

/** Whether the key signed this content, and the trusted comment with it. */
export function hasValidSignature(
  { id, bytes }: MinisignKey,
  content: Buffer,
  signatureFile: Buffer,
): boolean {
  const decoded = Buffer.from(lineOf(signatureFile, 1), 'base64');
  const global = Buffer.from(lineOf(signatureFile, 3), 'base64');
  const comment = lineOf(signatureFile, 2).replace(/^trusted comment: /, '');
  if (decoded.length !== 74 || global.length !== 64 || !decoded.subarray(2, 10).equals(id)) {
    return false;
  }
  const algorithm = decoded.toString('latin1', 0, 2);
  const signature = decoded.subarray(10);
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content;
  if (algorithm !== 'ED' && algorithm !== 'Ed') return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  // The comment may name a version, so it is signed together with the signature.
  const together = Buffer.concat([signature, Buffer.from(comment)]);
  return verify(null, signed, key, signature) && verify(null, together, key, global);
}

function lineOf(content: Buffer, number: number): string {
  return content.toString('utf8').split('\n')[number]?.trimEnd() ?? '';
}
