import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';

// Where there are several instances only. For why the statement that writes begins with `with`, see
// instances.ts.

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
  await db
    .with('meant', (with_) =>
      with_
        .selectFrom('people')
        .select('id')
        .where('id', 'in', personIds)
        // In the same order for everybody, so that nobody waits in a circle.
        .orderBy('id')
        .forNoKeyUpdate(),
    )
    .with('begun', (with_) =>
      with_
        .insertInto('running_tries')
        .columns(['job_id', 'person_id'])
        .expression((row) =>
          row
            .selectFrom('held_jobs')
            .innerJoin('meant', (join) => join.onTrue())
            .select(['held_jobs.job_id', 'meant.id'])
            .where('held_jobs.job_id', '=', jobId),
        )
        // Begun at another instance, and moved here.
        .onConflict((row) => row.doNothing())
        .returning('number'),
    )
    .selectFrom('begun')
    .select('number')
    .execute();
}

/**
 * How many tries to be this person were begun before that of this sign-in, at any instance that is alive,
 * and are not stored. At one moment with the latest that are stored, the latest first.
 */
export async function triesWithRunning(
  db: Db,
  personId: string,
  { jobId, limit }: { jobId: string; limit: number },
): Promise<{ running: number; stored: { tried: string; decidedAt: Date }[] }> {
  const { clockMs } = differencesOf(db);
  const running = db
    .selectFrom('running_tries as other')
    .innerJoin('held_jobs', 'held_jobs.job_id', 'other.job_id')
    .select((row) => row.fn.countAll<number>().as('running'))
    .where('other.person_id', '=', personId)
    .where('other.number', '<', (own) =>
      own
        .selectFrom('running_tries')
        .select('number')
        .where('person_id', '=', personId)
        .where('job_id', '=', jobId),
    )
    .where('held_jobs.deadline_ms', '>', sql<number>`${clockMs} - ${sql.lit(storedAfterMs)}`)
    .where((row) => row.not(isGone(db, sql.ref('held_jobs.runner'))))
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
  const latest = db
    .selectFrom('sign_ins')
    .select(['tried', 'decided_at', sql<number>`rowid`.as('position')])
    .where('claimed_person_id', '=', personId)
    .where('tried', 'is not', null)
    .orderBy(sql`rowid`, 'desc')
    .limit(limit);
  const rows = await db
    .selectFrom(running.as('now'))
    .leftJoin(latest.as('latest'), (join) => join.onTrue())
    .select(['running', 'tried', 'decided_at'])
    .orderBy('latest.position', 'desc')
    .execute();
  return {
    running: Number(rows[0]?.running ?? 0),
    stored: rows.flatMap(({ tried, decided_at }) =>
      tried === null || decided_at === null ? [] : [{ tried, decidedAt: new Date(decided_at) }],
    ),
  };
}
