import { sql, type RawBuilder } from 'kysely';
import { sqlDialectOf } from '../dialects/sql-dialect.ts';
import type { WorkKind } from '../instance-schema.ts';
import type { Db } from '../schema.ts';
import { withoutWriteLock } from '../sessions.ts';
import { isGone } from './instances.ts';
import { storedAfterMs } from './person-tries.ts';
import { hadEffect } from './rows.ts';

/** How an enrolment ended is shown for so long. */
export const endedMs = 10 * 60_000;

export interface NewWorkRow {
  /** Of a sign-in the job id, else a random one. */
  id: string;
  kind: WorkKind;
  asker: string;
  runner: string;
  /** Encrypted; null when the instance that asks does it. */
  contents: Buffer | null;
  shown: Buffer | null;
  /** Until its lease ends; see `WorkKinds`. */
  leftMs: number;
  /** Of an enrolment. */
  kioskId?: string;
  jobId?: string | null;
  personId?: string | null;
}

/**
 * Returns false, and changes nothing, when it is there already; or, of an enrolment, when one is under way at
 * that screen or from that card. A sign-in may be asked for again, with another runner, by its asker, by its
 * runner, and by anyone when its asker is gone or its lease has ended.
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
      // Null when they were erased meanwhile.
      personId: row
        .selectFrom('people')
        .select('id')
        .where('id', '=', personId ?? null),
    }))
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return true;
  if (kind !== 'sign_in') return false;
  const isOrphan = sql<boolean>`(${isGone(db, sql.ref('shared_work.asker'))}
    or until_ms < ${sqlDialectOf(db).clockMs})`;
  const moved = await withoutWriteLock(db)
    .updateTable('shared_work')
    .set({
      runner,
      contents,
      ending: null,
      asker: sql<string>`case when ${isOrphan} then ${asker} else asker end`,
      untilMs: sql<number>`case when ${isOrphan} then ${until} else until_ms end`,
    })
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where((row) => row.or([row('asker', '=', asker), row('runner', '=', asker), isOrphan]))
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

export interface ClaimedWork {
  id: string;
  kind: WorkKind;
  kioskId: string | null;
  contents: Buffer;
  /** Until its lease ends; negative when it has. */
  leftMs: number;
}

/**
 * Takes all that this instance is asked to do: what was asked is not left in the table. The update decides what
 * is taken: of what was read before it, something may have been given to another instance.
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

/** Shows how it stands while it is under way. */
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
  /** Null: under way, which it has to be. */
  from?: string | null;
  /** Default: any runner. */
  runner?: string;
  /** Default: as it is. */
  shown?: Buffer;
  personId?: string;
  /** For so long it is shown how it ended; default: until its lease ends. */
  keptMs?: number;
}

/**
 * Returns false, and changes nothing, when it has ended otherwise already. In a transaction, which is undone
 * with it, or in `withoutWriteLock(db)`.
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

/** Nothing of it is kept. */
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
  /** A sign-in with a decision that is stored. */
  isDecided: boolean;
  askerIsGone: boolean;
  runnerIsGone: boolean;
  /** No one does it any more, or it is to be forgotten. */
  isForSweep: boolean;
}

/** The latest first. */
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
      isGone(db, sql.ref('asker')).as('askerIsGone'),
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
    askerIsGone: Boolean(row.askerIsGone),
    runnerIsGone: Boolean(row.runnerIsGone),
    isForSweep: Boolean(row.isForSweep),
  }));
}

/** Ends enrolments that no one runs any more, and forgets what ended long ago or was left behind. */
export async function sweepWork(db: Db): Promise<void> {
  const ending = sql<string>`case when ${isGone(db, sql.ref('runner'))} then 'lost' else 'not_taken' end`;
  await withoutWriteLock(db)
    .updateTable('shared_work')
    .set({ ending, contents: null, untilMs: fromNow(db, endedMs - storedAfterMs) })
    .where(isLost(db))
    .execute();
  await withoutWriteLock(db).deleteFrom('shared_work').where(isOver(db)).execute();
}

/** An enrolment that its runner did not begin, or does not go on with. */
function isLost(db: Db): RawBuilder<boolean> {
  return sql<boolean>`(shared_work.kind = 'enrolment' and ending is null and (
    ${isGone(db, sql.ref('runner'))}
    or (contents is not null and until_ms < ${sqlDialectOf(db).clockMs})))`;
}

function isOver(db: Db): RawBuilder<boolean> {
  // The result of a sign-in may be stored a moment later, and until then it is a running try.
  return sql<boolean>`((shared_work.kind <> 'enrolment' or ending is not null)
    and until_ms < ${fromNow(db, -storedAfterMs)})`;
}

function fromNow(db: Db, ms: number): RawBuilder<number> {
  return sql<number>`(${sqlDialectOf(db).clockMs} + ${sql.lit(Math.round(ms))})`;
}
