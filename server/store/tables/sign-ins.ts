import { sql, type Selectable } from 'kysely';
import type { CorrectionSaid } from '../../protocol/desk-messages.ts';
import type { Db, SignInsTable } from '../schema.ts';
import { checkFrom, clockCheck, type CheckRow } from './sign-in-checks.ts';

/** A decided sign-in. */
export interface SignInRow {
  jobId: string;
  entryId: string | null;
  /** `visitor` or `employee`. */
  kind: string;
  /** Stored as null when the person has been erased in the meantime. */
  claimedPersonId: string | null;
  verdict: string;
  reason: string;
  /** The check that the reason comes from. */
  check: string | null;
  note: string | null;
  engine: string | null;
  /** The recogniser on whose scale the score is. */
  model: string | null;
  /** The visitor was asked to move and did not, or not as asked. */
  challengeFailed: boolean | null;
  /** They said in time that they cannot move, and were excused. */
  challengeExcused: boolean | null;
  /** What it was as a try to be the claimed person: `matched` or `failed`; null when it was none. */
  tried: string | null;
  frames: number | null;
  usableFrames: number | null;
  /** Best score against the claimed person. */
  score: number | null;
  receivedAt: Date;
  decidedAt: Date;
  locationId: string | null;
  deviceId: string | null;
  flow: string | null;
  /** The rule of the policy that applied; null when none was asked. */
  rule: string | null;
}

export async function findSignIn(db: Db, jobId: string): Promise<SignInRow | undefined> {
  const row = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** With what its checks said, in their order: one trip to the database for what answers Envoy. */
export async function findSignInWithChecks(
  db: Db,
  jobId: string,
): Promise<{ signIn: SignInRow; checks: CheckRow[] } | undefined> {
  const rows = await db
    .selectFrom('sign_ins')
    .leftJoin('sign_in_checks as said', 'said.job_id', 'sign_ins.job_id')
    .selectAll('sign_ins')
    .select([
      'said.position',
      'said.passed',
      'said.milliseconds',
      'said.check_name as said_check',
      'said.reason as said_reason',
      'said.note as said_note',
    ])
    .where('sign_ins.job_id', '=', jobId)
    .orderBy('said.position')
    .execute();
  const [first] = rows;
  if (!first) return undefined;
  const checks = rows.flatMap((row) => {
    const { job_id, position, passed, milliseconds } = row;
    const { said_check: check_name, said_reason: reason, said_note: note } = row;
    // Null where it had no checks.
    if (position === null || passed === null || milliseconds === null) return [];
    if (check_name === null || reason === null) return [];
    return [checkFrom({ job_id, position, passed, milliseconds, check_name, reason, note })];
  });
  return { signIn: fromRow(first), checks };
}

export async function findSignIns(db: Db, jobIds: readonly string[]): Promise<SignInRow[]> {
  if (jobIds.length === 0) return [];
  const rows = await db.selectFrom('sign_ins').selectAll().where('job_id', 'in', jobIds).execute();
  return rows.map(fromRow);
}

/** The last stored sign-in in which this person's face was asked to move. */
export async function latestChallengeOf(db: Db, personId: string): Promise<SignInRow | undefined> {
  const row = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('claimed_person_id', '=', personId)
    .where('challenge_failed', 'is not', null)
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Every sign-in of one person, the earliest first. @param jobIds others that are theirs, of before they were enrolled */
export async function signInsOf(
  db: Db,
  personId: string,
  jobIds: readonly string[],
): Promise<SignInRow[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where((row) =>
      row.or([
        row('claimed_person_id', '=', personId),
        ...(jobIds.length === 0
          ? []
          : [row.and([row('claimed_person_id', 'is', null), row('job_id', 'in', jobIds)])]),
      ]),
    )
    .orderBy('decided_at')
    .execute();
  return rows.map(fromRow);
}

/** What is looked at of a sign-in to judge the threshold. */
export interface ScoredSignIn {
  verdict: string;
  reason: string;
  score: number;
  /** What the desk said of who stood before the camera; null where it said nothing. */
  said: CorrectionSaid | null;
}

/** Every sign-in that this recogniser gave a score. */
export async function scoredSignIns(db: Db, model: string): Promise<ScoredSignIn[]> {
  return db
    .selectFrom('sign_ins')
    .leftJoin('corrections', 'corrections.job_id', 'sign_ins.job_id')
    .select(['verdict', 'reason', 'score', 'said'])
    .where('model', '=', model)
    .where('score', 'is not', null)
    .$narrowType<{ score: number }>()
    .execute();
}

/** Whether any was received since, at this location; null: at any. @param since ISO 8601 */
export async function hasSignInsSince(
  db: Db,
  since: string,
  locationId: string | null,
): Promise<boolean> {
  const row = await db
    .selectFrom('sign_ins')
    .select('job_id')
    .where('received_at', '>=', since)
    .$if(locationId !== null, (query) => query.where('location_id', '=', locationId))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The ids of the locations from which sign-ins were received since. @param since ISO 8601 */
export async function locationsSeen(db: Db, since: string): Promise<string[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select('location_id')
    .distinct()
    .where('received_at', '>=', since)
    .where('location_id', 'is not', null)
    .$narrowType<{ location_id: string }>()
    .orderBy('location_id')
    .execute();
  return rows.map(({ location_id }) => location_id);
}

/** The names of the flows that stored sign-ins were of. */
export async function flowsSeen(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select('flow')
    .distinct()
    .where('flow', 'is not', null)
    .$narrowType<{ flow: string }>()
    .orderBy('flow')
    .execute();
  return rows.map(({ flow }) => flow);
}

/**
 * Stores a decided sign-in unless its job is stored already: the first one stands. Returns it as it is
 * stored, or null.
 */
export async function insertSignIn(db: Db, signIn: SignInRow): Promise<SignInRow | null> {
  const inserted = await db
    .insertInto('sign_ins')
    .values((row) => ({
      ...toRow(signIn),
      claimed_person_id: row
        .selectFrom('people')
        .select('id')
        .where('id', '=', signIn.claimedPersonId),
    }))
    .onConflict((conflict) => conflict.column('job_id').doNothing())
    .returningAll()
    .executeTakeFirst();
  return inserted ? fromRow(inserted) : null;
}

/** How long the latest sign-ins with a capture took. */
export async function latestDurations(
  db: Db,
  atMost: number,
): Promise<{ reason: string; milliseconds: number }[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select(['reason', 'received_at', 'decided_at'])
    .where('frames', '>', 0)
    .orderBy('received_at', 'desc')
    .limit(atMost)
    .execute();
  return rows.map(({ reason, received_at, decided_at }) => ({
    reason,
    milliseconds: Date.parse(decided_at) - Date.parse(received_at),
  }));
}

/** Sign-ins that arrived since then, and how many of them ran out of time, in whichever check. */
export async function countOutOfTime(
  db: Db,
  since: Date,
): Promise<{ signIns: number; outOfTime: number }> {
  const ofThem = db.selectFrom('sign_ins').where('received_at', '>=', since.toISOString());
  const all = await ofThem.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirst();
  const late = await ofThem
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((eb) =>
      eb.or([
        eb('reason', '=', 'timed_out'),
        eb.exists(
          eb
            .selectFrom('sign_in_checks')
            .select('sign_in_checks.job_id')
            .whereRef('sign_in_checks.job_id', '=', 'sign_ins.job_id')
            .where('sign_in_checks.reason', '=', 'timed_out'),
        ),
      ]),
    )
    .executeTakeFirst();
  return { signIns: all?.count ?? 0, outOfTime: late?.count ?? 0 };
}

/** Overwrites the verdict of a stored sign-in. */
export async function amendSignIn(
  db: Db,
  { jobId, verdict, reason, check, note, frames }: SignInRow,
): Promise<void> {
  await db
    .updateTable('sign_ins')
    .set({ verdict, reason, check_name: check, note, frames })
    .where('job_id', '=', jobId)
    .execute();
}

/** Empties what was measured and noted of the person, whose link erasure empties by itself. */
export async function forgetScoresOf(db: Db, personId: string): Promise<void> {
  await db
    .updateTable('sign_in_checks')
    .set({ note: null })
    // What it says of the clocks is needed later, and is nothing of the person's.
    .where('check_name', '!=', clockCheck)
    .where('job_id', 'in', (row) =>
      row.selectFrom('sign_ins').select('job_id').where('claimed_person_id', '=', personId),
    )
    .execute();
  await db
    .updateTable('sign_ins')
    .set({ score: null, note: null })
    .where('claimed_person_id', '=', personId)
    .execute();
}

/** Deletes the sign-ins that were decided before, with their checks. Returns how many. */
export async function deleteSignInsBefore(db: Db, time: Date): Promise<number> {
  const result = await db
    .deleteFrom('sign_ins')
    .where('decided_at', '<', time.toISOString())
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

function toRow(signIn: SignInRow): Omit<SignInsTable, 'claimed_person_id' | 'signed_out_at'> {
  return {
    job_id: signIn.jobId,
    entry_id: signIn.entryId,
    kind: signIn.kind,
    verdict: signIn.verdict,
    reason: signIn.reason,
    check_name: signIn.check,
    note: signIn.note,
    engine: signIn.engine,
    model: signIn.model,
    challenge_failed: signIn.challengeFailed === null ? null : Number(signIn.challengeFailed),
    challenge_excused: signIn.challengeExcused ? 1 : null,
    tried: signIn.tried,
    frames: signIn.frames,
    usable_frames: signIn.usableFrames,
    score: signIn.score,
    received_at: signIn.receivedAt.toISOString(),
    decided_at: signIn.decidedAt.toISOString(),
    location_id: signIn.locationId,
    device_id: signIn.deviceId,
    flow: signIn.flow,
    policy_rule: signIn.rule,
  };
}

function fromRow(row: Selectable<SignInsTable>): SignInRow {
  return {
    jobId: row.job_id,
    entryId: row.entry_id,
    kind: row.kind,
    claimedPersonId: row.claimed_person_id,
    verdict: row.verdict,
    reason: row.reason,
    check: row.check_name,
    note: row.note,
    engine: row.engine,
    model: row.model,
    challengeFailed: row.challenge_failed === null ? null : row.challenge_failed === 1,
    challengeExcused: row.challenge_excused === 1 || null,
    tried: row.tried,
    frames: row.frames,
    usableFrames: row.usable_frames,
    score: row.score,
    receivedAt: new Date(row.received_at),
    decidedAt: new Date(row.decided_at),
    locationId: row.location_id,
    deviceId: row.device_id,
    flow: row.flow,
    rule: row.policy_rule,
  };
}
