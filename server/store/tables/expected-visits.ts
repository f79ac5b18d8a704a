import type { Db } from '../schema.ts';

/** Somebody who was invited, as it is stored. */
export interface ExpectedVisitRow {
  /** Envoy's. */
  inviteId: string;
  personId: string | null;
  /** Encrypted; null once the person was erased. */
  contents: Buffer | null;
  expectedAt: Date;
  /** `2026-03-12`, where the visit is. */
  day: string;
  /** Envoy says that they have signed in. */
  arrived: boolean;
}

/** With what became of their sign-in. */
export interface ExpectedVisit extends ExpectedVisitRow {
  signIn: { jobId: string; verdict: string; receivedAt: Date; seenAt: Date | null } | null;
}

/**
 * Stores a visit. One that is stored is brought up to date unless `onlyNew`; one whose invitation was
 * withdrawn stays so. Returns whether anything changed.
 */
export async function putExpectedVisit(
  db: Db,
  { inviteId, personId, contents, expectedAt, day, arrived }: ExpectedVisitRow,
  { onlyNew, now }: { onlyNew: boolean; now: Date },
): Promise<boolean> {
  const fresh = {
    person_id: personId,
    contents,
    expected_at: expectedAt.toISOString(),
    day,
    arrived: arrived ? 1 : 0,
    updated_at: now.toISOString(),
  };
  const result = await db
    .insertInto('expected_visits')
    .values({ invite_id: inviteId, ...fresh, removed: 0, job_id: null })
    .onConflict((conflict) =>
      onlyNew
        ? conflict.doNothing()
        : conflict.column('invite_id').doUpdateSet(fresh).where('expected_visits.removed', '=', 0),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/**
 * Takes a visit off the list and forgets who it was. A row without a name stays until its day is
 * over, so that an earlier event that arrives late does not bring it back.
 */
export async function removeExpectedVisit(
  db: Db,
  { inviteId, expectedAt, day }: Pick<ExpectedVisitRow, 'inviteId' | 'expectedAt' | 'day'>,
  now: Date,
): Promise<void> {
  const gone = { person_id: null, contents: null, removed: 1, updated_at: now.toISOString() };
  await db
    .insertInto('expected_visits')
    .values({
      invite_id: inviteId,
      ...gone,
      expected_at: expectedAt.toISOString(),
      day,
      arrived: 0,
      job_id: null,
    })
    .onConflict((conflict) => conflict.column('invite_id').doUpdateSet(gone))
    .execute();
}

/** Those of one day, the earliest first. */
export async function expectedVisitsOn(
  db: Db,
  day: string,
  limit: number,
): Promise<ExpectedVisit[]> {
  const rows = await db
    .selectFrom('expected_visits')
    .leftJoin('sign_ins', 'sign_ins.job_id', 'expected_visits.job_id')
    .leftJoin('desk_cards', 'desk_cards.job_id', 'expected_visits.job_id')
    .select([
      'expected_visits.invite_id',
      'expected_visits.person_id',
      'expected_visits.contents',
      'expected_visits.expected_at',
      'expected_visits.day',
      'expected_visits.arrived',
      'sign_ins.job_id',
      'sign_ins.verdict',
      'sign_ins.received_at',
      'desk_cards.seen_at',
    ])
    .where('expected_visits.day', '=', day)
    .where('expected_visits.removed', '=', 0)
    .orderBy('expected_visits.expected_at')
    .orderBy('expected_visits.invite_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    inviteId: row.invite_id,
    personId: row.person_id,
    contents: row.contents,
    expectedAt: new Date(row.expected_at),
    day: row.day,
    arrived: row.arrived === 1,
    signIn:
      row.job_id === null || row.verdict === null || row.received_at === null
        ? null
        : {
            jobId: row.job_id,
            verdict: row.verdict,
            receivedAt: new Date(row.received_at),
            seenAt: row.seen_at === null ? null : new Date(row.seen_at),
          },
  }));
}

/** Notes whom a visit means, so that erasing them empties it. Nothing is tied to somebody who is gone. */
export async function tieVisitToPerson(
  db: Db,
  inviteId: string,
  personId: string | null,
): Promise<void> {
  const isThere = (id: string) =>
    db.selectFrom('people').select('people.id').where('people.id', '=', id);
  await db
    .updateTable('expected_visits')
    .set({ person_id: personId === null ? null : isThere(personId) })
    .where('invite_id', '=', inviteId)
    .execute();
}

/** Notes at which sign-in somebody came who was invited. */
export async function tieVisitToSignIn(
  db: Db,
  inviteId: string,
  { jobId, personId }: { jobId: string; personId: string | null },
): Promise<void> {
  await db
    .updateTable('expected_visits')
    .set((visit) => ({
      job_id: jobId,
      person_id: visit.fn.coalesce('person_id', visit.val(personId)),
    }))
    .where('invite_id', '=', inviteId)
    .where('removed', '=', 0)
    .execute();
}

/** Deletes what was expected before that day. Returns how many that were. */
export async function deleteVisitsBefore(db: Db, day: string): Promise<number> {
  const result = await db.deleteFrom('expected_visits').where('day', '<', day).executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** What is encrypted, for putting it under another key. */
export async function storedExpectedVisits(
  db: Db,
): Promise<{ inviteId: string; contents: Buffer }[]> {
  const rows = await db
    .selectFrom('expected_visits')
    .select(['invite_id as inviteId', 'contents'])
    .where('contents', 'is not', null)
    .execute();
  return rows.flatMap(({ inviteId, contents }) => (contents ? [{ inviteId, contents }] : []));
}

/** Does nothing when the contents are others by now. */
export async function replaceExpectedVisit(
  db: Db,
  inviteId: string,
  before: Buffer,
  after: Buffer,
): Promise<void> {
  await db
    .updateTable('expected_visits')
    .set({ contents: after })
    .where('invite_id', '=', inviteId)
    .where('contents', '=', before)
    .execute();
}
