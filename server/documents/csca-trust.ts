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

/** A file whose seal is good. Its signature is verified again where it is read. */
export interface SealedCscaList {
  kind: CscaListKind;
  content: Uint8Array;
  authority: string;
}

/**
 * What documents are judged by. Verifying the files takes long: call it in a thread or a command.
 *
 * @throws {PassportError} for a revocation list that cannot be read, because what it withdraws would pass
 */
export function trustIn(lists: readonly SealedCscaList[], now: Date): TrustStore {
  const certificates = (kind: CscaListKind) =>
    lists.filter((list) => list.kind === kind).flatMap((list) => cscaCertificates(list, now) ?? []);
  const trust = new TrustStore(certificates('list'));
  trust.addLinks(certificates('link'));
  for (const { content } of lists.filter(({ kind }) => kind === 'revocations')) {
    trust.addRevocationList(readRevocationList(content));
  }
  return trust;
}

/** The authorities in a file; null when its signature is no longer good. */
export function cscaCertificates(
  { kind, content, authority }: SealedCscaList,
  now: Date,
): Certificate[] | null {
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
