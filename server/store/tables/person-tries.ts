import { sql } from 'kysely';
import { sqlDialectOf, withoutWriteLock, hadEffect } from '#database';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';

/** Failed tries to be one person. A trigger counts them with each stored sign-in. */
export interface PersonTries {
  /** Failed tries in a row since the last match. */
  failures: number;
  /** When the last try was decided. */
  triedAt: Date;
}

export async function triesOf(db: Db, personId: string): Promise<PersonTries | null> {
  return (
    (await db
      .selectFrom('person_tries')
      .select(['failures', 'triedAt'])
      .where('personId', '=', personId)
      .executeTakeFirst()) ?? null
  );
}

/** Those of these people, or of everybody, with at least so many failed tries in a row. */
export async function peopleWithFailures(
  db: Db,
  atLeast: number,
  among?: readonly string[],
): Promise<Set<string>> {
  if (among?.length === 0) return new Set();
  const rows = await db
    .selectFrom('person_tries')
    .select('personId')
    .where('failures', '>=', atLeast)
    .$if(among !== undefined, (query) => query.where('personId', 'in', among ?? []))
    .execute();
  return new Set(rows.map(({ personId }) => personId));
}

/** Resets the count. Returns false and changes nothing when there were fewer failures. */
export async function clearTries(db: Db, personId: string, atLeast: number): Promise<boolean> {
  return db
    .updateTable('person_tries')
    .set({ failures: 0 })
    .where('personId', '=', personId)
    .where('failures', '>=', atLeast)
    .$call(hadEffect);
}

/** Counts a failed try that is not stored with a sign-in: a wrong code that may be typed again. */
export async function countFailedTry(db: Db, personId: string, triedAt: Date): Promise<void> {
  await db
    .insertInto('person_tries')
    .values({ personId, failures: 1, triedAt })
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet((row) => ({
        failures: sql<number>`${row.ref('person_tries.failures')} + 1`,
        triedAt,
      })),
    )
    .execute();
}

/** Sets the count of somebody who is enrolled. Returns whether it changed. */
export async function bringTriesForward(
  db: Db,
  { personId, failures, triedAt }: PersonTries & { personId: string },
): Promise<boolean> {
  const isEnrolled = await db
    .selectFrom('people')
    .select('id')
    .where('id', '=', personId)
    .executeTakeFirst();
  const before = await triesOf(db, personId);
  if (!isEnrolled || (before?.failures ?? 0) === failures) return false;
  await db
    .insertInto('person_tries')
    .values({ personId, failures, triedAt })
    .onConflict((conflict) => conflict.column('personId').doUpdateSet({ failures, triedAt }))
    .execute();
  return true;
}

// Only used with several instances.

/** How long after the deadline of its checks a try's result may be stored. */
export const storedAfterMs = 10_000;

/**
 * Records that a held sign-in is about to try to be these people. Concurrent tries wait for each other on the
 * person's row. So the try with the lower number was first, and the later try can count it.
 */
export async function beginTries(
  db: Db,
  jobId: string,
  personIds: readonly string[],
): Promise<void> {
  await withoutWriteLock(db)
    .insertInto('running_tries')
    .columns(['jobId', 'personId'])
    .expression((row) =>
      row
        .selectFrom('shared_work')
        .innerJoin(
          row
            .selectFrom('people')
            .select('id')
            .where('id', 'in', personIds)
            // A fixed order for all transactions prevents deadlocks.
            .orderBy('id')
            .forNoKeyUpdate()
            .as('meant'),
          (join) => join.onTrue(),
        )
        .select(['shared_work.id as jobId', 'meant.id as personId'])
        .where('shared_work.id', '=', jobId),
    )
    // The try may have begun at another instance and moved here.
    .onConflict((row) => row.doNothing())
    .execute();
}

/**
 * How many earlier tries to be this person, at live instances, are not stored yet. Read in one statement with the
 * stored tries.
 */
export async function triesWithRunning(
  db: Db,
  personId: string,
  jobId: string,
): Promise<{ running: number; stored: PersonTries | null }> {
  const { clockMs } = sqlDialectOf(db);
  const running = db
    .selectFrom('running_tries as other')
    .innerJoin('shared_work', 'shared_work.id', 'other.jobId')
    .select((row) => row.fn.countAll<number>().as('running'))
    .where('other.personId', '=', personId)
    .where('other.number', '<', (own) =>
      own
        .selectFrom('running_tries')
        .select('number')
        .where('personId', '=', personId)
        .where('jobId', '=', jobId),
    )
    .where('shared_work.untilMs', '>', sql<number>`${clockMs} - ${sql.lit(storedAfterMs)}`)
    .where((row) => row.not(isGone(db, sql.ref('shared_work.runner'))))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('sign_ins')
            .select('sign_ins.jobId')
            .whereRef('sign_ins.jobId', '=', 'other.jobId'),
        ),
      ),
    );
  const row = await db
    .selectFrom(running.as('now'))
    .leftJoin('person_tries', (join) => join.on('person_tries.personId', '=', personId))
    .select(['running', 'failures', 'triedAt'])
    .executeTakeFirstOrThrow();
  const { failures, triedAt } = row;
  const hasTries = failures !== null && triedAt !== null;
  return {
    running: Number(row.running),
    stored: hasTries ? { failures, triedAt } : null,
  };
}

/** Records that a challenge was put in this try. No other instance may repeat that challenge. */
export async function noteChallenge(db: Db, jobId: string): Promise<void> {
  await withoutWriteLock(db)
    .updateTable('running_tries')
    .set((row) => ({ asked: sql<number>`coalesce(${row.ref('asked')}, 0) + 1` }))
    .where('jobId', '=', jobId)
    .execute();
}

/** At how many instances a challenge was put in this try before. */
export async function countChallenges(db: Db, jobId: string): Promise<number> {
  const row = await db
    .selectFrom('running_tries')
    .select('asked')
    .where('jobId', '=', jobId)
    .limit(1)
    .executeTakeFirst();
  return row?.asked ?? 0;
}
