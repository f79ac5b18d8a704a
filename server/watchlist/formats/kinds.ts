import { unknownKind } from './faults.ts';
import type { ListedRecord } from './format.ts';

/** What an entry of a list can be; `other` are ships and the like, which are left out. */
export type Kind = ListedRecord['kind'] | 'other';

/** The words of a publisher, in lower case. */
export type Kinds = ReadonlyMap<string, Kind>;

export function kinds(words: Readonly<Record<string, Kind>>): Kinds {
  return new Map(Object.entries(words));
}

/**
 * What an entry is. A word that is not known is a fault of the file: whoever took it for a company,
 * or for a ship, would lose a person in silence.
 * @throws {ListError} `list_of_another_format`
 */
export function kindOf(file: string, said: string, known: Kinds): Kind {
  const kind = known.get(said.trim().toLowerCase());
  if (kind === undefined) throw unknownKind(file, said.trim(), [...known.keys()]);
  return kind;
}
