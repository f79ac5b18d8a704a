import type { Db } from '../store/schema.ts';
import { auditHead } from '../store/tables/audit-events.ts';
import { deletePendingSeal } from '../store/tables/audit-pending-seal.ts';
import { currentSeal } from './current-seal.ts';
import { putPendingSeal } from './pending-seal.ts';
import { recordEvent } from './record.ts';
import { writeSeal } from './seal-file.ts';
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
  const standing = await standingOf(db, auditSealFile, keys);
  // Most of the time nothing is to do, and nobody has to wait for the write lock.
  if (keys.length > 0 && (await isUpToDate(db, standing))) return 'sealed';
  const result = await db.transaction().execute((transaction) => sealed(transaction, sealing));
  if (result !== 'begun') return result;
  await db.transaction().execute((transaction) => sealed(transaction, sealing));
  return 'sealed';
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
  if (!isDone) return 'no_key';
  // Only what is in the database for good is sealed.
  await db.transaction().execute(async (transaction) => {
    const key = (await sealingKeys(transaction, templateKeyFile)).at(-1);
    if (key) await sealHead(transaction, auditSealFile, key);
  });
  return 'sealed';
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

/**
 * Under the write lock: no rotation ends meanwhile, after which this would still seal with the key
 * before it. `begun`: for the first time, and that this happened is not sealed yet.
 */
async function sealed(
  transaction: Db,
  { templateKeyFile, auditSealFile }: Sealing,
): Promise<SealResult | 'begun'> {
  const keys = await sealingKeys(transaction, templateKeyFile);
  const key = keys.at(-1);
  if (!key) return 'no_key';
  const standing = await standingOf(transaction, auditSealFile, keys);
  if (standing.fault) return standing.fault;
  const isBegun = await wasSealed(transaction);
  if (isBegun && (await isUpToDate(transaction, standing))) return 'sealed';
  // First the file: an event that tells of a seal that could not be written would be a fault.
  await sealHead(transaction, auditSealFile, key);
  if (isBegun) return 'sealed';
  await recordEvent(transaction, { action: 'record_sealed', actor: 'service' });
  return 'begun';
}

async function sealHead(transaction: Db, auditSealFile: string, key: Buffer): Promise<void> {
  await writeSeal(auditSealFile, await currentSeal(transaction), key);
  await deletePendingSeal(transaction);
}

async function isUpToDate(db: Db, { fault, isInPlace, seal }: Standing): Promise<boolean> {
  return fault === null && isInPlace && seal?.hash === (await auditHead(db))?.hash;
}
