import { createHash } from 'node:crypto';
import {
  certificateFingerprint,
  parseCertificate,
  PassportError,
  readMasterList,
  readRevocationList,
  TrustStore,
  type Certificate,
} from '../../packages/passport/index.ts';
import type { CscaListKind } from '../store/tables/csca-lists.ts';

/** A file with a valid seal. The reader of the file verifies its hash and signature. */
export interface SealedCscaList {
  kind: CscaListKind;
  sha256: string;
  content: Uint8Array;
  authority: string;
}

/**
 * Builds the trust store for judging documents. Verifying the files takes long, so call this in a thread or a command.
 *
 * @throws {PassportError} for an unreadable revocation list, because documents that it revokes would pass
 */
export function trustIn(lists: readonly SealedCscaList[], now: Date): TrustStore {
  const certificates = (kind: CscaListKind) =>
    lists.filter((list) => list.kind === kind).flatMap((list) => cscaCertificates(list, now) ?? []);
  const trust = new TrustStore(certificates('list'));
  trust.addLinks(certificates('link'));
  for (const list of lists.filter(({ kind }) => kind === 'revocations')) {
    if (!isAsSealed(list)) throw new PassportError('unreadable', 'CRL');
    trust.addRevocationList(readRevocationList(list.content));
  }
  return trust;
}

/** Returns the authorities in a file; null when its signature is no longer valid. */
export function cscaCertificates(list: SealedCscaList, now: Date): Certificate[] | null {
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

/** Hashing a list takes milliseconds, so the event loop only opens the seal. */
function isAsSealed(list: SealedCscaList): boolean {
  return sha256(list.content) === list.sha256;
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
