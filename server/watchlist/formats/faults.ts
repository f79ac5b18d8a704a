import { ListError } from '../list-error.ts';

/** A renamed column or word is the publisher's doing; what can be done is the same each time. */
const changedByPublisher =
  'Look at --source; if it is right, the publisher has changed the format: take another of the files that docs/watchlists.md names, or a newer version of Vestibule. Nothing was changed.';

export function anotherFormat(file: string, expected: string): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} is not such a list: "${expected}" was expected at its beginning. Look at --source. Nothing was changed.`,
  );
}

export function columnsMissing(file: string, missing: readonly string[]): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} has no column ${missing.join(', and none ')}. ${changedByPublisher}`,
  );
}

export function unknownKind(file: string, said: string, known: readonly string[]): ListError {
  const words = known.map((word) => `"${word}"`).join(', ');
  return new ListError(
    'list_of_another_format',
    `${file} calls an entry "${said.slice(0, 40)}", which may be a person or not; known are ${words}. ${changedByPublisher}`,
  );
}

export function personsMissing(found: string): ListError {
  return new ListError('list_of_another_format', `${found} ${changedByPublisher}`);
}

export function cutOff(file: string, cause?: Error | null): ListError {
  return new ListError(
    'list_cut_off',
    `${file} is damaged or cut off. Fetch it again; nothing was changed.`,
    { cause },
  );
}
