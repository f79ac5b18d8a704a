import type { Alike } from '../../server/people/looks-like.ts';
import type { Db } from '../../server/store/schema.ts';
import { Refusal } from '../cli/answer.ts';
import { onePerson } from './one-person.ts';

/** The people who are named as looking alike. @throws {Refusal} when one is nobody, several, or both */
export async function alikeOf(
  db: Db,
  named: { samePersonAs?: readonly string[]; twinOf?: readonly string[] },
): Promise<Alike> {
  const samePersonAs = await idsOf(db, named.samePersonAs ?? []);
  const twinOf = await idsOf(db, named.twinOf ?? []);
  if (samePersonAs.some((id) => twinOf.includes(id))) {
    throw new Refusal(
      'both_same_and_twin',
      'Somebody is named as the same person and as a twin. Say one of the two; nothing was changed.',
    );
  }
  return { samePersonAs, twinOf };
}

async function idsOf(db: Db, references: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const reference of references) ids.add((await onePerson(db, reference)).id);
  return [...ids];
}
