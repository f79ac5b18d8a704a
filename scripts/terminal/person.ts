import { knownBy, peopleMeantBy } from '../../server/people/person.ts';
import { oneLine, printable } from '../../server/platform/text.ts';
import type { Db } from '../../server/store/schema.ts';
import type { PersonRow } from '../../server/store/tables/people.ts';
import { Refusal } from './answer.ts';
import { dateOf } from './text.ts';

/** The one person that a reference means. @throws {Refusal} when it means no one, or several */
export async function onePerson(db: Db, reference: string): Promise<PersonRow> {
  const [person, ...others] = await peopleMeantBy(db, reference);
  if (!person) {
    throw new Refusal(
      'no_such_person',
      printable`Nobody is enrolled as "${reference}". Give an id, an e-mail, an employee id or the exact name; "list" shows everybody.`,
    );
  }
  if (others.length === 0) return person;
  const candidates = [person, ...others];
  const lines = candidates.map((one) => printable`  ${one.id}  ${one.name} (${knownBy(one)})`);
  throw new Refusal(
    'ambiguous_person',
    `"${oneLine(reference)}" can mean ${candidates.length} people. Say which one by their id; nothing was changed.\n${lines.join('\n')}`,
    {
      candidates: candidates.map(({ id, name, email, employeeId }) => ({
        id,
        name,
        email,
        employeeId,
      })),
    },
  );
}

/** `never`, the last day, or that it has passed. */
export function expiryOf({ expiresAt }: PersonRow): string {
  if (!expiresAt) return 'never';
  return expiresAt.getTime() > Date.now() ? dateOf(expiresAt) : `${dateOf(expiresAt)}, expired`;
}

/** `1 photo`, `3 photos` */
export function photoCount(count: number): string {
  return count === 1 ? '1 photo' : `${count} photos`;
}

/** A person as `--json` prints them. @param templates of the model in use */
export function personJson(person: PersonRow, templates: number): Record<string, unknown> {
  // The folded forms are for finding people, not for reading.
  const shown = Object.entries(person).filter(([field]) => !field.endsWith('Folded'));
  return { ...Object.fromEntries(shown), templates };
}
