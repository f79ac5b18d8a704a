import { sql } from 'kysely';
import type { Db } from '../schema.ts';

/** Who changed, up to a revision. */
interface PeopleChanges {
  /** The revision that a reader of these changes has reached. */
  revision: number;
  personIds: string[];
  /** Also something that is about no single person: a pair who look alike, or the key. */
  beyondPeople: boolean;
}

/**
 * The first changes after a revision; null when the log does not reach back that far.
 * @param limit of entries; several may be about one person
 */
export async function peopleChangesSince(
  db: Db,
  revision: number,
  limit: number,
): Promise<PeopleChanges | null> {
  const rows = await db
    .selectFrom('people_changes')
    .select(['revision', 'personId'])
    .where('revision', '>', revision)
    .orderBy('revision')
    .limit(limit)
    .execute();
  // Each change has the number after the one before it.
  const isWhole = rows.every((row, index) => row.revision === revision + index + 1);
  if (!isWhole || rows.length === 0) return null;
  const ids = rows.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  return {
    revision: revision + rows.length,
    personIds: [...new Set(ids)],
    beyondPeople: ids.length < rows.length,
  };
}

/** How far a database had come. */
export interface Moment {
  /** See `peopleRevision`. */
  revision: number;
  /** The latest event on record; null while there is none. */
  event: { seq: number; hash: string } | null;
}

/**
 * How far the database has come, and whether it got there from an earlier moment. It did not when it was
 * put back from a copy: its number went back, or the event that was the latest one then is not on record.
 */
export async function momentAfter(
  db: Db,
  before: Moment | undefined,
): Promise<Moment & { goesOn: boolean }> {
  const { rows } = await sql<{
    revision: number;
    seq: number | null;
    hash: string | null;
    known: string | null;
  }>`
    select revision, latest.seq, latest.hash,
      (select hash from audit_events where seq = ${before?.event?.seq ?? 0}) as known
    from people_revision
      left join (select seq, hash from audit_events order by seq desc limit 1) as latest on 1 = 1`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw new Error('The database has no revision of its people.');
  const { revision, seq, hash, known } = row;
  const event = seq === null || hash === null ? null : { seq, hash };
  const isOnRecord = !before?.event || known === before.event.hash;
  return { revision, event, goesOn: !before || (isOnRecord && revision >= before.revision) };
}
