import {
  MobileDocumentError,
  readStatusList,
  readTrustList,
  type StatusReference,
} from '#mobile-document';
import { TrustStore, type Certificate } from '#passport';

/**
 * Files as their publishers made them. A thread verifies them, because a list has hundreds of certificates or millions of
 * documents.
 */
export interface WalletFiles {
  /** Whom documents are believed from. */
  lists: { content: Uint8Array; authority: string }[];
  /** In what issuers withdraw documents. */
  statuses: { uri: string; content: Uint8Array }[];
}

/** The issuers that are believed. */
export function trustedIssuers({ lists }: Pick<WalletFiles, 'lists'>): TrustStore {
  const trusted = lists.flatMap(({ content, authority }) => {
    const list = readTrustList(content);
    return list.fingerprint === authority ? list.authorities : [];
  });
  return new TrustStore(trusted);
}

/** Returns what looks up a document in the list that it names; null: there is none that counts. */
export function withdrawalsIn(
  { statuses }: Pick<WalletFiles, 'statuses'>,
  trust: TrustStore,
  now: Date,
): (status: StatusReference, authority: Certificate) => boolean | null {
  return (status, authority) => {
    const named = statuses.find(({ uri }) => uri === status.uri);
    if (!named) return null;
    try {
      return readStatusList(named.content, trust, now).isWithdrawn(status, authority);
    } catch (error) {
      // Its signer may be trusted no more. That says nothing about the document.
      if (error instanceof MobileDocumentError) return null;
      throw error;
    }
  };
}
