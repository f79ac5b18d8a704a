import { deleteRows, findRows, rowsChanged } from '#database';
import type { Db, SignInChecksTable } from '../schema.ts';
import type { Selectable } from 'kysely';

/** A decided sign-in as the history shows it. */
export interface HistoryRow {
  jobId: string;
  receivedAt: Date;
  verdict: string;
  reason: string;
  locationId: string | null;
  flow: string | null;
  /** The visitor was asked to move and did not, or said that they cannot. */
  challengeFailed: boolean | null;
  challengeExcused: boolean | null;
  /** Name of the claimed person, while enrolled. */
  personName: string | null;
}

export interface HistoryFilter {
  /** `from` is inclusive, `to` exclusive. */
  from: Date;
  to: Date;
  locationId: string | null;
  verdict: 'approved' | 'review' | null;
  /** Null: all reasons. */
  reason: string | null;
  /** Claims to be this enrolled person; default: anybody. */
  personId?: string;
  /** Where the previous page ended; newest sign-ins are first. */
  before: { receivedAt: Date; jobId: string } | null;
  limit: number;
}

export async function signInHistory(db: Db, filter: HistoryFilter): Promise<HistoryRow[]> {
  const { from, to, locationId, verdict, reason, personId, before, limit } = filter;
  return db
    .selectFrom('sign_ins')
    .leftJoin('people', 'people.id', 'sign_ins.claimedPersonId')
    .select([
      'sign_ins.jobId',
      'sign_ins.receivedAt',
      'sign_ins.verdict as verdict',
      'sign_ins.reason as reason',
      'sign_ins.locationId',
      'sign_ins.flow as flow',
      'sign_ins.challengeFailed',
      'sign_ins.challengeExcused',
      'people.name as personName',
    ])
    .where('sign_ins.receivedAt', '>=', from)
    .where('sign_ins.receivedAt', '<', to)
    .$if(locationId !== null, (query) => query.where('sign_ins.locationId', '=', locationId))
    .$if(verdict !== null, (query) => query.where('sign_ins.verdict', '=', verdict!))
    .$if(reason !== null, (query) => query.where('sign_ins.reason', '=', reason!))
    .$if(personId !== undefined, (query) => query.where('sign_ins.claimedPersonId', '=', personId!))
    .$if(before !== null, (query) =>
      query.where((row) =>
        row.or([
          row('sign_ins.receivedAt', '<', before!.receivedAt),
          row.and([
            row('sign_ins.receivedAt', '=', before!.receivedAt),
            row('sign_ins.jobId', '<', before!.jobId),
          ]),
        ]),
      ),
    )
    .orderBy('sign_ins.receivedAt', 'desc')
    .orderBy('sign_ins.jobId', 'desc')
    .limit(limit)
    .execute();
}

/** How many sign-ins the filter lets through, on all pages. */
export async function countSignIns(
  db: Db,
  filter: Omit<HistoryFilter, 'before' | 'limit' | 'personId'>,
): Promise<{ letIn: number; held: number }> {
  const { from, to, locationId, verdict, reason } = filter;
  const rows = await db
    .selectFrom('sign_ins')
    .select(({ fn }) => ['verdict', fn.countAll<number>().as('count')])
    .where('receivedAt', '>=', from)
    .where('receivedAt', '<', to)
    .$if(locationId !== null, (query) => query.where('locationId', '=', locationId))
    .$if(verdict !== null, (query) => query.where('verdict', '=', verdict!))
    .$if(reason !== null, (query) => query.where('reason', '=', reason!))
    .groupBy('verdict')
    .execute();
  const of = (one: string) => Number(rows.find((row) => row.verdict === one)?.count ?? 0);
  return { letIn: of('approved'), held: of('review') };
}

// Selects recent sign-ins of a person. Clocks may be changed and differ between instances, so a time in the future
// counts as being as close as the same time in the past.

/** Other recent sign-ins of this person. */
function latelyOf(db: Db, personId: string, jobId: string, withinMs: number) {
  const now = Date.now();
  return db
    .selectFrom('sign_ins')
    .select('jobId')
    .where('claimedPersonId', '=', personId)
    .where('decidedAt', '>', new Date(now - withinMs))
    .where('decidedAt', '<', new Date(now + withinMs))
    .where('jobId', '<>', jobId)
    .limit(1);
}

/** The ids by which Envoy tells sign-ins apart. */
interface Same {
  jobId: string;
  entryId: string | null;
  deviceId: string | null;
}

/**
 * Whether another recent sign-in of this person was approved and has not signed out. One Envoy log entry at one
 * iPad is one sign-in, however often Envoy calls.
 */
export async function wasApprovedLately(
  db: Db,
  personId: string,
  { signIn: { jobId, entryId, deviceId }, withinMs }: { signIn: Same; withinMs: number },
): Promise<boolean> {
  const row = await latelyOf(db, personId, jobId, withinMs)
    .where('verdict', '=', 'approved')
    .where('signedOutAt', 'is', null)
    .$if(entryId !== null && deviceId !== null, (query) =>
      query.where((other) =>
        other.or([
          other('entryId', 'is', null),
          other('deviceId', 'is', null),
          other('entryId', '<>', entryId),
          other('deviceId', '<>', deviceId),
        ]),
      ),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether another recent sign-in that matched this person's face was excused from moving. */
export async function wasExcusedLately(
  db: Db,
  personId: string,
  jobId: string,
  withinMs: number,
): Promise<boolean> {
  const row = await latelyOf(db, personId, jobId, withinMs)
    .where('challengeExcused', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

/** How far Envoy's clock may differ from ours. */
const clocksDifferMs = 60_000;

/** The latest time of sign-ins that a sign-out may refer to; null: Envoy gave no time. */
export function latestBefore(signedOutAt: Date | null): Date {
  return new Date((signedOutAt ?? new Date()).getTime() + clocksDifferMs);
}

/**
 * Records that the visitor approved by this Envoy log entry has left. Returns the number of sign-ins: 0 without such
 * a visitor. A repeated event with an earlier time changes nothing.
 */
export async function noteSignedOut(db: Db, entryId: string, at: Date | null): Promise<number> {
  return db
    .updateTable('sign_ins')
    .set({ signedOutAt: new Date() })
    .where('entryId', '=', entryId)
    .where('verdict', '=', 'approved')
    .where('signedOutAt', 'is', null)
    .where('decidedAt', '<=', latestBefore(at))
    .$call(rowsChanged);
}

/** The check whose notes are about clocks and not about people. */
export const clockCheck = 'recent';

export interface CheckRow {
  check: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** Returns the checks as stored. */
export async function insertChecks(
  db: Db,
  jobId: string,
  checks: readonly CheckRow[],
): Promise<CheckRow[]> {
  if (checks.length === 0) return [];
  const rows = checks.map(({ check, ...row }, position) => {
    return { ...row, jobId, position, checkName: check };
  });
  const stored = await db.insertInto('sign_in_checks').values(rows).returningAll().execute();
  return stored.toSorted((a, b) => a.position - b.position).map(checkFrom);
}

export async function deleteChecks(db: Db, jobId: string): Promise<void> {
  await deleteRows(db, 'sign_in_checks', { jobId });
}

export async function checksOf(db: Db, jobId: string): Promise<CheckRow[]> {
  const rows = await findRows(db, 'sign_in_checks', { jobId }, 'position');
  return rows.map(checkFrom);
}

function checkFrom(row: Selectable<SignInChecksTable>): CheckRow {
  const { checkName: check, passed, reason, note, milliseconds } = row;
  return { check, passed, reason, note, milliseconds };
}

/** How many sign-ins since then ended with each reason. */
export async function signInCounts(
  db: Db,
  since: Date,
): Promise<{ verdict: string; reason: string; count: number }[]> {
  const rows = await db
    .selectFrom('sign_ins')
    .select(({ fn }) => ['verdict', 'reason', fn.countAll<number>().as('count')])
    .where('receivedAt', '>=', since)
    .groupBy(['verdict', 'reason'])
    .orderBy('verdict')
    .orderBy('reason')
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
