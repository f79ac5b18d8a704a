import { hadEffect, rowsChanged } from '#database';
import type { ExpectedVisitsTable } from '../../store/desk-schema.ts';
import type { Db } from '../../store/schema.ts';

/** A stored invited visitor. */
export type ExpectedVisitRow = Omit<ExpectedVisitsTable, 'removed' | 'jobId' | 'updatedAt'>;

/** The visit with the outcome of its sign-in. */
export interface ExpectedVisit extends ExpectedVisitRow {
  signIn: { jobId: string; verdict: string; receivedAt: Date; seenAt: Date | null } | null;
}

/**
 * Stores a visit. Updates a stored visit unless `onlyNew` is set; a withdrawn invitation stays withdrawn. Returns
 * whether anything changed.
 */
export async function putExpectedVisit(
  db: Db,
  { inviteId, personId, contents, expectedAt, day, arrived }: ExpectedVisitRow,
  { onlyNew, now }: { onlyNew: boolean; now: Date },
): Promise<boolean> {
  const fresh = { personId, contents, expectedAt, day, arrived, updatedAt: now };
  return db
    .insertInto('expected_visits')
    .values({ inviteId, ...fresh, removed: false, jobId: null })
    .onConflict((conflict) =>
      onlyNew
        ? conflict.doNothing()
        : conflict
            .column('inviteId')
            .doUpdateSet(fresh)
            .where('expected_visits.removed', '=', false),
    )
    .$call(hadEffect);
}

/**
 * Takes a visit off the list and deletes the visitor's data. The empty row stays until its day is over, so that a
 * late earlier event does not bring the visit back.
 */
export async function removeExpectedVisit(
  db: Db,
  { inviteId, expectedAt, day }: Pick<ExpectedVisitRow, 'inviteId' | 'expectedAt' | 'day'>,
  now: Date,
): Promise<void> {
  const gone = { personId: null, contents: null, removed: true, updatedAt: now };
  await db
    .insertInto('expected_visits')
    .values({ inviteId, ...gone, expectedAt, day, arrived: false, jobId: null })
    .onConflict((conflict) => conflict.column('inviteId').doUpdateSet(gone))
    .execute();
}

/** The visits of one day, earliest first. */
export async function expectedVisitsOn(
  db: Db,
  day: string,
  limit: number,
): Promise<ExpectedVisit[]> {
  const rows = await db
    .selectFrom('expected_visits')
    .leftJoin('sign_ins', 'sign_ins.jobId', 'expected_visits.jobId')
    .leftJoin('desk_cards', 'desk_cards.jobId', 'expected_visits.jobId')
    .select([
      'expected_visits.inviteId',
      'expected_visits.personId',
      'expected_visits.contents',
      'expected_visits.expectedAt',
      'expected_visits.day',
      'expected_visits.arrived',
      'sign_ins.jobId',
      'sign_ins.verdict',
      'sign_ins.receivedAt',
      'desk_cards.seenAt',
    ])
    .where('expected_visits.day', '=', day)
    .where('expected_visits.removed', '=', false)
    .orderBy('expected_visits.expectedAt')
    .orderBy('expected_visits.inviteId')
    .limit(limit)
    .execute();
  return rows.map(({ jobId, verdict, receivedAt, seenAt, ...visit }) => {
    const isThere = jobId !== null && verdict !== null && receivedAt !== null;
    return { ...visit, signIn: isThere ? { jobId, verdict, receivedAt, seenAt } : null };
  });
}

/** The stored visit, unless its invitation was withdrawn. */
export async function findExpectedVisit(
  db: Db,
  inviteId: string,
): Promise<Pick<ExpectedVisitRow, 'contents' | 'personId' | 'expectedAt'> | undefined> {
  return db
    .selectFrom('expected_visits')
    .select(['contents', 'personId', 'expectedAt'])
    .where('inviteId', '=', inviteId)
    .where('removed', '=', false)
    .executeTakeFirst();
}

/** When the visitor of a sign-in was expected; null without an expected visit. */
export async function expectedAtOf(db: Db, jobId: string): Promise<Date | null> {
  const visit = await db
    .selectFrom('expected_visits')
    .select('expectedAt')
    .where('jobId', '=', jobId)
    .where('removed', '=', false)
    .executeTakeFirst();
  return visit?.expectedAt ?? null;
}

/** Links a visit to a person, so that erasing the person empties it. Does nothing if the person was erased. */
export async function linkVisitToPerson(
  db: Db,
  inviteId: string,
  personId: string | null,
): Promise<void> {
  const isThere = (id: string) =>
    db.selectFrom('people').select('people.id').where('people.id', '=', id);
  await db
    .updateTable('expected_visits')
    .set({ personId: personId === null ? null : isThere(personId) })
    .where('inviteId', '=', inviteId)
    .execute();
}

/** Links a visit to the sign-in at which the invited visitor arrived. */
export async function linkVisitToSignIn(
  db: Db,
  inviteId: string,
  { jobId, personId }: { jobId: string; personId: string | null },
): Promise<void> {
  await db
    .updateTable('expected_visits')
    .set((visit) => ({
      jobId,
      personId: visit.fn.coalesce('personId', visit.val(personId)),
    }))
    .where('inviteId', '=', inviteId)
    .where('removed', '=', false)
    .execute();
}

/** Deletes visits expected before that day. Returns how many. */
export async function deleteVisitsBefore(db: Db, day: string): Promise<number> {
  return db.deleteFrom('expected_visits').where('day', '<', day).$call(rowsChanged);
}
