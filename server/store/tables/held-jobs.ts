import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';
import { storedAfterMs } from './running-tries.ts';

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
          job_id: jobId,
          receiver: instance,
          runner,
          protocol,
          contents,
          shown,
          deadline_ms: deadline,
        })
        .onConflict((row) =>
          row
            .column('job_id')
            .doUpdateSet({
              runner,
              protocol,
              contents,
              refusal: null,
              receiver: sql<string>`case when ${isOrphan} then excluded.receiver
                else held_jobs.receiver end`,
              deadline_ms: sql<number>`case when ${isOrphan} then excluded.deadline_ms
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
        .returning('job_id'),
    )
    .selectFrom('claimed')
    .select('job_id')
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
        .select(['job_id', 'protocol', 'contents', 'deadline_ms'])
        .where('runner', '=', runner)
        .where('contents', 'is not', null)
        .modifyEnd(skipTaken),
    )
    .with('taken', (with_) =>
      with_
        .updateTable('held_jobs')
        .set({ contents: null })
        .where('job_id', 'in', (row) => row.selectFrom('offered').select('job_id'))
        .returning('job_id'),
    )
    .selectFrom('offered')
    .innerJoin('taken', 'taken.job_id', 'offered.job_id')
    .select(['offered.job_id', 'offered.protocol', 'offered.contents'])
    .select(sql<number>`offered.deadline_ms - ${clockMs}`.as('left_ms'))
    .$narrowType<{ contents: Buffer }>()
    .execute();
  return rows.map(({ job_id, protocol, contents, left_ms }) => ({
    jobId: job_id,
    protocol,
    contents,
    leftMs: Number(left_ms),
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
        .where('job_id', '=', jobId)
        .where('runner', '=', runner)
        .returning('job_id'),
    )
    .selectFrom('refused')
    .select('job_id')
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
    .leftJoin('sign_ins', 'sign_ins.job_id', 'held_jobs.job_id')
    .select(['held_jobs.job_id', 'refusal', 'sign_ins.job_id as decided'])
    .select([
      isGone(db, sql.ref('held_jobs.receiver')).as('receiver_is_gone'),
      isGone(db, sql.ref('held_jobs.runner')).as('runner_is_gone'),
    ])
    .where('held_jobs.job_id', 'in', jobIds)
    .execute();
  return rows.map((row) => ({
    jobId: row.job_id,
    refusal: row.refusal,
    isDecided: row.decided !== null,
    receiverIsGone: Boolean(row.receiver_is_gone),
    runnerIsGone: Boolean(row.runner_is_gone),
  }));
}

/** What other instances look at now. */
export async function jobsElsewhere(
  db: Db,
  instance: string,
): Promise<{ jobId: string; shown: Buffer }[]> {
  const rows = await db
    .selectFrom('held_jobs')
    .select(['job_id', 'shown'])
    .where('runner', '<>', instance)
    .where('shown', 'is not', null)
    .$narrowType<{ shown: Buffer }>()
    .where('deadline_ms', '>', differencesOf(db).clockMs)
    .where((row) => row.not(isGone(db, sql.ref('held_jobs.runner'))))
    .execute();
  return rows.map(({ job_id, shown }) => ({ jobId: job_id, shown }));
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
        .whereRef('held_jobs.job_id', '=', 'news.column1')
        .where('held_jobs.runner', '=', runner)
        .returning('held_jobs.job_id'),
    )
    .selectFrom('shown')
    .select('job_id')
    .execute();
}

/** The sign-in is answered: nothing of it is kept here. */
export async function endJob(db: Db, jobId: string, receiver: string): Promise<void> {
  await db
    .with('ended', (with_) =>
      with_
        .deleteFrom('held_jobs')
        .where('job_id', '=', jobId)
        .where('receiver', '=', receiver)
        .returning('job_id'),
    )
    .selectFrom('ended')
    .select('job_id')
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
        .where('deadline_ms', '<', sql<number>`${clockMs} - ${sql.lit(storedAfterMs)}`)
        .returning('job_id'),
    )
    .with('unrung', (with_) =>
      with_
        .deleteFrom('desk_rings')
        // What came of the last press is read a moment later.
        .where('until_ms', '<', sql<number>`${clockMs} - 10000`)
        .returning('job_id'),
    )
    .selectFrom('swept')
    .select('job_id')
    .execute();
}
