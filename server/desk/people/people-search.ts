import { setImmediate } from 'node:timers/promises';
import { expressionBuilder, sql, type SelectQueryBuilder } from 'kysely';
import type { PeopleFilter } from '../../protocol/desk-people-messages.ts';
import type { Language } from '../../protocol/languages.ts';
import type { Db, PeopleTable, Schema } from '../../store/schema.ts';
import { templateCount, type PersonRow } from '../../store/tables/people.ts';

/** A filter of people with the values that it depends on. */
export interface PeopleCondition {
  filter: PeopleFilter;
  /** SHA-256 of the current consent text, in hex; null when there is none. */
  textSha256: string | null;
  /** Failed tries in a row after which a person's face check is off. */
  failuresUntilOff: number;
  now: Date;
}

/** A person as a list of people shows them. */
export interface ListedPersonRow extends PersonRow {
  /** Number of the person's templates of the model. */
  templates: number;
  /** When the person's last sign-in was approved. */
  usedAt: Date | null;
}

/** Number of names read and sorted at once: more would block the event loop. */
const chunkSize = 2000;

/**
 * A page of the people whose name, e-mail or employee id contains this text, and the total. Sorted by name in the
 * order of the language, then by id.
 * @param folded the text folded as a name, folded as an e-mail, and as typed; empty texts match everybody
 */
export async function searchPeople(
  db: Db,
  {
    model,
    ...by
  }: {
    model: string;
    folded: { name: string; email: string; employeeId: string };
    only?: PeopleCondition | undefined;
    language: Language;
    offset: number;
    limit: number;
  },
): Promise<{ people: ListedPersonRow[]; count: number }> {
  const { name, email, employeeId } = by.folded;
  const found = db
    .selectFrom('people')
    .$if(employeeId !== '', (query) =>
      query.where((person) =>
        person.or([
          // A text that folds to nothing would be in every name.
          ...(name === '' ? [] : [contains('nameFolded', name)]),
          ...(email === '' ? [] : [contains('emailFolded', email)]),
          person('employeeId', '=', employeeId),
          person('id', '=', employeeId),
        ]),
      ),
    )
    .$if(by.only !== undefined, (query) => query.where(filterOf(model, by.only!)));
  const { compare } = new Intl.Collator(by.language);
  let first: NamedPerson[] = [];
  let count = 0;
  for await (const chunk of namesOf(found)) {
    count += chunk.length;
    first = [...first, ...chunk]
      .toSorted((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
      .slice(0, by.offset + by.limit);
  }
  const ids = first.slice(by.offset).map(({ id }) => id);
  if (ids.length === 0) return { people: [], count };
  const rows = await db
    .selectFrom('people')
    .leftJoin('person_uses', 'person_uses.personId', 'people.id')
    .selectAll('people')
    .select(['person_uses.approvedAt as usedAt', templateCount(db, model)])
    .where('people.id', 'in', ids)
    .execute();
  const people = rows
    .toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    .map((row) => ({ ...row, templates: row.templates ?? 0 }));
  return { people, count };
}

type NamedPerson = Pick<PersonRow, 'id' | 'name'>;

/** Names in the order of the people's ids. */
async function* namesOf(
  found: SelectQueryBuilder<Schema, 'people', object>,
): AsyncGenerator<NamedPerson[]> {
  const inOrder = found.select(['people.id', 'people.name']).orderBy('people.id').limit(chunkSize);
  let chunk = await inOrder.execute();
  for (;;) {
    yield chunk;
    const last = chunk.at(-1);
    if (!last || chunk.length < chunkSize) return;
    await setImmediate();
    chunk = await inOrder.where('people.id', '>', last.id).execute();
  }
}

function filterOf(model: string, only: PeopleCondition) {
  const { filter, textSha256, failuresUntilOff, now } = only;
  const person = expressionBuilder<Schema, 'people'>();
  const latestConsent = person
    .selectFrom('consents')
    .select('consents.id')
    .whereRef('consents.personId', '=', 'people.id')
    .where('consents.id', '=', (consent) =>
      consent
        .selectFrom('consents as later')
        .select((row) => row.fn.max('later.id').as('id'))
        .whereRef('later.personId', '=', 'people.id'),
    );
  const endedConsent = latestConsent.where((consent) =>
    consent.or([consent('withdrawnAt', 'is not', null), consent('consents.expiresAt', '<=', now)]),
  );
  switch (filter) {
    case 'ask_again':
      return person.and([
        sql<boolean>`${textSha256 !== null ? 1 : 0} = 1`,
        person.not(person.exists(endedConsent)),
        person.not(person.exists(latestConsent.where('textSha256', '=', textSha256))),
      ]);
    case 'ended':
      return person.or([person('people.expiresAt', '<=', now), person.exists(endedConsent)]);
    case 'face_off':
      return person.exists(
        person
          .selectFrom('person_tries')
          .select('person_tries.personId')
          .whereRef('person_tries.personId', '=', 'people.id')
          .where('failures', '>=', failuresUntilOff),
      );
    case 'no_email':
      return person('people.emailFolded', 'is', null);
    case 'no_photos':
      return person.not(
        person.exists(
          person
            .selectFrom('templates')
            .select('templates.id')
            .whereRef('templates.personId', '=', 'people.id')
            .where('model', '=', model),
        ),
      );
  }
}

function contains(column: keyof PeopleTable, text: string) {
  // Escapes the wildcards of a pattern.
  const pattern = `%${text.replace(/[%_!]/g, '!$&')}%`;
  return sql<boolean>`${sql.ref(`people.${column}`)} like ${pattern} escape '!'`;
}
