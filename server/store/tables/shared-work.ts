import { sql, type RawBuilder } from 'kysely';
import { sqlDialectOf, withoutWriteLock, hadEffect } from '#database';
import type { WorkKind } from '../instance-schema.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';
import { storedAfterMs } from './person-tries.ts';

/** How long the outcome of an enrolment is shown. */
export const endedMs = 10 * 60_000;

export interface NewWorkRow {
  /** The job id of a sign-in, otherwise a random id. */
  id: string;
  kind: WorkKind;
  asker: string;
  runner: string;
  /** Encrypted; null when the requesting instance does the work itself. */
  contents: Buffer | null;
  shown: Buffer | null;
  /** Milliseconds until the lease ends; see `WorkKinds`. */
  leftMs: number;
  /** Only for an enrolment. */
  kioskId?: string;
  jobId?: string | null;
  personId?: string | null;
}

/**
 * Returns false and changes nothing when the work exists already. Also when an enrolment is under way at that
 * screen or from that card. A sign-in whose instance is gone, or whose lease has ended, may run at another instance.
 */
export async function insertWork(db: Db, asked: NewWorkRow): Promise<boolean> {
  const { id, kind, asker, runner, contents, shown, kioskId, jobId, personId } = asked;
  const until = fromNow(db, asked.leftMs);
  const inserted = await withoutWriteLock(db)
    .insertInto('shared_work')
    .values((row) => ({
      ...{ id, kind, asker, runner, contents, shown },
      askedMs: sqlDialectOf(db).clockMs,
      untilMs: until,
      kioskId: kioskId ?? null,
      jobId: jobId ?? null,
      // Null when the person was erased meanwhile.
      personId: row
        .selectFrom('people')
        .select('id')
        .where('id', '=', personId ?? null),
    }))
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return true;
  if (kind !== 'sign_in') return false;
  const isOrphan = sql<boolean>`(${isGone(db, sql.ref('shared_work.runner'))}
    or until_ms < ${sqlDialectOf(db).clockMs})`;
  const taken = await withoutWriteLock(db)
    .updateTable('shared_work')
    .set({ asker, runner, shown, untilMs: until })
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where((row) => row.or([row('runner', '=', runner), isOrphan]))
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}

/** Milliseconds since an instance first ran the sign-in; null: none runs it. Reads no other table. */
export async function signInAskedMsAgo(db: Db, jobId: string): Promise<number | null> {
  const row = await db
    .selectFrom('shared_work')
    .select(sql<number>`${sqlDialectOf(db).clockMs} - asked_ms`.as('agoMs'))
    .where('id', '=', jobId)
    .where('kind', '=', 'sign_in')
    .executeTakeFirst();
  return row ? Number(row.agoMs) : null;
}

export interface ClaimedWork {
  id: string;
  kind: WorkKind;
  kioskId: string | null;
  contents: Buffer;
  /** Milliseconds until the lease ends; negative afterwards. */
  leftMs: number;
}

/**
 * Takes all work offered to this instance and empties the requests in the table. The update decides what is taken,
 * because work that was read may have been taken or ended meanwhile.
 */
export async function claimWork(
  db: Db,
  runner: string,
  kinds: readonly WorkKind[],
): Promise<ClaimedWork[]> {
  const { clockMs, skipLocked } = sqlDialectOf(db);
  const offered = await db
    .selectFrom('shared_work')
    .select(['id', 'kind', 'kioskId', 'contents'])
    .select(sql<number>`until_ms - ${clockMs}`.as('leftMs'))
    .where('runner', '=', runner)
    .where('kind', 'in', kinds)
    .where('contents', 'is not', null)
    .$narrowType<{ contents: Buffer }>()
    .execute();
  const ids = offered.map(({ id }) => id);
  if (ids.length === 0) return [];
  const taken = await withoutWriteLock(db)
    .updateTable('shared_work')
    .set({ contents: null })
    .where('id', 'in', (row) =>
      row
        .selectFrom('shared_work')
        .select('id')
        .where('id', 'in', ids)
        .where('runner', '=', runner)
        .where('contents', 'is not', null)
        .modifyEnd(skipLocked),
    )
    .returning('id')
    .execute();
  const isTaken = new Set(taken.map(({ id }) => id));
  return offered
    .filter(({ id }) => isTaken.has(id))
    .map(({ kioskId, leftMs, ...row }) => ({
      ...row,
      kioskId: kioskId,
      leftMs: Number(leftMs),
    }));
}

/** Updates what other desks show of work under way. */
export async function showWork(
  db: Db,
  runner: string,
  states: readonly { id: string; bytes: Buffer }[],
): Promise<void> {
  const news = sqlDialectOf(db).idsWithBytes(states) as RawBuilder<{
    column1: string;
    column2: Buffer;
  }>;
  await withoutWriteLock(db)
    .updateTable('shared_work')
    .from(news.as('news'))
    .set((row) => ({ shown: row.ref('news.column2') }))
    .whereRef('shared_work.id', '=', 'news.column1')
    .where('runner', '=', runner)
    .where('ending', 'is', null)
    .execute();
}

export interface WorkEnding {
  id: string;
  ending: string;
  /** The former ending; null: the work must be under way. */
  from?: string | null;
  /** Default: any runner. */
  runner?: string;
  /** Default: unchanged. */
  shown?: Buffer;
  personId?: string;
  /** How long the ending is shown; default: until the lease ends. */
  keptMs?: number;
}

/**
 * Returns false and changes nothing when the work has ended differently. Call this in a transaction that is undone
 * with it, or with `withoutWriteLock(db)`.
 */
export async function endWork(
  db: Db,
  { id, ending, from = null, runner, shown, personId, keptMs }: WorkEnding,
): Promise<boolean> {
  return db
    .updateTable('shared_work')
    .set({
      ending,
      contents: null,
      ...(shown !== undefined && { shown }),
      ...(personId !== undefined && { personId: personId }),
      ...(keptMs !== undefined && { untilMs: fromNow(db, keptMs - storedAfterMs) }),
    })
    .where('id', '=', id)
    .where('ending', from === null ? 'is' : '=', from)
    .$if(runner !== undefined, (query) => query.where('runner', '=', runner!))
    .$call(hadEffect);
}

/** Deletes the work without a trace. */
export async function dropWork(
  db: Db,
  by: { id: string; asker: string } | { endedOfCard: string; but: string },
): Promise<void> {
  const query = withoutWriteLock(db).deleteFrom('shared_work');
  await (
    'id' in by
      ? query.where('id', '=', by.id).where('asker', '=', by.asker)
      : query
          .where('jobId', '=', by.endedOfCard)
          .where('id', '<>', by.but)
          .where('ending', 'is not', null)
  ).execute();
}

export interface WorkRow {
  id: string;
  kind: WorkKind;
  asker: string;
  runner: string;
  isTaken: boolean;
  shown: Buffer | null;
  ending: string | null;
  jobId: string | null;
  leftMs: number;
  /** Whether the sign-in has a stored decision. */
  isDecided: boolean;
  runnerIsGone: boolean;
  /** Whether the work has no live runner or may be deleted. */
  isForSweep: boolean;
}

/** All work, latest first. */
export async function listWork(db: Db): Promise<WorkRow[]> {
  const rows = await db
    .selectFrom('shared_work')
    .leftJoin('sign_ins', 'sign_ins.jobId', 'shared_work.id')
    .select(['id', 'shared_work.kind', 'asker', 'runner', 'shown', 'ending'])
    .select(['shared_work.jobId as jobId'])
    .select([
      sql<number>`until_ms - ${sqlDialectOf(db).clockMs}`.as('leftMs'),
      sql<unknown>`contents is null`.as('isTaken'),
      sql<unknown>`sign_ins.job_id is not null`.as('isDecided'),
      isGone(db, sql.ref('runner')).as('runnerIsGone'),
      sql<unknown>`(${isLost(db)} or ${isOver(db)})`.as('isForSweep'),
    ])
    .orderBy('askedMs', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...row,
    leftMs: Number(row.leftMs),
    isTaken: Boolean(row.isTaken),
    isDecided: Boolean(row.isDecided),
    runnerIsGone: Boolean(row.runnerIsGone),
    isForSweep: Boolean(row.isForSweep),
  }));
}

/** Ends enrolments without a live runner, and deletes work that ended long ago or was left behind. */
export async function sweepWork(db: Db): Promise<void> {
  const ending = sql<string>`case when ${isGone(db, sql.ref('runner'))} then 'lost' else 'not_taken' end`;
  await withoutWriteLock(db)
    .updateTable('shared_work')
    .set({ ending, contents: null, untilMs: fromNow(db, endedMs - storedAfterMs) })
    .where(isLost(db))
    .execute();
  await withoutWriteLock(db).deleteFrom('shared_work').where(isOver(db)).execute();
}

/** Whether an enrolment's runner never began or is gone. */
function isLost(db: Db): RawBuilder<boolean> {
  return sql<boolean>`(shared_work.kind = 'enrolment' and ending is null and (
    ${isGone(db, sql.ref('runner'))}
    or (contents is not null and until_ms < ${sqlDialectOf(db).clockMs})))`;
}

function isOver(db: Db): RawBuilder<boolean> {
  // A sign-in's result may be stored a moment later, and counts as a running try until then.
  return sql<boolean>`((shared_work.kind <> 'enrolment' or ending is not null)
    and until_ms < ${fromNow(db, -storedAfterMs)})`;
}

function fromNow(db: Db, ms: number): RawBuilder<number> {
  return sql<number>`(${sqlDialectOf(db).clockMs} + ${sql.lit(Math.round(ms))})`;
}
