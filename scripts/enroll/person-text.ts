import type { PersonRow } from '../../server/store/tables/people.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { dateOf } from '../cli/text.ts';

/** What tells the person from others of their name. */
export function knownBy({ email, employeeId }: PersonRow): string {
  const parts = [email, employeeId === null ? null : `employee ${employeeId}`];
  return oneLine(parts.filter((part) => part !== null).join(', ')) || 'by name only';
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
  const { id, name, email, employeeId, consent, consentAt, createdAt, expiresAt } = person;
  return { id, name, email, employeeId, consent, consentAt, createdAt, expiresAt, templates };
}
