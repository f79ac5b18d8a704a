import {
  changedFields,
  locationsIn,
  noDetails,
  tidied,
  type PersonDetails,
} from './person-details.ts';
import type { Enrolment } from './photos.ts';
import { locationsOf, type PersonRow } from '../store/tables/people.ts';
import { templatesOf } from '../store/tables/templates.ts';

/** What an import that was cut off has enrolled already. Each person answers for one row. */
export class EarlierImport {
  readonly #enrolment: Pick<Enrolment, 'db' | 'vision'>;
  readonly #taken = new Set<string>();

  constructor(enrolment: Pick<Enrolment, 'db' | 'vision'>) {
    this.#enrolment = enrolment;
  }

  /**
   * The one of these people who is enrolled as a row says, with photos. A row with fewer details than are on
   * record means someone else, or a change.
   */
  async personOf(
    people: readonly PersonRow[],
    given: Partial<PersonDetails>,
  ): Promise<string | undefined> {
    const wanted = tidied({ ...noDetails, ...given });
    for (const person of people) {
      if (this.#taken.has(person.id)) continue;
      if (changedFields(wanted, tidied(person)).length > 0) continue;
      if (!(await this.#isComplete(person.id, given))) continue;
      this.take(person.id);
      return person.id;
    }
    return undefined;
  }

  /** They answer for a row now. */
  take(personId: string): void {
    this.#taken.add(personId);
  }

  async #isComplete(personId: string, { locations }: Partial<PersonDetails>): Promise<boolean> {
    const { db, vision } = this.#enrolment;
    const known = (await locationsOf(db, [personId])).get(personId) ?? [];
    if (JSON.stringify(known) !== JSON.stringify(locationsIn(locations ?? ''))) return false;
    return (await templatesOf(db, vision.model.id, [personId])).length > 0;
  }
}
