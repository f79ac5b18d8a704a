import { RecordCipher } from '#server/keys/record-cipher.ts';
import { removePerson, type Removal } from '#server/people/erasure.ts';
import { identifiersText, resolvePerson } from '#server/people/person.ts';
import { printable } from '#base/text';
import type { PersonRow } from '#server/store/tables/people.ts';
import { RefusalError, confirm } from './answer.ts';
import { dateOf } from './text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import type { OpenInstallation } from './with-installation.ts';

export { resolvePerson };

/** `never`, the last day, or a note that the enrolment has expired. */
export function expiryOf({ expiresAt }: PersonRow): string {
  if (!expiresAt) return 'never';
  return expiresAt.getTime() > Date.now() ? dateOf(expiresAt) : `${dateOf(expiresAt)}, expired`;
}

/** A person as `--json` prints it. @param templates number for the model in use */
export function personJson(person: PersonRow, templates: number): Record<string, unknown> {
  // The folded forms are for searching, not for reading.
  const visibleFields = Object.entries(person).filter(([field]) => !field.endsWith('Folded'));
  return { ...Object.fromEntries(visibleFields), templates };
}

interface Asked {
  hasAgreed: boolean | undefined;
  before?: () => Promise<void>;
}

/** Erases the person with that name, e-mail or id, after a question unless already confirmed. */
export async function eraseOne(
  { store, config }: OpenInstallation,
  reference: string,
  { hasAgreed, before }: Asked,
): Promise<{ person: PersonRow; removal: Removal }> {
  const person = await resolvePerson(store.db, reference);
  if (!hasAgreed) {
    const question = printable`Erase ${person.name} (${identifiersText(person)}) for good?`;
    await confirm(question, 'Nobody was erased');
  }
  await before?.();
  const removal = await removePerson(store, person.id, {
    actor: commandActor(),
    because: 'asked',
    registerFile: config.erasureRegisterFile,
    messages: new RecordCipher(config.templateKeyFile),
  });
  if (removal) return { person, removal };
  throw new RefusalError('no_such_person', 'This person has been erased in the meantime.');
}
