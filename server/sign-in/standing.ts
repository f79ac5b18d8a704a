import type { Db } from '../store/schema.ts';
import type { NamedResult } from './decision.ts';

/** Something that a check went by is not as it was: the approval that rests on it is not stored. */
export class ChangedMeanwhile extends Error {}

/** @throws {ChangedMeanwhile} */
export async function allStillStands(
  transaction: Db,
  results: readonly NamedResult[],
): Promise<void> {
  for (const { restsOn } of results) {
    if (restsOn && !(await restsOn.stillStands(transaction))) throw new ChangedMeanwhile();
  }
}

/** What the checks come to by what counts now. The others stay as they are. */
export async function askedAgain(results: readonly NamedResult[]): Promise<NamedResult[]> {
  return Promise.all(
    results.map(async (result) => {
      const { restsOn, check, milliseconds } = result;
      return restsOn ? { ...(await restsOn.again()), check, milliseconds } : result;
    }),
  );
}
