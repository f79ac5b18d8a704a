import type { Selectable } from 'kysely';
import { sqlDialectOf, atCommit } from '#database';
import type { AuditEventsTable, AuditPendingSealTable } from '../record-schema.ts';
import type { Db } from '../schema.ts';
import { lockNumbers, storeDialectOf } from '../store-dialect.ts';

/** One stored event. Its hash covers all other columns. */
export type AuditEventRow = Selectable<AuditEventsTable>;

/** An event without its position in the chain. */
export type LooseEvent = Omit<AuditEventRow, 'seq' | 'previousHash' | 'hash'>;

/** How events are chained; audit/record.ts defines it. */
export interface Chaining {
  chainStart: string;
  hashOf(event: Omit<AuditEventRow, 'hash'>): string;
  /** The text that `hashEvent` hashes between the number and the previous hash. */
  hashedText(event: LooseEvent): string;
}

/** Appends the event to the chain; in a shared transaction, at its end. */
export async function appendAuditEvent(db: Db, event: LooseEvent, chain: Chaining): Promise<void> {
  const { appendToChain } = storeDialectOf(db);
  if (appendToChain) {
    const { at, action, actor, subject, details } = event;
    const columns = { at, action, actor, subject, details };
    const { chainStart } = chain;
    const text = { columns, hashed: chain.hashedText(event), chainStart };
    await appendToChain(text).execute(atCommit(db));
    return;
  }
  const head = await auditHead(db);
  const row = { ...event, seq: (head?.seq ?? 0) + 1, previousHash: head?.hash ?? chain.chainStart };
  const kept = await db
    .insertInto('audit_events')
    .values({ ...row, hash: chain.hashOf(row) })
    .returningAll()
    .executeTakeFirstOrThrow();
  // Thrown inside the transaction, so an event that would break the chain is not stored.
  if (chain.hashOf(kept) !== kept.hash) throw new Error('An audit event was stored altered.');
}

/** Makes other transactions that replace a seal wait until this one ends. */
export async function lockAuditSeal(db: Db): Promise<void> {
  await sqlDialectOf(db).lockUntilEnd?.(lockNumbers.seal).execute(db);
}

/** The latest event. */
export async function auditHead(db: Db) {
  return db
    .selectFrom('audit_events')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Time of the latest event, in ISO 8601; null when there is no event. */
export async function latestAuditTime(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('audit_events')
    .select('at')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** The latest event of one kind. */
export async function latestAuditEvent(db: Db, action: string): Promise<AuditEventRow | undefined> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('action', '=', action)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The recogniser in use, according to the latest recorded move, switch or stop; null where there was none. */
export async function recogniserOnRecord(db: Db): Promise<string | null> {
  const event = await latestAuditEvent(db, 'recogniser_changed');
  if (!event) return null;
  const { from, to, step } = JSON.parse(event.details) as Record<string, string | undefined>;
  // A move that began or stopped leaves the former recogniser in use.
  return (step === 'taken' || step === 'forgotten' ? to : from) ?? null;
}

/**
 * Job ids of sign-ins stored as approved whose latest audit event does not say so. Reads all stored sign-ins.
 */
export async function approvalsNotOnRecord(db: Db, limit: number): Promise<string[]> {
  const latest = db
    .selectFrom('audit_events')
    .select((event) => event.fn.max('seq').as('seq'))
    .where('action', '=', 'sign_in_decided')
    .groupBy('subject');
  const approved = db
    .selectFrom('audit_events')
    .select('subject as id')
    .where('seq', 'in', latest)
    .where('subject', 'is not', null)
    .where('details', 'like', '%"verdict":"approved"%')
    .$narrowType<{ id: string }>();
  // Not a join: SQLite would scan one table for each row of the other.
  const rows = await db
    .selectFrom('sign_ins')
    .select('jobId as id')
    .where('verdict', '=', 'approved')
    .except(approved)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Events in their order, a page at a time. @param since an ISO time; null: from the beginning */
export async function auditEventsAfter(
  db: Db,
  seq: number,
  limit: number,
  since: string | null = null,
) {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('seq', '>', seq)
    .$if(since !== null, (query) => query.where('at', '>=', since ?? ''))
    .orderBy('seq')
    .limit(limit)
    .execute();
}

const guards = ['only_append', 'never_change', 'never_go'].map((name) => `audit_events_${name}`);

/** The triggers that protect events and are missing. */
export async function missingAuditGuards(db: Db): Promise<string[]> {
  const { rows } = await sqlDialectOf(db).triggersOf('audit_events').execute(db);
  const present = new Set(rows.map(({ name }) => name));
  return guards.filter((name) => !present.has(name));
}

/** All events about one subject, in their order. */
export async function auditEventsAbout(db: Db, subject: string) {
  return db
    .selectFrom('audit_events')
    .select(['at', 'action', 'actor', 'details'])
    .where('subject', '=', subject)
    .orderBy('seq')
    .execute();
}

export type PendingSealRow = Omit<AuditPendingSealTable, 'id'>;

export async function findPendingSeal(db: Db): Promise<PendingSealRow | undefined> {
  return db
    .selectFrom('audit_pending_seal')
    .select(['replaces', 'seq', 'hash', 'at', 'mac'])
    .executeTakeFirst();
}

/** Replaces the existing row. */
export async function putPendingSealRow(db: Db, row: PendingSealRow): Promise<void> {
  await db
    .insertInto('audit_pending_seal')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

export async function deletePendingSeal(db: Db): Promise<void> {
  await db.deleteFrom('audit_pending_seal').execute();
}
