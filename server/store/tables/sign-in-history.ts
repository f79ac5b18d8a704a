import type { Db, SignInChecksTable } from '../schema.ts';
import type { Selectable } from 'kysely';
import { deleteRows, findRows, rowsChanged } from './rows.ts';

/** A decided sign-in as the history shows it. */
export interface HistoryRow {
  jobId: string;
  receivedAt: Date;
  verdict: string;
  reason: string;
  locationId: string | null;
  flow: string | null;
  /** They were asked to move and did not, or said that they cannot. */
  challengeFailed: boolean | null;
  challengeExcused: boolean | null;
  /** Of the enrolled person whom it was about, as long as they are enrolled. */
  personName: string | null;
}

export interface HistoryFilter {
  /** From inclusive, to exclusive. */
  from: Date;
  to: Date;
  locationId: string | null;
  verdict: 'approved' | 'review' | null;
  /** One of these; null: whatever it is. */
  reasons: readonly string[] | null;
  /** In the name of this enrolled person; default: in anyone's. */
  personId?: string;
  /** Where the page before ended; the newest come first. */
  before: { receivedAt: Date; jobId: string } | null;
  limit: number;
}

export async function signInHistory(db: Db, filter: HistoryFilter): Promise<HistoryRow[]> {
  const { from, to, locationId, verdict, reasons, personId, before, limit } = filter;
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
    .$if(reasons !== null, (query) => query.where('sign_ins.reason', 'in', reasons!))
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

// What was stored of one person a short while ago. Clocks are set, and those of instances differ: what seems
// to be of a moment to come is as near as what is as long ago.

/** Other sign-ins in the name of this person, decided so lately. */
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

/** A sign-in as Envoy tells it from others. */
interface Same {
  jobId: string;
  entryId: string | null;
  deviceId: string | null;
}

/**
 * Whether another sign-in in the name of this person was approved so lately and they have not signed out
 * since. One entry of Envoy's log at one iPad is one sign-in, however often Envoy asks about it.
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

/** Whether another sign-in in which this person's face matched was excused from moving so lately. */
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

/** By how much Envoy's clock may differ from ours. */
const clocksDifferMs = 60_000;

/** Until when a sign-in may be from before Envoy's word that its visitor has left; null: it gave no time. */
export function latestBefore(signedOutAt: Date | null): Date {
  return new Date((signedOutAt ?? new Date()).getTime() + clocksDifferMs);
}

/**
 * Notes that the visitor let in by this entry of Envoy's log has left. Returns how many sign-ins it was about: none
 * without such a visitor, or when it tells of a time before that, as one that comes again would.
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

/** The check whose notes tell of clocks, and of no one. */
export const clockCheck = 'recent';

export interface CheckRow {
  check: string;
  passed: boolean;
  reason: string;
  note: string | null;
  milliseconds: number;
}

/** Returns them as the database has them. */
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

/** How many sign-ins since then came to each reason. */
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
