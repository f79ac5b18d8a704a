import { MobileDocumentError, readTrustList, type TrustList } from '#mobile-document';
import { oneLine } from '#base/text';
import { RefusalError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import {
  cscaListFacts,
  findCscaList,
  storedCscaLists,
  type CscaListRow,
} from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { normaliseFingerprint, storeTrustFile, type CscaImport } from './csca-import.ts';
import { isIntact, isOldCscaList } from './csca-lists.ts';
import { isTrust } from './wallet-lists.ts';

/**
 * Puts a list of issuers of documents in phones in force. The operator must name the certificate behind it, unless it is
 * the replaced list's.
 *
 * @throws {RefusalError} `unusable_list`, `unknown_authority`, `list_expired`, `older_list`
 */
export async function importWalletTrust(
  db: Db,
  cipher: TemplateCipher,
  { content, authority, mayBeExpired }: CscaImport,
  actor: string,
): Promise<CscaListRow> {
  const list = readFile(content);
  const publisher = `wallet:${oneLine(list.name, 60)}`;
  const present = await findCscaList(db, publisher);
  const known = [authority, present?.authority];
  if (!known.some((one) => one && normaliseFingerprint(one) === list.fingerprint)) {
    throw new RefusalError('unknown_authority', unknownWords(list), {
      authority: list.fingerprint,
    });
  }
  if (new Date() > list.until && !mayBeExpired) {
    const day = list.until.toISOString().slice(0, 10);
    throw new RefusalError(
      'list_expired',
      `The list was over on ${day}. Download a newer one, or say --expired.`,
    );
  }
  if (present && isOlder(list, readFile(present.content))) {
    throw new RefusalError(
      'older_list',
      'The list in force is newer than this one. Nothing was changed.',
    );
  }
  const facts = { publisher, kind: 'wallet', content, authority: list.fingerprint } as const;
  const authorities = list.authorities.length;
  return storeTrustFile(db, cipher, { ...facts, authorities, signerUntil: list.until }, actor);
}

function unknownWords({ kind, name, fingerprint }: TrustList): string {
  const compare = 'with what the publisher says, and repeat the command with --authority';
  return kind === 'vical'
    ? `The list is signed for "${oneLine(name, 200)}". Compare the fingerprint (SHA-256) of the certificate behind it ${compare} ${fingerprint}`
    : `Nobody signed the file with "${oneLine(name, 200)}". Compare the fingerprint (SHA-256) of its certificates ${compare} ${fingerprint}`;
}

/** Issuers are withdrawn by leaving them out, so an older list would trust them again. */
function isOlder(list: TrustList, present: TrustList): boolean {
  return list.issuedAt !== null && present.issuedAt !== null && list.issuedAt < present.issuedAt;
}

/** @throws {RefusalError} `unusable_list` */
function readFile(content: Uint8Array): TrustList {
  try {
    return readTrustList(content);
  } catch (error) {
    if (!(error instanceof MobileDocumentError)) throw error;
    const reason = error.code;
    const text = reasons[reason] ?? 'The file is no list of issuers (VICAL) and no certificate.';
    throw new RefusalError('unusable_list', `${text} Nothing was changed.`, { reason });
  }
}

const reasons: Partial<Record<MobileDocumentError['code'], string>> = {
  signature_invalid: 'The signature of the list is wrong: the file was altered or damaged.',
  signer_invalid: 'The certificates of the list do not vouch for its signer.',
  too_large: 'The list is larger than any that is published.',
};

/** A stored list, verified again, because another program may have changed the database. */
export interface StoredWalletList {
  row: CscaListRow;
  /** Null: the row was altered, so nothing in it is trusted. */
  list: TrustList | null;
  isOld: boolean;
}

export async function openWalletLists(
  db: Db,
  cipher: TemplateCipher,
  now: Date,
): Promise<StoredWalletList[]> {
  const rows = (await storedCscaLists(db)).filter(isTrust);
  return rows.map((row) => ({
    row,
    list: isIntact(row, cipher) ? contentsOf(row) : null,
    isOld: isOldCscaList(row, now),
  }));
}

function contentsOf({ content, authority }: CscaListRow): TrustList | null {
  const list = readTrustList(content);
  return list.fingerprint === authority ? list : null;
}

/** Another process imports lists, so the service looks for them. Milliseconds. */
const watchedEveryMs = 5000;

/** Tells whether documents in phones are believed from anybody, now and after each change. @returns stops it */
export function watchWalletTrust(db: Db, tell: (isTrusted: boolean) => void): () => void {
  const look = async () => {
    const facts = await cscaListFacts(db);
    tell(facts.some(isTrust));
  };
  // A store that does not answer changes nothing, and the next look tells.
  const watch = () => void look().catch(() => {});
  watch();
  const timer = setInterval(watch, watchedEveryMs).unref();
  return () => clearInterval(timer);
}
