import type { Revocations, RevokedCredential } from '../../packages/health-pass/index.ts';
import { recordEvent } from '../audit/record.ts';
import { OperatorError, vestibule } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import {
  beginRevocationList,
  completeRevocationList,
  deleteRevocationLists,
  findRevocationList,
  insertRevoked,
  type NewRevocationList,
} from './credential-rows.ts';

/** Rows per statement. Other writers can run between two statements. */
const batchSize = 500;

/**
 * Puts an issuer's lists of revoked cards in force, within the caller's transaction. A list that is older than the
 * stored one changes nothing, so that a revoked card stays revoked.
 *
 * @returns the keys whose list is older
 */
export async function putCardLists(
  db: Db,
  issuer: string,
  lists: readonly Revocations[],
): Promise<string[]> {
  const older: string[] = [];
  for (const { kid, counter, revoked } of lists) {
    const list: NewRevocationList = { kind: 'shc', source: issuer, kid, counter };
    const present = await findRevocationList(db, list);
    if ((present?.counter ?? -1) > (counter ?? 0)) older.push(kid);
    else await stage(db, list, revoked);
  }
  return older;
}

/** The same for one issuer alone, on record. */
export function importCardLists(
  db: Db,
  { id, issuer }: { id: string; issuer: string },
  lists: readonly Revocations[],
  actor: string,
): Promise<string[]> {
  return db.transaction().execute(async (transaction) => {
    const older = await putCardLists(transaction, issuer, lists);
    const entries = lists.reduce((sum, { revoked }) => sum + revoked.length, 0);
    await recordEvent(transaction, {
      action: 'revocations_imported',
      actor,
      subject: id,
      details: { kind: 'shc', lists: lists.length - older.length, entries },
    });
    return older;
  });
}

/**
 * Puts a list of revoked EU certificates in force. It replaces the list with the same name. A list may be long, so
 * short transactions stage it, and it counts once it is complete.
 *
 * @param name given by the operator
 * @throws {OperatorError} when it is empty, because an empty list is certainly a mistake
 */
export async function importCertificateList(
  db: Db,
  name: string,
  entries: Iterable<RevokedCredential>,
  actor: string,
): Promise<number> {
  const list: NewRevocationList = { kind: 'dcc', source: name, kid: '', counter: null };
  const present = [...entries];
  if (present.length === 0) {
    throw new OperatorError(
      `The file names no certificate. To take a list away: ${vestibule} credentials revocations remove NAME.`,
    );
  }
  const id = await begin(db, list, present);
  await db.transaction().execute(async (transaction) => {
    await completeRevocationList(transaction, id, list, present.length);
    const details = { kind: 'dcc', lists: 1, entries: present.length };
    await recordEvent(transaction, { action: 'revocations_imported', actor, details });
  });
  return present.length;
}

/** @returns whether there was a list with that name */
export function removeRevocations(
  db: Db,
  kind: NewRevocationList['kind'],
  source: string,
  actor: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const lists = await deleteRevocationLists(transaction, kind, source);
    if (lists === 0) return false;
    const details = { kind, lists };
    await recordEvent(transaction, { action: 'revocations_removed', actor, details });
    return true;
  });
}

async function stage(
  db: Db,
  list: NewRevocationList,
  revoked: readonly RevokedCredential[],
): Promise<void> {
  const id = await begin(db, list, revoked);
  await completeRevocationList(db, id, list, revoked.length);
}

async function begin(
  db: Db,
  list: NewRevocationList,
  revoked: readonly RevokedCredential[],
): Promise<number> {
  const id = await beginRevocationList(db, list);
  for (let from = 0; from < revoked.length; from += batchSize) {
    await insertRevoked(db, id, revoked.slice(from, from + batchSize));
  }
  return id;
}
