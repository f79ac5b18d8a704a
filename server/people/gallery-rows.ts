import { sql } from 'kysely';
import { deleteRows } from '#database';
import type { Db } from '../store/schema.ts';
import type { PersonRow } from '../store/tables/people.ts';

/** The people who changed, up to a revision. */
interface PeopleChanges {
  /** The revision that a reader has reached with these changes. */
  revision: number;
  personIds: string[];
  /** Whether a change concerns no single person: a lookalike pair or the key. */
  beyondPeople: boolean;
}

/**
 * The first changes after a revision; null when the log does not reach back that far.
 * @param limit number of log entries; several may be about one person
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
  // Revisions have no gaps.
  const isWhole = rows.every((row, index) => row.revision === revision + index + 1);
  if (!isWhole || rows.length === 0) return null;
  const ids = rows.flatMap(({ personId }) => (personId === null ? [] : [personId]));
  return {
    revision: revision + rows.length,
    personIds: [...new Set(ids)],
    beyondPeople: ids.length < rows.length,
  };
}

/** The progress of a database. */
export interface Moment {
  /** See `peopleRevision`. */
  revision: number;
  /** The latest audit event; null when there is none. */
  event: { seq: number; hash: string } | null;
}

/**
 * The database's progress, and whether it continues an earlier moment. After a restore from a copy it does not:
 * the revision went back, or the latest event of that moment is missing.
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

/** Two people who look alike to a model. Approving either needs this score, and never less than the usual one. */
export interface Lookalikes {
  personA: string;
  personB: string;
  threshold: number;
}

/** Updates the threshold of an existing pair. */
export async function putLookalikes(
  db: Db,
  { personA: one, personB: another, threshold }: Lookalikes,
  model: string,
  createdAt: Date,
): Promise<void> {
  const { personA, personB } = pairOf(one, another);
  await db
    .insertInto('lookalikes')
    .values({ personA, personB, model, threshold, createdAt })
    .onConflict((conflict) =>
      conflict.columns(['personA', 'personB', 'model']).doUpdateSet({ threshold, createdAt }),
    )
    .execute();
}

/** Returns false when the pair has no stricter threshold for this model. */
export async function deleteLookalikes(
  db: Db,
  one: string,
  another: string,
  model: string,
): Promise<boolean> {
  const { personA, personB } = pairOf(one, another);
  return deleteRows(db, 'lookalikes', { personA, personB, model });
}

/** All pairs of the model. */
export async function lookalikesOf(db: Db, model: string): Promise<Lookalikes[]> {
  return db
    .selectFrom('lookalikes')
    .select(['personA', 'personB', 'threshold'])
    .where('model', '=', model)
    .execute();
}

function pairOf(one: string, another: string): { personA: string; personB: string } {
  return one < another ? { personA: one, personB: another } : { personA: another, personB: one };
}

/** A person that a claim may mean. */
export interface ClaimedRow extends PersonRow {
  /** Number of the person's templates of the model. */
  templates: number;
  /** From the latest consent; null when it gives no date or there is none. */
  consentExpiresAt: Date | null;
  withdrawnAt: Date | null;
  /** Whether the person agreed to another text than the current one. */
  isOutdated: boolean;
}

/** The folded forms of a claim; null matches nobody. */
export interface ClaimQuery {
  emailFolded: string | null;
  employeeId: string | null;
  nameFolded: string | null;
}

/** Everybody who matches any of these, ordered by id. Each lookup uses an index. */
export async function claimedPeople(db: Db, model: string, by: ClaimQuery): Promise<ClaimedRow[]> {
  const rows = await withStanding(db, model)
    .where((person) =>
      person.or([
        person('people.emailFolded', '=', by.emailFolded),
        person('people.employeeId', '=', by.employeeId),
        person('people.nameFolded', '=', by.nameFolded),
      ]),
    )
    .execute();
  return rows.map(fromRow);
}

/**
 * People with this name, with a name of the same look, or with shared words. Also people whose looks are not
 * computed yet.
 * @param words looks of each word; a name must share two words, or the only one
 */
export async function peopleNamedLike(
  db: Db,
  model: string,
  by: { nameFolded: string; looks: readonly string[]; words: readonly (readonly string[])[] },
  limit: number,
): Promise<ClaimedRow[]> {
  const look = (any: readonly string[]) =>
    db.selectFrom('person_looks').select('personId').where('look', 'in', any).distinct();
  const [first, ...others] = by.words.map(look);
  const ofAnyWord = others.reduce((all, one) => all.unionAll(one), first ?? look([]));
  const sharing = db
    .selectFrom(ofAnyWord.as('shared'))
    .select('personId')
    .groupBy('personId')
    .having((word) => word.fn.countAll(), '>=', Math.min(2, by.words.length));
  const ids = await db
    .selectFrom('people')
    .select('id as personId')
    .where('nameFolded', '=', by.nameFolded)
    .union(look(['', ...by.looks]))
    .$if(first !== undefined, (query) => query.union(sharing))
    .limit(limit)
    .execute();
  const rows = await withStanding(db, model)
    .where(
      'people.id',
      'in',
      ids.map(({ personId }) => personId),
    )
    .execute();
  return rows.map(fromRow);
}

function withStanding(db: Db, model: string) {
  return db
    .selectFrom('people')
    .leftJoin('consents', (join) =>
      join.on('consents.id', '=', (consent) =>
        consent
          .selectFrom('consents as own')
          .select((own) => own.fn.max('own.id').as('latest'))
          .whereRef('own.personId', '=', 'people.id'),
      ),
    )
    .selectAll('people')
    .select((person) => [
      'consents.expiresAt as consentExpiresAt',
      'consents.withdrawnAt',
      'consents.textSha256',
      person
        .selectFrom('consent_texts')
        .select('sha256')
        .orderBy('id', 'desc')
        .limit(1)
        .as('currentSha256'),
      person
        .selectFrom('templates')
        .select(sql<number>`count(*)`.as('count'))
        .whereRef('templates.personId', '=', 'people.id')
        .where('model', '=', model)
        .as('templates'),
    ])
    .orderBy('people.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof withStanding>['execute']>>[number];

function fromRow({ textSha256, currentSha256, templates, ...row }: Row): ClaimedRow {
  return {
    ...row,
    templates: templates ?? 0,
    isOutdated: currentSha256 !== null && currentSha256 !== textSha256,
  };
}
