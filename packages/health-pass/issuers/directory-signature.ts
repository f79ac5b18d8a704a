import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { IssuerError } from './issuer-error.ts';

/** A downloaded directory with its signature. */
interface Signed {
  file: Buffer;
  /** From a separate file; null: the first line of the directory, as in trust lists. */
  signature: Buffer | null;
  /** A certificate or a public key, PEM or DER. */
  signer: Buffer;
}

const hashes = ['sha256', 'sha384', 'sha512'];

/**
 * Verifies a directory's signature: RSA (PKCS #1) or an elliptic curve, with SHA-256, 384 or 512; in base64 or binary.
 *
 * @returns the SHA-256 of the signer's public key, in hex
 * @throws {IssuerError}
 */
export function checkSignature({ file, signature, signer }: Signed, now: Date): string {
  const key = keyOf(signer, now);
  const [content, found] = signature ? [file, signature] : firstLine(file);
  const tried = [found, fromBase64(found)];
  const isSigned = tried.some((bytes) => hashes.some((hash) => fits(hash, content, key, bytes)));
  if (!isSigned) {
    throw new IssuerError(
      'signature_wrong',
      'The signature does not fit: the directory was changed, or somebody else has signed it. Download both again, from where its publisher says.',
    );
  }
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex');
}

function keyOf(signer: Buffer, now: Date): KeyObject {
  const certificate = certificateIn(signer);
  if (certificate && new Date(certificate.validTo) < now) {
    throw new IssuerError(
      'signer_expired',
      `The certificate of who signs the directory ended on ${certificate.validTo}: ask its publisher for the new one.`,
    );
  }
  try {
    if (certificate) return certificate.publicKey;
    const isPem = signer.includes('-----BEGIN');
    return createPublicKey(isPem ? signer : { key: signer, format: 'der', type: 'spki' });
  } catch {
    throw new IssuerError(
      'signer_unreadable',
      'The signer is neither a certificate nor a public key (PEM or DER).',
    );
  }
}

function certificateIn(signer: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(signer);
  } catch {
    return null;
  }
}

function firstLine(file: Buffer): [content: Buffer, signature: Buffer] {
  const end = file.indexOf('\n');
  if (end < 0 || file.subarray(0, end).includes('{')) {
    throw new IssuerError(
      'signature_missing',
      'The directory has no signature on its first line. Give the one that is published beside it.',
    );
  }
  return [file.subarray(end + 1), file.subarray(0, end)];
}

function fromBase64(text: Buffer): Buffer {
  return Buffer.from(text.toString('latin1'), 'base64');
}

function fits(hash: string, content: Buffer, key: KeyObject, signature: Buffer): boolean {
  try {
    if (key.asymmetricKeyType !== 'ec') return verify(hash, content, key, signature);
    return (['der', 'ieee-p1363'] as const).some((dsaEncoding) =>
      verify(hash, content, { key, dsaEncoding }, signature),
    );
  } catch {
    return false;
  }
}
