import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db } from '../schema.ts';
import { unlocked } from '../unlocked.ts';
import { isGone } from './instances.ts';
import type { PersonTries } from './person-tries.ts';

// Where there are several instances only.

/** What came of a try may be stored so long after the deadline of its checks. */
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
  await unlocked(db)
    .insertInto('running_tries')
    .columns(['job_id', 'person_id'])
    .expression((row) =>
      row
        .selectFrom('shared_work')
        .innerJoin(
          row
            .selectFrom('people')
            .select('id')
            .where('id', 'in', personIds)
            // In the same order for everybody, so that nobody waits in a circle.
            .orderBy('id')
            .forNoKeyUpdate()
            .as('meant'),
          (join) => join.onTrue(),
        )
        .select(['shared_work.id as job_id', 'meant.id as person_id'])
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
  const { clockMs } = differencesOf(db);
  const running = db
    .selectFrom('running_tries as other')
    .innerJoin('shared_work', 'shared_work.id', 'other.job_id')
    .select((row) => row.fn.countAll<number>().as('running'))
    .where('other.person_id', '=', personId)
    .where('other.number', '<', (own) =>
      own
        .selectFrom('running_tries')
        .select('number')
        .where('person_id', '=', personId)
        .where('job_id', '=', jobId),
    )
    .where('shared_work.until_ms', '>', sql<number>`${clockMs} - ${sql.lit(storedAfterMs)}`)
    .where((row) => row.not(isGone(db, sql.ref('shared_work.runner'))))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('sign_ins')
            .select('sign_ins.job_id')
            .whereRef('sign_ins.job_id', '=', 'other.job_id'),
        ),
      ),
    );
  const row = await db
    .selectFrom(running.as('now'))
    .leftJoin('person_tries', (join) => join.on('person_tries.person_id', '=', personId))
    .select(['running', 'failures', 'tried_at'])
    .executeTakeFirstOrThrow();
  const { failures, tried_at } = row;
  const hasTries = failures !== null && tried_at !== null;
  return {
    running: Number(row.running),
    stored: hasTries ? { failures, triedAt: new Date(tried_at) } : null,
  };
}

/** Notes that a question was put in this try. Wherever it goes on, that question is over. */
export async function noteAsked(db: Db, jobId: string): Promise<void> {
  await unlocked(db)
    .updateTable('running_tries')
    .set((row) => ({ asked: sql<number>`coalesce(${row.ref('asked')}, 0) + 1` }))
    .where('job_id', '=', jobId)
    .execute();
}

/** At how many instances a question was put in this try before. */
export async function timesAsked(db: Db, jobId: string): Promise<number> {
  const row = await db
    .selectFrom('running_tries')
    .select('asked')
    .where('job_id', '=', jobId)
    .limit(1)
    .executeTakeFirst();
  return row?.asked ?? 0;
}
