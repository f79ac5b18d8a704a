import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';
import { storedAfterMs } from './person-tries.ts';

// For why these statements begin with `with`, see instances.ts.

export interface HeldJob {
  jobId: string;
  /** The instance that asks for it. */
  instance: string;
  /** The one that is to run the checks. */
  runner: string;
  protocol: number;
  /** Encrypted; null when the runner has the sign-in already. */
  contents: Buffer | null;
  shown: Buffer | null;
  /** Until the deadline. */
  leftMs: number;
}

/**
 * Notes who runs the checks of a sign-in. Returns false, and changes nothing, when that is for another
 * instance to say, which is alive.
 */
export async function claimJob(db: Db, job: HeldJob): Promise<boolean> {
  const { clockMs } = differencesOf(db);
  const { jobId, instance, runner, protocol, contents, shown } = job;
  const deadline = sql<number>`${clockMs} + ${sql.lit(Math.round(job.leftMs))}`;
  const isOrphan = sql<boolean>`(${isGone(db, sql.ref('held_jobs.receiver'))}
    or held_jobs.deadline_ms < ${clockMs})`;
  const rows = await db
    .with('claimed', (with_) =>
      with_
        .insertInto('held_jobs')
        .values({
          jobId,
          receiver: instance,
          runner,
          protocol,
          contents,
          shown,
          deadlineMs: deadline,
        })
        .onConflict((row) =>
          row
            .column('jobId')
            .doUpdateSet({
              runner,
              protocol,
              contents,
              refusal: null,
              receiver: sql<string>`case when ${isOrphan} then excluded.receiver
                else held_jobs.receiver end`,
              deadlineMs: sql<number>`case when ${isOrphan} then excluded.deadline_ms
                else held_jobs.deadline_ms end`,
            })
            .where((held) =>
              held.or([
                held('held_jobs.receiver', '=', instance),
                held('held_jobs.runner', '=', instance),
                isOrphan,
              ]),
            ),
        )
        .returning('jobId'),
    )
    .selectFrom('claimed')
    .select('jobId')
    .execute();
  return rows.length > 0;
}

export interface OfferedJob {
  jobId: string;
  protocol: number;
  contents: Buffer;
  /** Until the deadline; negative when it has passed. */
  leftMs: number;
}

/** Takes all that this instance is asked to run: nothing of the visitor's is left in the table. */
export async function takeJobs(db: Db, runner: string): Promise<OfferedJob[]> {
  const { clockMs, skipTaken } = differencesOf(db);
  const rows = await db
    .with('offered', (with_) =>
      with_
        .selectFrom('held_jobs')
        .select(['jobId', 'protocol', 'contents', 'deadlineMs'])
        .where('runner', '=', runner)
        .where('contents', 'is not', null)
        .modifyEnd(skipTaken),
    )
    .with('taken', (with_) =>
      with_
        .updateTable('held_jobs')
        .set({ contents: null })
        .where('jobId', 'in', (row) => row.selectFrom('offered').select('jobId'))
        .returning('jobId'),
    )
    .selectFrom('offered')
    .innerJoin('taken', 'taken.jobId', 'offered.jobId')
    .select(['offered.jobId', 'offered.protocol', 'offered.contents'])
    .select(sql<number>`offered.deadline_ms - ${clockMs}`.as('leftMs'))
    .$narrowType<{ contents: Buffer }>()
    .execute();
  return rows.map(({ jobId, protocol, contents, leftMs }) => ({
    jobId,
    protocol,
    contents,
    leftMs: Number(leftMs),
  }));
}

/** Says that this instance does not run the checks, and why. */
export async function refuseJob(
  db: Db,
  jobId: string,
  runner: string,
  refusal: string,
): Promise<void> {
  await db
    .with('refused', (with_) =>
      with_
        .updateTable('held_jobs')
        .set({ refusal })
        .where('jobId', '=', jobId)
        .where('runner', '=', runner)
        .returning('jobId'),
    )
    .selectFrom('refused')
    .select('jobId')
    .execute();
}

export interface JobState {
  jobId: string;
  refusal: string | null;
  isDecided: boolean;
  receiverIsGone: boolean;
  runnerIsGone: boolean;
}

/** How it stands with sign-ins that are waited for. One that is missing is held no more. */
export async function statesOfJobs(db: Db, jobIds: readonly string[]): Promise<JobState[]> {
  if (jobIds.length === 0) return [];
  const rows = await db
    .selectFrom('held_jobs')
    .leftJoin('sign_ins', 'sign_ins.jobId', 'held_jobs.jobId')
    .select(['held_jobs.jobId', 'refusal', 'sign_ins.jobId as decided'])
    .select([
      isGone(db, sql.ref('held_jobs.receiver')).as('receiverIsGone'),
      isGone(db, sql.ref('held_jobs.runner')).as('runnerIsGone'),
    ])
    .where('held_jobs.jobId', 'in', jobIds)
    .execute();
  return rows.map((row) => ({
    jobId: row.jobId,
    refusal: row.refusal,
    isDecided: row.decided !== null,
    receiverIsGone: Boolean(row.receiverIsGone),
    runnerIsGone: Boolean(row.runnerIsGone),
  }));
}

/** What other instances look at now. */
export async function jobsElsewhere(
  db: Db,
  instance: string,
): Promise<{ jobId: string; shown: Buffer }[]> {
  const rows = await db
    .selectFrom('held_jobs')
    .select(['jobId', 'shown'])
    .where('runner', '<>', instance)
    .where('shown', 'is not', null)
    .$narrowType<{ shown: Buffer }>()
    .where('deadlineMs', '>', differencesOf(db).clockMs)
    .where((row) => row.not(isGone(db, sql.ref('held_jobs.runner'))))
    .execute();
  return rows.map(({ jobId, shown }) => ({ jobId, shown }));
}

/** Has the desks of other instances show this of sign-ins that this one looks at. */
export async function showJobs(
  db: Db,
  runner: string,
  shown: readonly { id: string; bytes: Buffer }[],
): Promise<void> {
  if (shown.length === 0) return;
  await db
    .with('shown', (with_) =>
      with_
        .updateTable('held_jobs')
        .from(
          sql<{ column1: string; column2: Buffer }>`${differencesOf(db).idsWithBytes(shown)}`.as(
            'news',
          ),
        )
        .set((row) => ({ shown: row.ref('news.column2') }))
        .whereRef('held_jobs.jobId', '=', 'news.column1')
        .where('held_jobs.runner', '=', runner)
        .returning('held_jobs.jobId'),
    )
    .selectFrom('shown')
    .select('jobId')
    .execute();
}

/** The sign-in is answered: nothing of it is kept here. */
export async function endJob(db: Db, jobId: string, receiver: string): Promise<void> {
  await db
    .with('ended', (with_) =>
      with_
        .deleteFrom('held_jobs')
        .where('jobId', '=', jobId)
        .where('receiver', '=', receiver)
        .returning('jobId'),
    )
    .selectFrom('ended')
    .select('jobId')
    .execute();
}

/** What instances have left behind that ended in the middle of a sign-in. */
export async function sweepJobs(db: Db): Promise<void> {
  const { clockMs } = differencesOf(db);
  await db
    .with('swept', (with_) =>
      with_
        .deleteFrom('held_jobs')
        // What came of it may be stored a moment later, and until then it is a running try.
        .where('deadlineMs', '<', sql<number>`${clockMs} - ${sql.lit(storedAfterMs)}`)
        .returning('jobId'),
    )
    .with('unrung', (with_) =>
      with_
        .deleteFrom('desk_rings')
        // What came of the last press is read a moment later.
        .where('untilMs', '<', sql<number>`${clockMs} - 10000`)
        .returning('jobId'),
    )
    .selectFrom('swept')
    .select('jobId')
    .execute();
}
