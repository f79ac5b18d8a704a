import type { Db } from '../store/schema.ts';
import { auditHead } from '../store/tables/audit-events.ts';
import { deletePendingSeal } from '../store/tables/audit-pending-seal.ts';
import { currentSeal } from './current-seal.ts';
import { putPendingSeal } from './pending-seal.ts';
import { recordEvent } from './record.ts';
import { draftSeal, type DraftedSeal } from './seal-file.ts';
import { sealingKeys } from './sealing-keys.ts';
import { standingOf, wasSealed, type SealFault, type Standing } from './standing.ts';

export interface Sealing {
  db: Db;
  templateKeyFile: string;
  auditSealFile: string;
}

export type SealResult = 'sealed' | 'no_key' | SealFault;

/**
 * Notes the latest event in a file beside the database, with a MAC under a key that is derived from
 * the template key. The hash chain alone shows what was altered in its midst; that its end was cut
 * off, or all of it written anew, only this shows. When the record does not fit the seal, the seal
 * stays as it is.
 */
export async function sealRecord(sealing: Sealing): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const keys = await sealingKeys(db, templateKeyFile);
  if (keys.length === 0) return 'no_key';
  const standing = await standingOf(db, auditSealFile, keys);
  // Most of the time nothing is to do, and nobody has to wait for the write lock.
  if (await isUpToDate(db, standing)) return 'sealed';
  const fault = standing.fault && (await faultUnderLock(sealing));
  return fault ?? sealHead(sealing, { isForced: false });
}

/** Seals the record as it is, after somebody looked into why it did not fit; that stays on record. */
export async function resealRecord(sealing: Sealing, actor: string): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const isDone = await db.transaction().execute(async (transaction) => {
    const keys = await sealingKeys(transaction, templateKeyFile);
    if (keys.length === 0) return false;
    const { seal, fault } = await standingOf(transaction, auditSealFile, keys);
    const details = { fault, sealedSeq: seal?.seq ?? null, sealedHash: seal?.hash ?? null };
    await recordEvent(transaction, { action: 'record_resealed', actor, details });
    return true;
  });
  return isDone ? sealHead(sealing, { isForced: true }) : 'no_key';
}

/**
 * Hands the record over to a new key, in the transaction that takes it up: what was sealed with the
 * former one counts no more after it. Not when something is wrong with that seal, which no change of
 * the key may cover up.
 * @param put puts the change on record, with what is wrong; it is sealed with it
 */
export async function handOverSeal(
  transaction: Db,
  auditSealFile: string,
  keys: { former: readonly Buffer[]; next: Buffer },
  put: (fault: SealFault | null) => Promise<void>,
): Promise<void> {
  const { fault } = await standingOf(transaction, auditSealFile, keys.former);
  await put(fault);
  if (fault) await deletePendingSeal(transaction);
  else await putPendingSeal(transaction, keys.next, 'former_key');
}

interface Manner {
  /** Over a fault. */
  isForced: boolean;
}

/**
 * Seals what is in the database for good. Written before the write lock is held, so that a disk that
 * hangs holds up nobody else; put in its place under it, so that no rotation ends in between, after
 * which this would be a seal of the key before it.
 */
async function sealHead(sealing: Sealing, manner: Manner): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const key = (await sealingKeys(db, templateKeyFile)).at(-1);
  if (!key) return 'no_key';
  const draft = await draftSeal(auditSealFile, await currentSeal(db), key);
  const result = await db
    .transaction()
    .execute((transaction) => placed(transaction, sealing, { key, draft }, manner))
    .finally(() => draft.discard());
  return result === 'again' ? sealHead(sealing, manner) : result;
}

/** `again`: with another key, or because that it was sealed for the first time is not sealed yet. */
async function placed(
  transaction: Db,
  { templateKeyFile, auditSealFile }: Sealing,
  { key, draft }: { key: Buffer; draft: DraftedSeal },
  { isForced }: Manner,
): Promise<SealResult | 'again'> {
  const keys = await sealingKeys(transaction, templateKeyFile);
  if (!keys.at(-1)?.equals(key)) return keys.length > 0 ? 'again' : 'no_key';
  const { fault, isInPlace, seal } = await standingOf(transaction, auditSealFile, keys);
  if (fault && !isForced) return fault;
  // Another process may have sealed more in the meantime.
  const isBehind = !fault && isInPlace && (seal?.seq ?? 0) > draft.seal.seq;
  if (!isBehind) await draft.place();
  await deletePendingSeal(transaction);
  if (await wasSealed(transaction)) return 'sealed';
  // After the file: an event that tells of a seal that could not be written would be a fault.
  await recordEvent(transaction, { action: 'record_sealed', actor: 'service' });
  return 'again';
}

/** What was read before may have been of two moments, with a change of the key between them. */
async function faultUnderLock(sealing: Sealing): Promise<SealFault | null> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  return db.transaction().execute(async (transaction) => {
    const keys = await sealingKeys(transaction, templateKeyFile);
    return (await standingOf(transaction, auditSealFile, keys)).fault;
  });
}

async function isUpToDate(db: Db, { fault, isInPlace, seal }: Standing): Promise<boolean> {
  return fault === null && isInPlace && seal?.hash === (await auditHead(db))?.hash;
}
