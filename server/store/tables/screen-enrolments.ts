import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { EnrolmentEnding } from '../instance-schema.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';

// For why these statements begin with `with`, see instances.ts.

/** An instance that has not begun by then is of another version, or hangs. */
const takenWithinMs = 10_000;
/** The desk sees for so long what came of it. */
const keptMs = 10 * 60_000;

export interface AskedEnrolment {
  id: string;
  kioskId: string;
  jobId: string | null;
  /** Of somebody enrolled. */
  personId: string | null;
  asker: string;
  runner: string;
  /** Encrypted; null when the instance that asks runs it. */
  contents: Buffer | null;
  shown: Buffer;
}

/**
 * Returns false, and changes nothing, when one is under way at that screen or from that card. Those
 * that have ended of the same card are forgotten.
 */
export async function askEnrolment(db: Db, asked: AskedEnrolment): Promise<boolean> {
  const { id, kioskId, jobId, personId, asker, runner, contents, shown } = asked;
  const rows = await db
    .with('asked', (with_) =>
      with_
        .insertInto('screen_enrolments')
        .values({
          id,
          kioskId,
          jobId,
          // Null when they were erased meanwhile.
          personId: with_.selectFrom('people').select('id').where('id', '=', personId),
          asker,
          runner,
          contents,
          shown,
          askedMs: differencesOf(db).clockMs,
        })
        .onConflict((row) => row.doNothing())
        .returning('id'),
    )
    .with('before', (with_) =>
      with_
        .deleteFrom('screen_enrolments')
        .where('jobId', '=', jobId)
        .where('ending', 'is not', null)
        .where((row) => row.exists(row.selectFrom('asked').select('asked.id')))
        .returning('id'),
    )
    .selectFrom('asked')
    .select('id')
    .execute();
  return rows.length > 0;
}

/** Takes all that this instance is asked to run: what was asked is not left in the table. */
export async function takeEnrolments(
  db: Db,
  runner: string,
): Promise<{ id: string; kioskId: string; contents: Buffer }[]> {
  const rows = await db
    .with('offered', (with_) =>
      with_
        .selectFrom('screen_enrolments')
        .select(['id', 'kioskId', 'contents'])
        .where('runner', '=', runner)
        .where('ending', 'is', null)
        .where('contents', 'is not', null)
        .modifyEnd(differencesOf(db).skipTaken),
    )
    .with('taken', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({ contents: null })
        .where('id', 'in', (row) => row.selectFrom('offered').select('id'))
        .returning('id'),
    )
    .selectFrom('offered')
    .innerJoin('taken', 'taken.id', 'offered.id')
    .select(['offered.id', 'offered.kioskId', 'offered.contents'])
    .$narrowType<{ contents: Buffer }>()
    .execute();
  return rows.map(({ id, kioskId, contents }) => ({ id, kioskId, contents }));
}

/** Shows how it stands while it is under way. */
export async function noteEnrolment(
  db: Db,
  { id, runner, shown }: { id: string; runner: string; shown: Buffer },
): Promise<void> {
  await db
    .with('noted', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({ shown })
        .where('id', '=', id)
        .where('runner', '=', runner)
        .where('ending', 'is', null)
        .returning('id'),
    )
    .selectFrom('noted')
    .select('id')
    .execute();
}

/**
 * In the transaction that stores the person. Returns false when it was ended meanwhile, at whichever
 * instance: then nothing may be stored.
 */
export async function storeEnrolment(
  transaction: Db,
  { id, runner, shown, personId }: Pick<AskedEnrolment, 'id' | 'runner' | 'shown' | 'personId'>,
): Promise<boolean> {
  const result = await transaction
    .updateTable('screen_enrolments')
    .set({
      ending: 'stored',
      shown,
      personId,
      endedMs: differencesOf(transaction).clockMs,
    })
    .where('id', '=', id)
    .where('runner', '=', runner)
    .where('ending', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Shows what came of it, unless it was ended otherwise. @param isStored whether that is known: a fault may
 * have come after the transaction that stored the person, and then what that one has shown is true
 */
export async function finishEnrolment(
  db: Db,
  { id, runner, shown }: { id: string; runner: string; shown: Buffer },
  isStored: boolean,
): Promise<void> {
  const unlessStored = sql<Buffer>`case when ending = 'stored' then screen_enrolments.shown
    else ${shown} end`;
  await db
    .with('finished', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({
          ending: 'done',
          shown: isStored ? shown : unlessStored,
          contents: null,
          endedMs: differencesOf(db).clockMs,
        })
        .where('id', '=', id)
        .where('runner', '=', runner)
        .where((row) => row.or([row('ending', 'is', null), row('ending', '=', 'stored')]))
        .returning('id'),
    )
    .selectFrom('finished')
    .select('id')
    .execute();
}

/** From now on nothing of it is stored. Returns false when it is over already. */
export async function endEnrolment(
  db: Db,
  id: string,
  ending: Exclude<EnrolmentEnding, 'stored' | 'done'>,
): Promise<boolean> {
  const rows = await db
    .with('ended', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({ ending, contents: null, endedMs: differencesOf(db).clockMs })
        .where('id', '=', id)
        .where('ending', 'is', null)
        .returning('id'),
    )
    .selectFrom('ended')
    .select('id')
    .execute();
  return rows.length > 0;
}

export interface StoredEnrolment {
  id: string;
  kioskId: string;
  jobId: string | null;
  runner: string;
  isTaken: boolean;
  shown: Buffer;
  ending: EnrolmentEnding | null;
  askerIsGone: boolean;
  runnerIsGone: boolean;
}

/** The latest first. */
export async function listEnrolments(db: Db): Promise<StoredEnrolment[]> {
  const rows = await db
    .selectFrom('screen_enrolments')
    .select(['id', 'kioskId', 'jobId', 'runner', 'shown', 'ending'])
    .select([
      sql<boolean>`(contents is null)`.as('isTaken'),
      isGone(db, sql.ref('asker')).as('askerIsGone'),
      isGone(db, sql.ref('runner')).as('runnerIsGone'),
    ])
    .orderBy('askedMs', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kioskId: row.kioskId,
    jobId: row.jobId,
    runner: row.runner,
    isTaken: Boolean(row.isTaken),
    shown: row.shown,
    ending: row.ending,
    askerIsGone: Boolean(row.askerIsGone),
    runnerIsGone: Boolean(row.runnerIsGone),
  }));
}

/** Ends what nobody runs any more, and forgets what ended long ago. */
export async function sweepEnrolments(db: Db): Promise<void> {
  const { clockMs } = differencesOf(db);
  const runnerIsGone = isGone(db, sql.ref('screen_enrolments.runner'));
  await db
    .with('lost', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({ ending: 'lost', contents: null, endedMs: clockMs })
        .where('ending', 'is', null)
        .where(runnerIsGone)
        .returning('id'),
    )
    .with('untaken', (with_) =>
      with_
        .updateTable('screen_enrolments')
        .set({ ending: 'not_taken', contents: null, endedMs: clockMs })
        .where('ending', 'is', null)
        .where('contents', 'is not', null)
        .where('askedMs', '<', sql<number>`${clockMs} - ${sql.lit(takenWithinMs)}`)
        .where((row) => row.not(runnerIsGone))
        .returning('id'),
    )
    .with('forgotten', (with_) =>
      with_
        .deleteFrom('screen_enrolments')
        .where('endedMs', '<', sql<number>`${clockMs} - ${sql.lit(keptMs)}`)
        .returning('id'),
    )
    .selectFrom('lost')
    .select('id')
    .execute();
}
