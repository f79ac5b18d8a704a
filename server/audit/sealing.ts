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
  /** Whether this instance is the one that seals; default: yes. */
  isLeader?: () => Promise<boolean>;
}

export type SealResult = 'sealed' | 'no_key' | SealFault;

/**
 * Writes the latest event to a file beside the database, with a MAC under a key derived from the template key. The
 * hash chain alone shows changes in the middle of the record. Only the seal shows a removed end or a completely
 * rewritten record. A record that does not match the seal is not sealed again.
 */
export async function sealRecord(sealing: SealSource): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const key = await sealingKey(db, templateKeyFile);
  if (!key) return 'no_key';
  const status = await sealStatusOf(db, auditSealFile, key);
  // Usually there is nothing to seal, so nobody has to wait for the write lock.
  if (await isUpToDate(db, status)) return 'sealed';
  const fault = status.fault && (await faultUnderLock(sealing));
  return fault ?? sealHead(sealing, { isForced: false });
}

/** Seals the current record in this transaction. @param key the key in force after the transaction */
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

/** Seals the current record after somebody examined the mismatch; an event records that. */
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
 * Moves the seal to a new key in the transaction that takes up the key. The former key's seal is then no longer
 * valid. With a faulty seal nothing moves, because a change of the key must not hide the fault.
 * @param put records the change and the fault; the new seal covers that event
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
  /** Seals despite a fault. */
  isForced: boolean;
}

/**
 * Seals what is in the database. The draft is written before the lock is taken, so that a hanging disk blocks
 * nobody else. The draft is put in place under the lock: otherwise a rotation might end in between, and the seal
 * would have the former key. On PostgreSQL, sign-ins are stored meanwhile.
 */
async function sealHead(sealing: SealSource, manner: SealOptions): Promise<SealResult> {
  const { db, templateKeyFile, auditSealFile } = sealing;
  const key = await sealingKey(db, templateKeyFile);
  if (!key) return 'no_key';
  const draft = await draftSeal(auditSealFile, await currentSeal(db), key);
  let result: SealResult | 'again';
  try {
    const transaction = db.transaction().setIsolationLevel('read committed');
    result = await transaction.execute((held) => place(held, sealing, { key, draft }, manner));
  } finally {
    await draft.discard();
  }
  return result === 'again' ? sealHead(sealing, manner) : result;
}

/** `again`: the key has changed, or the event of the first seal still needs sealing. */
async function place(
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
  // Recorded after the file is in place: an event about a seal that was never written would be a fault.
  await recordEvent(transaction, { action: 'record_sealed', actor: 'service' });
  return 'again';
}

/** The first read may span two moments with a change of the key in between. */
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
/** Number of looks that only ask whether the record has grown, between two full checks. */
const looksBetween = 30;

/**
 * Seals the record now, whenever it has grown by any process, and once more at the end. Returns a function that
 * stops sealing.
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
    // Does a full check now and then, because somebody may have changed the file.
    if (isSealed && idleLooks % looksBetween !== 0) return;
    const result = await sealRecord(sealing).catch((error: unknown) => {
      const { code } = error as { code?: unknown };
      return typeof code === 'string' ? code : 'failed';
    });
    // Logs a fault once, not every second.
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

/** Why the record does not match its seal. */
export type SealFault =
  /** There is no seal, although this database was used before. */
  | 'seal_missing'
  /** Another key than this installation's template key made the seal. */
  | 'seal_forged'
  /** The sealed event is missing or differs. */
  | 'cut_off';

/** State of the record and its seal. */
export interface SealStatus {
  /** The valid seal; null when there is none. */
  seal: Seal | null;
  /** False without a key to check the seal. */
  isChecked: boolean;
  /** Whether the seal is in its file, under the key in use. */
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
  // A pending seal that replaces nothing claims that there was no seal, so it does not excuse a wrong one.
  if (pending && (read.state === 'missing' || pending.replaces === 'former_key')) {
    const fault = await cutFault(db, pending.seal);
    return { seal: pending.seal, isChecked, isInPlace: false, fault };
  }
  const fault = read.state === 'forged' ? 'seal_forged' : await missingFault(db, isChecked);
  return { seal: null, isChecked, isInPlace: false, fault };
}

/** Whether the record has an event of a first seal. */
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
 * With a key, only an unused database has no seal: the transaction that takes up the key makes the first one.
 * The record's own events prove nothing here, because a forger would remove them.
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
 * Derived one way from the template key of the database; undefined without a key file. The key from before the
 * last rotation is not valid: somebody else may have it, which may be why it was rotated.
 */
export async function sealingKey(db: Db, templateKeyFile: string): Promise<Buffer | undefined> {
  const key = await keyInUse(db, templateKeyFile);
  return key && sealingKeyOf(key);
}

/** Derives the key that seals the audit record. */
export function sealingKeyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'audit seal');
}
