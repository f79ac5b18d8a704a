import type { Db } from '../store/schema.ts';
import { auditEventsAfter, auditHead } from '../store/tables/audit-events.ts';
import { chainStart } from './chain.ts';
import { recordEvent } from './record.ts';
import { readSeal, writeSeal, type ReadSeal, type Seal } from './seal-file.ts';
import { sealingKeys } from './sealing-keys.ts';

export interface Sealing {
  db: Db;
  templateKeyFile: string;
  auditSealFile: string;
}

/** Why the record does not fit its seal. */
export type SealFault =
  /** There was a seal once, and it is gone. */
  | 'seal_missing'
  /** No template key of this installation made the seal. */
  | 'seal_forged'
  /** The event that was sealed is not there, or is another one. */
  | 'cut_off';

export type SealResult = 'sealed' | 'no_key' | SealFault;

/**
 * Notes the latest event in a file beside the database, with a MAC under a key that is derived from
 * the template key. The hash chain alone shows what was altered in its midst; that its end was cut
 * off, only this shows. When the record does not fit the seal, the seal stays as it is.
 */
export async function sealRecord(sealing: Sealing): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const keys = await sealingKeys(templateKeyFile);
  const key = keys.at(-1);
  if (!key) return 'no_key';
  const read = await readSeal(auditSealFile, keys);
  const fault = await sealFault(db, read);
  if (fault) return fault;
  if (read.state === 'missing') {
    // First the file: an event that tells of a seal that could not be written would be a fault.
    await writeSeal(auditSealFile, await currentSeal(db), key);
    await recordEvent(db, { action: 'record_sealed', actor: 'service' });
  }
  const seal = await currentSeal(db);
  const isCurrent = read.state === 'intact' && !read.isOld && read.seal.hash === seal.hash;
  if (!isCurrent) await writeSeal(auditSealFile, seal, key);
  return 'sealed';
}

/** Seals the record as it is, after somebody looked into why it did not fit; that stays on record. */
export async function resealRecord(sealing: Sealing, actor: string): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const keys = await sealingKeys(templateKeyFile);
  const key = keys.at(-1);
  if (!key) return 'no_key';
  const read = await readSeal(auditSealFile, keys);
  const { seq: sealedSeq = null, hash: sealedHash = null } = 'seal' in read ? read.seal : {};
  const fault = await sealFault(db, read);
  const details = { fault, sealedSeq, sealedHash };
  await recordEvent(db, { action: 'record_resealed', actor, details });
  await writeSeal(auditSealFile, await currentSeal(db), key);
  return 'sealed';
}

/** What is wrong between the record and its seal, or null. */
export async function sealFault(db: Db, read: ReadSeal): Promise<SealFault | null> {
  if (!('seal' in read)) {
    if (read.state === 'forged') return 'seal_forged';
    return (await wasSealed(db)) ? 'seal_missing' : null;
  }
  const { seq, hash } = read.seal;
  if (seq === 0) return hash === chainStart ? null : 'cut_off';
  const [event] = await auditEventsAfter(db, seq - 1, 1);
  return event?.seq === seq && event.hash === hash ? null : 'cut_off';
}

async function currentSeal(db: Db): Promise<Seal> {
  const head = (await auditHead(db)) ?? { seq: 0, hash: chainStart };
  return { ...head, at: new Date().toISOString() };
}

async function wasSealed(db: Db): Promise<boolean> {
  const event = await db
    .selectFrom('audit_events')
    .select('seq')
    .where('action', 'in', ['record_sealed', 'record_resealed'])
    .limit(1)
    .executeTakeFirst();
  return event !== undefined;
}
