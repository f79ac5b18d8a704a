import type { Db } from '../store/schema.ts';
import { auditEventsAfter } from '../store/tables/audit-events.ts';
import { isUntouched } from '../store/untouched.ts';
import { chainStart } from './chain.ts';
import type { Seal } from './current-seal.ts';
import { readPendingSeal } from './pending-seal.ts';
import { readSeal } from './seal-file.ts';

/** Why the record does not fit its seal. */
export type SealFault =
  /** There is no seal, and this is no database that nothing was done in yet. */
  | 'seal_missing'
  /** The template key of this installation did not make the seal. */
  | 'seal_forged'
  /** The event that was sealed is not there, or is another one. */
  | 'cut_off';

/** How the record stands to its seal. */
export interface Standing {
  /** The seal that counts; null when there is none that does. */
  seal: Seal | null;
  /** False without a key to check it with. */
  isChecked: boolean;
  /** Whether it is in its file, under the last key. */
  isInPlace: boolean;
  fault: SealFault | null;
}

/** @param keys the sealing keys, the oldest first */
export async function standingOf(
  db: Db,
  auditSealFile: string,
  keys: readonly Buffer[],
): Promise<Standing> {
  const key = keys.at(-1);
  const read = await readSeal(auditSealFile, keys);
  const isChecked = key !== undefined;
  if ('seal' in read) {
    const isInPlace = read.state === 'intact' && !read.isOld;
    return { seal: read.seal, isChecked, isInPlace, fault: await cutFault(db, read.seal) };
  }
  const pending = key && (await readPendingSeal(db, key));
  // One that replaces nothing says that there was no seal, so it does not excuse a wrong one.
  if (pending && (read.state === 'missing' || pending.replaces === 'former_key')) {
    const fault = await cutFault(db, pending.seal);
    return { seal: pending.seal, isChecked, isInPlace: false, fault };
  }
  const fault = read.state === 'forged' ? 'seal_forged' : await missingFault(db, isChecked);
  return { seal: null, isChecked, isInPlace: false, fault };
}

/** Whether the record says that it was sealed once. */
export async function wasSealed(db: Db): Promise<boolean> {
  const event = await db
    .selectFrom('audit_events')
    .select('seq')
    .where('action', 'in', ['record_sealed', 'record_resealed'])
    .limit(1)
    .executeTakeFirst();
  return event !== undefined;
}

/**
 * With a key, everything but the very beginning has a seal: the first one is made in the transaction
 * that takes up the key. What the record says of itself does not count, for whoever writes it anew
 * leaves that out.
 */
async function missingFault(db: Db, hasKey: boolean): Promise<SealFault | null> {
  const isFault = hasKey ? !(await isUntouched(db)) : await wasSealed(db);
  return isFault ? 'seal_missing' : null;
}

async function cutFault(db: Db, { seq, hash }: Seal): Promise<SealFault | null> {
  if (seq === 0) return hash === chainStart ? null : 'cut_off';
  const [event] = await auditEventsAfter(db, seq - 1, 1);
  return event?.seq === seq && event.hash === hash ? null : 'cut_off';
}
