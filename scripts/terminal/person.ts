import type { PersonRow } from '../../server/store/tables/people.ts';
import { dateOf } from './text.ts';

export { onePerson } from '../../server/people/person.ts';

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
