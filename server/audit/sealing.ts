import type { Logger } from 'pino';
import { deriveKey } from '../keys/keyed-hash.ts';
import { keyInUse, type TemplateKey } from '../keys/keyring.ts';
import { repeat } from '../platform/clock.ts';
import { isUntouched } from '../store/inspect.ts';
import type { Db } from '../store/schema.ts';
import {
  auditEventsAfter,
  auditHead,
  deletePendingSeal,
  lockAuditSeal,
  putPendingSealRow,
} from '../store/tables/audit-events.ts';
import { recordEvent, chainStart } from './record.ts';
import {
  currentSeal,
  draftSeal,
  type DraftedSeal,
  type Seal,
  pendingMacOf,
  readPendingSeal,
  type Replaces,
  readSeal,
} from './seal-store.ts';
import { vestibule } from '../platform/operator-error.ts';

export interface SealSource {
  db: Db;
  templateKeyFile: string;
  auditSealFile: string;
  /** Whether this instance, of all, seals; default: it does. */
  isLeader?: () => Promise<boolean>;
}

export type SealResult = 'sealed' | 'no_key' | SealFault;

/**
 * Notes the latest event in a file beside the database, with a MAC under a key that is derived from
 * the template key. The hash chain alone shows what was altered in its midst; that its end was cut
 * off, or all of it rewritten, only this shows. When the record does not fit the seal, the seal
 * stays as it is.
 */
export async function sealRecord(sealing: SealSource): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const key = await sealingKey(db, templateKeyFile);
  if (!key) return 'no_key';
  const status = await sealStatusOf(db, auditSealFile, key);
  // Most of the time nothing is to do, and no one has to wait for the write lock.
  if (await isUpToDate(db, status)) return 'sealed';
  const fault = status.fault && (await faultUnderLock(sealing));
  return fault ?? sealHead(sealing, { isForced: false });
}

/** Seals the record as it is in this transaction. @param key that counts from now on */
export async function putPendingSeal(
  transaction: Db,
  key: Buffer,
  replaces: Replaces,
): Promise<void> {
  const seal = await currentSeal(transaction);
  await putPendingSealRow(transaction, {
    ...seal,
    replaces,
    mac: pendingMacOf(seal, replaces, key),
  });
}

/** Seals the record as it is, after someone looked into why it did not fit; that stays on record. */
export async function resealRecord(sealing: SealSource, actor: string): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const isDone = await db.transaction().execute(async (transaction) => {
    const key = await sealingKey(transaction, templateKeyFile);
    if (!key) return false;
    const { seal, fault } = await sealStatusOf(transaction, auditSealFile, key);
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
  keys: { former: Buffer; next: Buffer },
  put: (fault: SealFault | null) => Promise<void>,
): Promise<void> {
  const { fault } = await sealStatusOf(transaction, auditSealFile, keys.former);
  await put(fault);
  if (fault) await deletePendingSeal(transaction);
  else await putPendingSeal(transaction, keys.next, 'former_key');
}

interface SealOptions {
  /** Over a fault. */
  isForced: boolean;
}

/**
 * Seals what is in the database for good. Written before the write lock is held, so that a disk that
 * hangs holds up no one else; put in its place under it, so that no rotation ends in between, after
 * which this would be a seal of the key before it. On PostgreSQL sign-ins are stored beside it.
 */
async function sealHead(sealing: SealSource, manner: SealOptions): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const key = await sealingKey(db, templateKeyFile);
  if (!key) return 'no_key';
  const draft = await draftSeal(auditSealFile, await currentSeal(db), key);
  let result: SealResult | 'again';
  try {
    const transaction = db.transaction().setIsolationLevel('read committed');
    result = await transaction.execute((held) => placed(held, sealing, { key, draft }, manner));
  } finally {
    await draft.discard();
  }
  return result === 'again' ? sealHead(sealing, manner) : result;
}

/** `again`: with another key, or because that it was sealed for the first time is not sealed yet. */
async function placed(
  transaction: Db,
  { templateKeyFile, auditSealFile }: SealSource,
  { key, draft }: { key: Buffer; draft: DraftedSeal },
  { isForced }: SealOptions,
): Promise<SealResult | 'again'> {
  await lockAuditSeal(transaction);
  const current = await sealingKey(transaction, templateKeyFile);
  if (!current?.equals(key)) return current ? 'again' : 'no_key';
  const { fault, isInPlace, seal } = await sealStatusOf(transaction, auditSealFile, key);
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
async function faultUnderLock(sealing: SealSource): Promise<SealFault | null> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  return db.transaction().execute(async (transaction) => {
    const key = await sealingKey(transaction, templateKeyFile);
    return (await sealStatusOf(transaction, auditSealFile, key)).fault;
  });
}

async function isUpToDate(db: Db, { fault, isInPlace, seal }: SealStatus): Promise<boolean> {
  return fault === null && isInPlace && seal?.hash === (await auditHead(db))?.hash;
}

const everyMs = 1000;
/** So many times it is only asked whether the record has grown. */
const looksBetween = 30;

/**
 * Seals the record now and whenever it has grown, other processes' events too, and once more at the
 * end. Returns how to stop.
 */
export async function startSealing(sealing: SealSource, log: Logger): Promise<() => Promise<void>> {
  let lastResult: string | null = null;
  const { isLeader = async () => true } = sealing;
  let sealedHash: string | undefined;
  let idleLooks = 0;
  const seal = async () => {
    if (!(await isLeader())) return;
    const head = await auditHead(sealing.db).catch(() => undefined);
    const isSealed = lastResult === 'sealed' && head !== undefined && head.hash === sealedHash;
    idleLooks = isSealed ? idleLooks + 1 : 0;
    // Checks now and then anyway: someone may have changed the file.
    if (isSealed && idleLooks % looksBetween !== 0) return;
    const result = await sealRecord(sealing).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      return typeof code === 'string' ? code : 'failed';
    });
    // Once, not every second.
    if (result !== 'sealed' && result !== lastResult) {
      log.error(
        { fault: result },
        `the audit record cannot be sealed; run: ${vestibule} audit verify`,
      );
    }
    lastResult = result;
    sealedHash = head?.hash;
  };
  await seal();
  const stop = repeat(everyMs, seal);
  return async () => {
    await stop();
    await seal();
  };
}

/** Why the record does not fit its seal. */
export type SealFault =
  /** There is no seal, and this is no database that nothing was done in yet. */
  | 'seal_missing'
  /** The template key of this installation did not make the seal. */
  | 'seal_forged'
  /** The event that was sealed is not there, or is another one. */
  | 'cut_off';

/** How the record stands to its seal. */
export interface SealStatus {
  /** The seal that counts; null when there is none that does. */
  seal: Seal | null;
  /** False without a key to check it with. */
  isChecked: boolean;
  /** Whether it is in its file, under the key in use. */
  isInPlace: boolean;
  fault: SealFault | null;
}

/** @param key the sealing key; undefined when there is none */
export async function sealStatusOf(
  db: Db,
  auditSealFile: string,
  key: Buffer | undefined,
): Promise<SealStatus> {
  const read = await readSeal(auditSealFile, key);
  const isChecked = key !== undefined;
  if ('seal' in read) {
    const isInPlace = read.state === 'intact';
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
 * that takes up the key. What the record says of itself does not count, because a forger leaves that out.
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

/**
 * Derived one way from the template key that the database is under; undefined without a key file. The
 * key before the last rotation does not count: it may have been rotated because someone else has it.
 */
export async function sealingKey(db: Db, templateKeyFile: string): Promise<Buffer | undefined> {
  const key = await keyInUse(db, templateKeyFile);
  return key && sealingKeyOf(key);
}

/** What seals the audit record under this template key. */
export function sealingKeyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'audit seal');
}
