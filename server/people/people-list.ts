import { RefusalError } from '../platform/operator-error.ts';
import { endOfDay } from '../platform/local-time.ts';
import { printable, foldEmail, foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findPeople, type PersonRow } from '../store/tables/people.ts';
import { enrol } from './enrol.ts';
import { resolvePerson } from './person.ts';
import {
  noDetails,
  type PersonDetails,
  type PersonField,
  personFieldNames,
  personFields,
  changedFields,
  normalise,
} from './person-details.ts';
import type { Enrolment, EnrolmentResult, EnrolmentPhoto } from './photos.ts';
import type { CsvRow } from './list-rows.ts';
import { templatesOf } from '../store/tables/templates.ts';

export type RowResult =
  | EnrolmentResult
  | { state: 'unusable'; code: string; explanation: string }
  /** Imported before, by an import that was cut off. */
  | { state: 'in_already'; personId: string };

interface RowOptions {
  photos: () => Promise<EnrolmentPhoto[]>;
  /** Whether rows change enrolled people. */
  updating: boolean;
  /** Skips people who are already enrolled as their row says. */
  earlier: EarlierImport | null;
}

/** Enrols the person in one row of a list, or reports everything that prevents it. */
export async function importRow(
  enrolment: Enrolment,
  row: CsvRow,
  options: RowOptions,
): Promise<RowResult> {
  try {
    return await importUsableRow(enrolment, row, options);
  } catch (error) {
    if (error instanceof RefusalError) {
      return { state: 'unusable', code: error.code, explanation: error.message };
    }
    throw error;
  }
}

/** @throws {RefusalError} when a cell, or the row as a whole, cannot be used */
async function importUsableRow(
  enrolment: Enrolment,
  row: CsvRow,
  options: RowOptions,
): Promise<RowResult> {
  const { problem } = row;
  const { updating, earlier } = options;
  if (problem !== null) throw new RefusalError('row_unusable', problem);
  const given = givenDetails(row);
  const done = await earlier?.personOf(await findReferenced(enrolment, row), given);
  if (done !== undefined) return { state: 'in_already', personId: done };
  const twinOf = await personIdsOf(enrolment.db, row.twinOf);
  const photos = await options.photos();
  const [known, ...others] = updating ? await findReferenced(enrolment, row) : [];
  if (others.length > 0) {
    throw new RefusalError(
      'ambiguous_person',
      `${others.length + 1} people are enrolled under this name. Give the e-mail or employee id, or use: add --update`,
    );
  }
  const who = known
    ? { personId: known.id, changes: given }
    : { details: { ...noDetails, ...given } };
  const result = await enrol(enrolment, who, photos, twinOf);
  if (result.state !== 'refused') earlier?.take(result.personId);
  return result;
}

/** Returns the ids of the named people. @throws {RefusalError} when a reference means nobody, or several people */
export async function personIdsOf(db: Db, references: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const reference of references) ids.add((await resolvePerson(db, reference)).id);
  return [...ids];
}

/** Finds by e-mail, otherwise by employee id, otherwise by name, like a visitor's claim. */
async function findReferenced({ db }: Enrolment, row: CsvRow): Promise<PersonRow[]> {
  if (row.email !== '') return findPeople(db, { emailFolded: foldEmail(row.email) });
  if (row.employeeId !== '') return findPeople(db, { employeeId: row.employeeId });
  return findPeople(db, { nameFolded: foldName(row.name) });
}

/** Returns the details in the cells; an empty cell keeps the stored value. */
function givenDetails(row: CsvRow): Partial<PersonDetails> {
  return Object.fromEntries(
    personFieldNames
      .filter((name) => row[name] !== '')
      .map((name) => [name, valueOf(personFields[name], row[name])]),
  );
}

function valueOf({ kind, label, choices = [] }: PersonField, cell: string): string | Date {
  if (kind === 'day') {
    const day = endOfDay(cell);
    if (day) return day;
    throw new RefusalError('no_day', printable`"${cell}" is not a day. Write it as 2027-11-24.`);
  }
  if (kind === 'text' || choices.includes(cell)) return cell;
  throw new RefusalError(
    'no_choice',
    `"${cell}" is no ${label.toLowerCase()}. Write one of ${choices.join(', ')}, or nothing.`,
  );
}

/** The people whom an interrupted import has already enrolled. Each person counts for one row. */
export class EarlierImport {
  readonly #enrolment: Pick<Enrolment, 'db' | 'vision'>;
  readonly #taken = new Set<string>();

  constructor(enrolment: Pick<Enrolment, 'db' | 'vision'>) {
    this.#enrolment = enrolment;
  }

  /**
   * Returns the person who is enrolled exactly as a row says, with photos. A row with fewer details than the record
   * means another person, or a change.
   */
  async personOf(
    people: readonly PersonRow[],
    given: Partial<PersonDetails>,
  ): Promise<string | undefined> {
    const wanted = normalise({ ...noDetails, ...given });
    for (const person of people) {
      if (this.#taken.has(person.id)) continue;
      if (changedFields(wanted, normalise(person)).length > 0) continue;
      if (!(await this.#isComplete(person.id))) continue;
      this.take(person.id);
      return person.id;
    }
    return undefined;
  }

  /** Marks a person as used by a row. */
  take(personId: string): void {
    this.#taken.add(personId);
  }

  async #isComplete(personId: string): Promise<boolean> {
    const { db, vision } = this.#enrolment;
    return (await templatesOf(db, vision.model.id, [personId])).length > 0;
  }
}
