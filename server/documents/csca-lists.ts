import { createHash } from 'node:crypto';
import {
  certificateFingerprint,
  parseCertificate,
  PassportError,
  readMasterList,
  type Certificate,
  type MasterList,
} from '../../packages/passport/index.ts';
import { recordEvent } from '../audit/record.ts';
import { RefusalError } from '../platform/operator-error.ts';
import { oneLine } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  cscaListFacts,
  deleteCscaList,
  findCscaList,
  putCscaList,
  storedCscaLists,
  type CscaListRow,
} from '../store/tables/csca-lists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';

/** States add authorities and take keys back; a list that is older than this many days may lack some. */
const maxAgeDays = 90;

export interface CscaImport {
  content: Buffer;
  /** The fingerprint that the operator has from the publisher; null without one. */
  authority: string | null;
  /** Takes a list whose signer has expired. */
  mayBeExpired: boolean;
}

/**
 * Puts a master list in force. Its signature must be good, and the authority behind its signer must be the one that
 * the operator names, or the one of the list that is replaced.
 *
 * @throws {RefusalError} `unusable_list`, `unknown_authority`, `list_expired`
 */
export async function importCscaList(
  db: Db,
  cipher: TemplateCipher,
  { content, authority, mayBeExpired }: CscaImport,
  actor: string,
): Promise<CscaListRow> {
  const now = new Date();
  const list = readList(content, now);
  const publisher = publisherOf(list);
  const present = await findCscaList(db, publisher);
  checkAuthority(list, [authority, present?.authority]);
  if (list.isSignerExpired && !mayBeExpired) {
    throw new RefusalError(
      'list_expired',
      `The certificate that signed the list expired on ${list.signer.notAfter.toISOString().slice(0, 10)}. Download a newer list, or say --expired.`,
    );
  }
  const facts = {
    publisher,
    sha256: sha256(content),
    authority: certificateFingerprint(list.signerAuthority),
  };
  const row: CscaListRow = {
    ...facts,
    authorities: list.certificates.length,
    signerUntil: list.signer.notAfter,
    importedAt: now,
    content,
    seal: cipher.sealSecret(sealedText(facts), { publisher }),
  };
  await db.transaction().execute(async (transaction) => {
    await putCscaList(transaction, row);
    const details = { authorities: row.authorities, sha256: row.sha256 };
    await recordEvent(transaction, {
      action: 'csca_list_imported',
      actor,
      subject: publisher,
      details,
    });
  });
  return row;
}

/** Takes a publisher's list out of force. @returns whether there was one */
export function removeCscaList(db: Db, publisher: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteCscaList(transaction, publisher))) return false;
    await recordEvent(transaction, { action: 'csca_list_removed', actor, subject: publisher });
    return true;
  });
}

/** The content of a list whose seal is good. Its signature is verified again where it is read. */
export interface SealedCscaList {
  content: Uint8Array;
  authority: string;
}

/** The lists that documents are judged by, and what tells them from other lists. */
export interface CscaListsInForce {
  lists: SealedCscaList[];
  /** Another text after each change. */
  revision: string;
}

/** Reads what documents are judged by. Verifying the lists takes long and happens in the thread that reads the chip. */
export async function cscaListsInForce(db: Db, cipher: TemplateCipher): Promise<CscaListsInForce> {
  const rows = (await storedCscaLists(db)).filter((row) => isIntact(row, cipher));
  return { lists: rows, revision: revisionOf(rows) };
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
export function isOldCscaList({ importedAt }: Pick<CscaListRow, 'importedAt'>, now: Date): boolean {
  return now.getTime() - importedAt.getTime() > maxAgeDays * 86_400_000;
}

function isIntact(row: CscaListRow, cipher: TemplateCipher): boolean {
  if (sha256(row.content) !== row.sha256) return false;
  try {
    return cipher.openSecret(row.seal, { publisher: row.publisher }).equals(sealedText(row));
  } catch (error) {
    if (error instanceof StoreError && error.code === 'secret_damaged') return false;
    throw error;
  }
}

/** The authorities of a list; null when its signature is no longer good. */
export function cscaCertificates(
  { content, authority }: SealedCscaList,
  now: Date,
): Certificate[] | null {
  try {
    const { signerAuthority, certificates } = readMasterList(content, now);
    return certificateFingerprint(signerAuthority) === authority ? certificates : null;
  } catch (error) {
    if (error instanceof PassportError) return null;
    throw error;
  }
}

function readList(content: Buffer, now: Date): MasterList {
  try {
    return readMasterList(content, now);
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    const isCertificate = canParse(content);
    const text = isCertificate
      ? 'The file is one certificate. Import the master list (.ml) that a state or ICAO publishes.'
      : `${reasons[error.code] ?? 'The file is no master list (.ml) of a state or of ICAO.'} Nothing was changed.`;
    throw new RefusalError('unusable_list', text, { reason: error.code });
  }
}

const reasons: Partial<Record<PassportError['code'], string>> = {
  signature_invalid: 'The signature of the list is wrong: the file was altered or damaged.',
  signer_invalid: 'The list is not signed by somebody who may sign master lists.',
  unsupported_algorithm: 'The list is signed in a way that Vestibule does not know.',
  too_large: 'The list is larger than any that is published.',
};

function canParse(content: Buffer): boolean {
  try {
    parseCertificate(content);
    return true;
  } catch {
    return false;
  }
}

/** @throws {RefusalError} `unknown_authority` */
function checkAuthority(
  { signerAuthority }: MasterList,
  known: readonly (string | null | undefined)[],
): void {
  const fingerprint = certificateFingerprint(signerAuthority);
  if (known.some((one) => one && normalised(one) === fingerprint)) return;
  throw new RefusalError(
    'unknown_authority',
    `The list is signed under "${oneLine(signerAuthority.subject.text)}". Compare the fingerprint (SHA-256) of that certificate with what the publisher says, and repeat the command with --authority ${fingerprint}`,
    { authority: fingerprint },
  );
}

function normalised(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
}

function publisherOf({ signerAuthority }: MasterList): string {
  const { country } = signerAuthority.subject;
  if (country === null || !/^[A-Z]{2,3}$/.test(country)) {
    throw new RefusalError('unusable_list', 'The authority behind the list names no country.');
  }
  return country;
}

function sealedText({
  sha256: hash,
  authority,
}: Pick<CscaListRow, 'sha256' | 'authority'>): Buffer {
  return Buffer.from(`${hash}\n${authority}`);
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
