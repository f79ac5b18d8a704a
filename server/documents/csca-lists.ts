import {
  authoritiesIn,
  type Certificate,
  type SealedTrustFile,
  type TrustFileKind,
} from '#passport';
import { recordEvent } from '../audit/record.ts';
import type { DocumentSource } from '../protocol/document-messages.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  cscaListFacts,
  deleteCscaList,
  storedCscaLists,
  type CscaListRow,
} from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';

/** States add authorities and revoke keys, so an older list may lack some. */
const maxAgeDays = 90;

/** Removes a publisher's list. @returns whether there was one */
export function removeCscaList(db: Db, publisher: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteCscaList(transaction, publisher))) return false;
    await recordEvent(transaction, { action: 'csca_list_removed', actor, subject: publisher });
    return true;
  });
}

/** The lists in force for judging documents, and their revision. */
export interface CscaListsInForce {
  lists: SealedTrustFile[];
  /** Differs after each change. */
  revision: string;
}

/** Reads the lists in force. The thread that reads the chip verifies them, because that takes long. */
export async function cscaListsInForce(db: Db, cipher: TemplateCipher): Promise<CscaListsInForce> {
  const rows = await storedCscaLists(db);
  // An altered list gets no valid hash: its authorities are not trusted, and altered revocations let nobody pass.
  const lists = rows
    .filter(isOfPassports)
    .map((row) => (isIntact(row, cipher) ? row : { ...row, sha256: '' }));
  return { lists, revision: revisionOf('chip', rows) };
}

type OfPassports = CscaListRow & { kind: TrustFileKind };

export function isOfPassports<Row extends Pick<CscaListRow, 'kind'>>(
  row: Row,
): row is Row & Pick<OfPassports, 'kind'> {
  return row.kind !== 'wallet' && row.kind !== 'wallet_status';
}

/**
 * Whether the files that judged a document are still in force.
 * @param db the store, or the transaction that stores an approval
 * @param revision of the files that judged it
 */
export async function isRevisionInForce(db: Db, revision: string): Promise<boolean> {
  const rows = await cscaListFacts(db);
  return [revisionOf('chip', rows), revisionOf('phone', rows)].includes(revision);
}

/** Names the files that judge documents from there. Files for phones, which come often, do not concern a chip. */
export function revisionOf(
  from: DocumentSource,
  rows: readonly Pick<CscaListRow, 'kind' | 'publisher' | 'sha256'>[],
): string {
  const judging = rows.filter((row) => isOfPassports(row) === (from === 'chip'));
  return [from, ...judging.map((row) => `${row.publisher}:${row.sha256}`)].join(' ');
}

/** A stored list, verified again. */
export interface StoredCscaList {
  row: CscaListRow;
  /** Null: the row was altered, or its signature is no longer valid, so nothing in it is trusted. */
  certificates: Certificate[] | null;
  isOld: boolean;
}

/** Reads every list and verifies its seal and its signature, because another program may have changed the database. */
export async function openCscaLists(
  db: Db,
  cipher: TemplateCipher,
  now: Date,
): Promise<StoredCscaList[]> {
  return (await storedCscaLists(db)).filter(isOfPassports).map((row) => ({
    row,
    certificates: isIntact(row, cipher) ? authoritiesIn(row, now) : null,
    isOld: isOldCscaList(row, now),
  }));
}

/** Whether a newer list should be imported. */
export function isOldCscaList(
  { kind, importedAt, signerUntil }: Pick<CscaListRow, 'kind' | 'importedAt' | 'signerUntil'>,
  now: Date,
): boolean {
  if (kind === 'link') return false;
  const isOverdue = kind !== 'list' && now > signerUntil;
  return isOverdue || now.getTime() - importedAt.getTime() > maxAgeDays * 86_400_000;
}

export function isIntact(row: CscaListRow, cipher: TemplateCipher): boolean {
  try {
    return cipher.openSecret(row.seal, { publisher: row.publisher }).equals(sealedText(row));
  } catch (error) {
    if (error instanceof StoreError && error.code === 'secret_damaged') return false;
    throw error;
  }
}

/** Returns the text that a file's seal covers. */
export function sealedText({
  sha256: hash,
  authority,
}: Pick<CscaListRow, 'sha256' | 'authority'>): Buffer {
  return Buffer.from(`${hash}\n${authority}`);
}
