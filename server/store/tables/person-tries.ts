import { sql } from 'kysely';
import type { Db } from '../schema.ts';
import { sqlDialectOf } from '../dialects/sql-dialect.ts';
import { withoutWriteLock } from '../sessions.ts';
import { isGone } from './instances.ts';
import { hadEffect } from './rows.ts';

/** Tries to be one person. A trigger counts them with each sign-in that is stored. */
export interface PersonTries {
  /** In a row, since the last match. */
  failures: number;
  /** When the last one was decided. */
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

/** Of these people, or of everyone, those under whose names so many have failed in a row. */
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

/** Begins the count again. Returns false, and changes nothing, when there were fewer. */
export async function clearTries(db: Db, personId: string, atLeast: number): Promise<boolean> {
  return db
    .updateTable('person_tries')
    .set({ failures: 0 })
    .where('personId', '=', personId)
    .where('failures', '>=', atLeast)
    .$call(hadEffect);
}

/** A failed try beside those that are stored with a sign-in: of a code that may be typed again. */
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

// Where there are several instances only.

/** The result of a try may be stored so long after the deadline of its checks. */
export const storedAfterMs = 10_000;

/**
 * Notes that a held sign-in is about to be a try to be these people. Two that begin at the same moment
 * wait for one another by the row of the person: the numbers of the tries say which one was first, and the
 * first one is there for the second to count.
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
            // In the same order for everyone, so that no one waits in a circle.
            .orderBy('id')
            .forNoKeyUpdate()
            .as('meant'),
          (join) => join.onTrue(),
        )
        .select(['shared_work.id as jobId', 'meant.id as personId'])
        .where('shared_work.id', '=', jobId),
    )
    // Begun at another instance, and moved here.
    .onConflict((row) => row.doNothing())
    .execute();
}

/**
 * How many tries to be this person were begun before that of this sign-in, at any instance that is alive,
 * and are not stored. At one moment with those that are stored.
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

/** Notes that a question was put in this try. Wherever it goes on, that question is over. */
export async function noteChallenge(db: Db, jobId: string): Promise<void> {
  await withoutWriteLock(db)
    .updateTable('running_tries')
    .set((row) => ({ asked: sql<number>`coalesce(${row.ref('asked')}, 0) + 1` }))
    .where('jobId', '=', jobId)
    .execute();
}

/** At how many instances a question was put in this try before. */
export async function countChallenges(db: Db, jobId: string): Promise<number> {
  const row = await db
    .selectFrom('running_tries')
    .select('asked')
    .where('jobId', '=', jobId)
    .limit(1)
    .executeTakeFirst();
  return row?.asked ?? 0;
}
