import { sql } from 'kysely';
import type { Db } from '../schema.ts';
import type { PersonRow } from './people.ts';

/** Somebody whom a claim may mean. */
export interface ClaimedRow extends PersonRow {
  /** Templates of the model. */
  templates: number;
  /** Whether Envoy's profile is known to be theirs. */
  hasProfile: boolean;
  /** Of the latest consent; null where it says nothing, or there is none. */
  consentExpiresAt: Date | null;
  withdrawnAt: Date | null;
  /** They agreed to another text than the one that counts now. */
  isOutdated: boolean;
}

/** The folded forms that a claim gives; null means no one. */
export interface ClaimedBy {
  emailFolded: string | null;
  employeeId: string | null;
  profileId: string | null;
  nameFolded: string | null;
}

/** Everybody whom any of these means, in the order of their ids. Each is looked up by an index. */
export async function claimedPeople(db: Db, model: string, by: ClaimedBy): Promise<ClaimedRow[]> {
  const rows = await withStanding(db, model, by.profileId)
    .where((person) =>
      person.or([
        person('people.emailFolded', '=', by.emailFolded),
        person('people.employeeId', '=', by.employeeId),
        person('people.nameFolded', '=', by.nameFolded),
        person('people.id', '=', (profile) =>
          profile
            .selectFrom('visitor_profiles')
            .select('personId')
            .where('profileId', '=', by.profileId),
        ),
      ]),
    )
    .execute();
  return rows.map(fromRow);
}

/**
 * Some of those of this name, of one that looks like it, or that shares words with it; and of those whose
 * looks are not known yet.
 * @param words what each word is found by; two of them, or the only one, must be in the name
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
  const rows = await withStanding(db, model, null)
    .where(
      'people.id',
      'in',
      ids.map(({ personId }) => personId),
    )
    .execute();
  return rows.map(fromRow);
}

function withStanding(db: Db, model: string, profileId: string | null) {
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
      person
        .selectFrom('visitor_profiles')
        .select('profileId')
        .where('profileId', '=', profileId)
        .whereRef('visitor_profiles.personId', '=', 'people.id')
        .as('profile'),
    ])
    .orderBy('people.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof withStanding>['execute']>>[number];

function fromRow({ textSha256, currentSha256, templates, profile, ...row }: Row): ClaimedRow {
  return {
    ...row,
    templates: templates ?? 0,
    hasProfile: profile !== null,
    isOutdated: currentSha256 !== null && currentSha256 !== textSha256,
  };
}
