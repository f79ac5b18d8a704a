import { createHash } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { certificateFingerprint, parseCertificate, type Certificate } from './certificate.ts';
import { readMasterList } from './master-list.ts';
import { readRevocationList } from './revocation-list.ts';
import { TrustStore } from './trust-store.ts';
import type { TrustFileKind } from './trust-file.ts';

/** A stored file with the hash and the authority that it had when it was read. */
export interface SealedTrustFile {
  kind: TrustFileKind;
  /** In hex. */
  sha256: string;
  content: Uint8Array;
  authority: string;
}

/**
 * Builds the trust store for judging documents. Verifying the files takes long, so call this in a thread.
 *
 * @throws {PassportError} for an unreadable revocation list, because documents that it revokes would pass
 */
export function trustIn(lists: readonly SealedTrustFile[], now: Date): TrustStore {
  const certificates = (kind: TrustFileKind) =>
    lists.filter((list) => list.kind === kind).flatMap((list) => authoritiesIn(list, now) ?? []);
  const trust = new TrustStore(certificates('list'));
  trust.addLinks(certificates('link'));
  for (const list of lists.filter(({ kind }) => kind === 'revocations')) {
    if (!isAsSealed(list)) throw new PassportError('unreadable', 'CRL');
    trust.addRevocationList(readRevocationList(list.content));
  }
  return trust;
}

/** Returns the authorities in a file; null when its signature is no longer valid. */
export function authoritiesIn(list: SealedTrustFile, now: Date): Certificate[] | null {
  const { kind, content, authority } = list;
  if (!isAsSealed(list)) return null;
  try {
    if (kind === 'link') return [parseCertificate(content)];
    if (kind === 'revocations') return readRevocationList(content) && [];
    const { signerAuthority, certificates } = readMasterList(content, now);
    return certificateFingerprint(signerAuthority) === authority ? certificates : null;
  } catch (error) {
    if (error instanceof PassportError) return null;
    throw error;
  }
}

function isAsSealed({ content, sha256 }: SealedTrustFile): boolean {
  return createHash('sha256').update(content).digest('hex') === sha256;
}
