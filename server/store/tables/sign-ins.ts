import { changeRows, rowsChanged } from '#database';
import type { Db, SignInsTable } from '../schema.ts';
import { clockCheck, type CheckRow } from './sign-in-history.ts';

/** A decided sign-in. The claimed person is null when they were erased in the meantime. */
export type SignInRow = Omit<SignInsTable, 'checkName' | 'policyRule' | 'signedOutAt'> & {
  /** The check that gave the reason. */
  check: string | null;
  /** The policy rule that applied; null when no policy was used. */
  rule: string | null;
};

/** The columns of a `SignInRow`. */
const stored = [
  ...(['sign_ins.jobId', 'sign_ins.entryId', 'sign_ins.kind', 'sign_ins.claimedPersonId'] as const),
  ...(['sign_ins.verdict', 'sign_ins.reason', 'sign_ins.checkName as check'] as const),
  ...([
    'sign_ins.note',
    'sign_ins.hits',
    'sign_ins.engine',
    'sign_ins.model',
    'sign_ins.challengeFailed',
  ] as const),
  ...(['sign_ins.challengeExcused', 'sign_ins.tried', 'sign_ins.frames'] as const),
  ...(['sign_ins.usableFrames', 'sign_ins.score', 'sign_ins.receivedAt'] as const),
  ...(['sign_ins.decidedAt', 'sign_ins.locationId', 'sign_ins.deviceId'] as const),
  ...(['sign_ins.flow', 'sign_ins.policyRule as rule', 'sign_ins.mark'] as const),
] as const;

export async function findSignIn(db: Db, jobId: string): Promise<SignInRow | undefined> {
  return db.selectFrom('sign_ins').select(stored).where('jobId', '=', jobId).executeTakeFirst();
}

/** Reads the sign-in with its checks in their order: a single round trip before Envoy's answer. */
export async function findSignInWithChecks(
  db: Db,
  jobId: string,
): Promise<{ signIn: SignInRow; checks: CheckRow[] } | undefined> {
  const rows = await db
    .selectFrom('sign_ins')
    .leftJoin('sign_in_checks as said', 'said.jobId', 'sign_ins.jobId')
    .select(stored)
    .select(['said.passed', 'said.milliseconds', 'said.checkName as saidCheck'])
    .select(['said.reason as saidReason', 'said.note as saidNote'])
    .where('sign_ins.jobId', '=', jobId)
    .orderBy('said.position')
    .execute();
  const checks = rows.flatMap((row): CheckRow[] => {
    const { passed, milliseconds, saidCheck: check, saidReason: reason, saidNote: note } = row;
    // Null where the sign-in had no checks.
    if (passed === null || milliseconds === null || check === null || reason === null) return [];
    return [{ check, passed, reason, note, milliseconds }];
  });
  const [signIn] = rows;
  return signIn && { signIn, checks };
}

export async function findSignIns(db: Db, jobIds: readonly string[]): Promise<SignInRow[]> {
  if (jobIds.length === 0) return [];
  return db.selectFrom('sign_ins').select(stored).where('jobId', 'in', jobIds).execute();
}

/** Every sign-in of a person, earliest first. @param jobIds more sign-ins, from before the enrolment */
export async function signInsOf(db: Db, personId: string, jobIds: readonly string[]) {
  return db
    .selectFrom('sign_ins')
    .select(stored)
    .where((row) =>
      row.or([
        row('claimedPersonId', '=', personId),
        ...(jobIds.length === 0
          ? []
          : [row.and([row('claimedPersonId', 'is', null), row('jobId', 'in', jobIds)])]),
      ]),
    )
    .orderBy('decidedAt')
    .execute();
}

/**
 * Whether a sign-in was received since then at this location; null: at any location.
 * @param notFrom beginnings of job ids that do not count
 */
export async function hasSignInsSince(
  db: Db,
  since: Date,
  locationId: string | null,
  notFrom: readonly string[] = [],
): Promise<boolean> {
  const row = await db
    .selectFrom('sign_ins')
    .select('jobId')
    .where('receivedAt', '>=', since)
    .$if(locationId !== null, (query) => query.where('locationId', '=', locationId))
    .where((row) => row.and(notFrom.map((begin) => row('jobId', 'not like', `${begin}%`))))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The ids of the locations with sign-ins since then. */
export async function locationsSeen(db: Db, since: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select('locationId')
    .distinct()
    .where('receivedAt', '>=', since)
    .where('locationId', 'is not', null)
    .$narrowType<{ locationId: string }>()
    .orderBy('locationId')
    .execute();
  return rows.map(({ locationId }) => locationId);
}

/** The reasons of the decisions since a time. */
export async function reasonsSeen(db: Db, since: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select('reason')
    .distinct()
    .where('receivedAt', '>=', since)
    .execute();
  return rows.map(({ reason }) => reason);
}

/** The flow names of stored sign-ins. */
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
 * Stores a decided sign-in unless its job is already stored: the first decision counts. Returns the stored row, or
 * null.
 */
export async function insertSignIn(db: Db, signIn: SignInRow): Promise<SignInRow | null> {
  const { check, rule, ...fields } = signIn;
  const inserted = await db
    .insertInto('sign_ins')
    .values((row) => ({
      ...fields,
      checkName: check,
      policyRule: rule,
      claimedPersonId: row
        .selectFrom('people')
        .select('id')
        .where('id', '=', signIn.claimedPersonId),
    }))
    .onConflict((conflict) => conflict.column('jobId').doNothing())
    .returning(stored)
    .executeTakeFirst();
  return inserted ?? null;
}

/** The columns of an approval that its mark covers; see keys/approval-mark.ts. */
export type MarkedApproval = Pick<
  SignInRow,
  'jobId' | 'verdict' | 'reason' | 'receivedAt' | 'mark'
>;

/** The approvals with a mark, by job id. */
export async function markedApprovalsAfter(
  db: Db,
  jobId: string,
  limit: number,
): Promise<MarkedApproval[]> {
  return db
    .selectFrom('sign_ins')
    .select(['jobId', 'verdict', 'reason', 'receivedAt', 'mark'])
    .where('mark', 'is not', null)
    .where('jobId', '>', jobId)
    .orderBy('jobId')
    .limit(limit)
    .execute();
}

/** Deletes an approval that another program wrote, unless its row has changed since it was read. */
export async function deleteForgedApproval(db: Db, jobId: string, mark: Buffer | null) {
  await db
    .deleteFrom('sign_ins')
    .where('jobId', '=', jobId)
    .where('verdict', '=', 'approved')
    .where('mark', mark === null ? 'is' : '=', mark)
    .execute();
}

/** Answer times in milliseconds. */
export interface AnswerTimes {
  of: number;
  median: number;
  p95: number;
}

/** Answer times of the latest sign-ins with frames. Null: there was none. @param atMost number of sign-ins */
export async function latestTimes(db: Db, atMost: number): Promise<AnswerTimes | null> {
  const rows = await db
    .selectFrom('sign_ins')
    .select(['receivedAt', 'decidedAt'])
    .where('frames', '>', 0)
    .orderBy('receivedAt', 'desc')
    .limit(atMost)
    .execute();
  if (rows.length === 0) return null;
  const sorted = rows
    .map(({ receivedAt, decidedAt }) => decidedAt.getTime() - receivedAt.getTime())
    .sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)]!;
  return { of: sorted.length, median: at(0.5), p95: at(0.95) };
}

/** Counts sign-ins since then, and how many of those timed out in any check. */
export async function countOutOfTime(
  db: Db,
  since: Date,
): Promise<{ signIns: number; outOfTime: number }> {
  const ofThem = db.selectFrom('sign_ins').where('receivedAt', '>=', since);
  const all = await ofThem.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirst();
  const late = await ofThem
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((eb) =>
      eb.or([
        eb('reason', '=', 'timed_out'),
        eb.exists(
          eb
            .selectFrom('sign_in_checks')
            .select('sign_in_checks.jobId')
            .whereRef('sign_in_checks.jobId', '=', 'sign_ins.jobId')
            .where('sign_in_checks.reason', '=', 'timed_out'),
        ),
      ]),
    )
    .executeTakeFirst();
  return { signIns: all?.count ?? 0, outOfTime: late?.count ?? 0 };
}

/** Replaces the verdict of a stored sign-in if it still has the one that was read. @returns whether it had */
export async function amendSignIn(
  db: Db,
  read: Pick<SignInRow, 'verdict' | 'reason'>,
  { jobId, verdict, reason, check, note, hits, frames, mark }: SignInRow,
): Promise<boolean> {
  const changes = { verdict, reason, checkName: check, note, hits, frames, mark };
  return changeRows(db, 'sign_ins', { jobId, verdict: read.verdict, reason: read.reason }, changes);
}

/** Empties scores and notes of the person's sign-ins. Erasure empties the reference to the person by itself. */
export async function forgetScoresOf(db: Db, personId: string): Promise<void> {
  await db
    .updateTable('sign_in_checks')
    .set({ note: null })
    // The notes of this check are needed later and contain no personal data.
    .where('checkName', '!=', clockCheck)
    .where('jobId', 'in', (row) =>
      row.selectFrom('sign_ins').select('jobId').where('claimedPersonId', '=', personId),
    )
    .execute();
  await changeRows(
    db,
    'sign_ins',
    { claimedPersonId: personId },
    {
      score: null,
      note: null,
      hits: null,
    },
  );
}

/** Deletes the oldest sign-ins that were received before then, with their checks. Returns how many. */
export async function deleteSignInsBefore(db: Db, time: Date, most: number): Promise<number> {
  return db
    .deleteFrom('sign_ins')
    .where('jobId', 'in', (old) =>
      old
        .selectFrom('sign_ins')
        .select('jobId')
        .where('receivedAt', '<', time)
        .orderBy('receivedAt')
        .limit(most),
    )
    .$call(rowsChanged);
}
