import type { Certificate } from '../../packages/passport/index.ts';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  cscaListFacts,
  deleteCscaList,
  storedCscaLists,
  type CscaListRow,
} from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { cscaCertificates, type SealedCscaList } from './csca-trust.ts';

/** States add authorities and take keys back; a list that is older than this many days may lack some. */
const maxAgeDays = 90;

/** Takes a publisher's list out of force. @returns whether there was one */
export function removeCscaList(db: Db, publisher: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteCscaList(transaction, publisher))) return false;
    await recordEvent(transaction, { action: 'csca_list_removed', actor, subject: publisher });
    return true;
  });
}

/** The lists that documents are judged by, and what tells them from other lists. */
export interface CscaListsInForce {
  lists: SealedCscaList[];
  /** Another text after each change. */
  revision: string;
}

/** Reads what documents are judged by. Verifying the lists takes long and happens in the thread that reads the chip. */
export async function cscaListsInForce(db: Db, cipher: TemplateCipher): Promise<CscaListsInForce> {
  const rows = await storedCscaLists(db);
  // What was altered matches no hash: its authorities are not trusted, and without its revocations nobody passes.
  const lists = rows.map((row) => (isIntact(row, cipher) ? row : { ...row, sha256: '' }));
  return { lists, revision: revisionOf(rows) };
}

/** @param db or the transaction that stores an approval */
export async function cscaRevision(db: Db): Promise<string> {
  return revisionOf(await cscaListFacts(db));
}

function revisionOf(rows: readonly Pick<CscaListRow, 'publisher' | 'sha256'>[]): string {
  return rows.map((row) => `${row.publisher}:${row.sha256}`).join(' ');
}

/** A list as it is stored, verified again. */
export interface StoredCscaList {
  row: CscaListRow;
  /** Null when the row was altered, or its signature is no longer good: nothing in it is trusted then. */
  certificates: Certificate[] | null;
  isOld: boolean;
}

/** Reads every list and verifies its seal and its signature, because another program may have changed the database. */
export async function openCscaLists(
  db: Db,
  cipher: TemplateCipher,
  now: Date,
): Promise<StoredCscaList[]> {
  return (await storedCscaLists(db)).map((row) => ({
    row,
    certificates: isIntact(row, cipher) ? cscaCertificates(row, now) : null,
    isOld: isOldCscaList(row, now),
  }));
}

/** Whether a newer list should be imported. */
export function isOldCscaList(
  { kind, importedAt, signerUntil }: Pick<CscaListRow, 'kind' | 'importedAt' | 'signerUntil'>,
  now: Date,
): boolean {
  if (kind === 'link') return false;
  const isOverdue = kind === 'revocations' && now > signerUntil;
  return isOverdue || now.getTime() - importedAt.getTime() > maxAgeDays * 86_400_000;
}

function isIntact(row: CscaListRow, cipher: TemplateCipher): boolean {
  try {
    return cipher.openSecret(row.seal, { publisher: row.publisher }).equals(sealedText(row));
  } catch (error) {
    if (error instanceof StoreError && error.code === 'secret_damaged') return false;
    throw error;
  }
}

/** What the seal of a file covers. */
export function sealedText({
  sha256: hash,
  authority,
}: Pick<CscaListRow, 'sha256' | 'authority'>): Buffer {
  return Buffer.from(`${hash}\n${authority}`);
}
