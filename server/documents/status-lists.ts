import { createHash } from 'node:crypto';
import { MobileDocumentError, readStatusList, type StatusList } from '#mobile-document';
import { certificateFingerprint, type TrustStore } from '#passport';
import { oneLine } from '#base/text';
import { RefusalError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { findCscaList, storedCscaLists, type CscaListRow } from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { storeTrustFile } from './csca-import.ts';
import { isIntact } from './csca-lists.ts';
import { trustedIssuers } from './wallet-files.ts';
import { isStatusList, publisherOf, walletListsInForce } from './wallet-lists.ts';

const maxUriLength = 300;

/**
 * Puts a list of withdrawn documents in force. An issuer that is believed must have signed it, and it must be current.
 *
 * @throws {RefusalError} `unusable_list`, `unknown_authority`, `list_expired`, `older_list`
 */
export async function importStatusList(
  db: Db,
  cipher: TemplateCipher,
  content: Buffer,
  actor: string,
): Promise<CscaListRow> {
  const now = new Date();
  const trust = trustedIssuers(await walletListsInForce(db, cipher));
  const list = readFile(content, trust, now);
  checkDates(list, now);
  const publisher = publisherOf(list.uri);
  const present = await findCscaList(db, publisher);
  const before = present && contentsOf(present, trust, now);
  if (before && before.issuedAt > list.issuedAt) {
    throw new RefusalError(
      'older_list',
      'The list in force is newer than this one. Nothing was changed.',
    );
  }
  const sha256 = createHash('sha256').update(content).digest('hex');
  // A timer may import what has not changed, which is nothing for the audit record.
  if (present?.sha256 === sha256 && isIntact(present, cipher)) return present;
  const authority = certificateFingerprint(list.authority);
  const facts = { publisher, kind: 'wallet_status', content, authority } as const;
  const { entries: authorities, until: signerUntil } = list;
  return storeTrustFile(db, cipher, { ...facts, authorities, signerUntil }, actor);
}

/** @throws {RefusalError} `unusable_list`, `list_expired` */
function checkDates({ uri, issuedAt, until, isCurrent }: StatusList, now: Date): void {
  if (uri.length > maxUriLength || oneLine(uri) !== uri) {
    throw new RefusalError(
      'unusable_list',
      'The address of the list is none. Nothing was changed.',
    );
  }
  if (until <= now) {
    const text = `The list was over at ${until.toISOString()}. Download a newer one.`;
    throw new RefusalError('list_expired', text);
  }
  if (!isCurrent) {
    const text = `The list was signed at ${issuedAt.toISOString()}, which is yet to come. Look at the clock of this machine.`;
    throw new RefusalError('unusable_list', text);
  }
}

/** @throws {RefusalError} `unusable_list`, `unknown_authority` */
function readFile(content: Uint8Array, trust: TrustStore, now: Date): StatusList {
  try {
    return readStatusList(content, trust, now);
  } catch (error) {
    if (!(error instanceof MobileDocumentError)) throw error;
    const reason = error.code;
    if (reason === 'signer_invalid') throw new RefusalError('unknown_authority', unknown);
    const text = reasons[reason] ?? 'The file is no list of withdrawn documents.';
    throw new RefusalError('unusable_list', `${text} Nothing was changed.`, { reason });
  }
}

const unknown =
  'No issuer that is believed signed the list, or its certificate is over. Import its issuers first: vestibule wallet trust import.';

const reasons: Partial<Record<MobileDocumentError['code'], string>> = {
  signature_invalid: 'The signature of the list is wrong: the file was altered or damaged.',
  too_large: 'The list is larger than any that is published.',
};

/** A stored list, verified again, because another program may have changed the database. */
export interface StoredStatusList {
  row: CscaListRow;
  /** `unbelieved`: the issuers that are trusted now did not sign it. Only `good` lists count. */
  state: 'good' | 'over' | 'altered' | 'unbelieved';
}

export async function openStatusLists(
  db: Db,
  cipher: TemplateCipher,
  now: Date,
): Promise<StoredStatusList[]> {
  const trust = trustedIssuers(await walletListsInForce(db, cipher));
  const rows = (await storedCscaLists(db)).filter(isStatusList);
  return rows.map((row) => ({ row, state: stateOf(row, cipher, trust, now) }));
}

function stateOf(
  row: CscaListRow,
  cipher: TemplateCipher,
  trust: TrustStore,
  now: Date,
): StoredStatusList['state'] {
  if (!isIntact(row, cipher)) return 'altered';
  const list = contentsOf(row, trust, now);
  if (list === null) return 'unbelieved';
  return list.until > now ? 'good' : 'over';
}

function contentsOf({ content }: CscaListRow, trust: TrustStore, now: Date): StatusList | null {
  try {
    return readStatusList(content, trust, now);
  } catch (error) {
    if (error instanceof MobileDocumentError) return null;
    throw error;
  }
}
