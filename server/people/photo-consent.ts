import type { Db } from '../store/schema.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { consentStandings, hasEnded, type ConsentStanding } from './consent-standing.ts';
import type { Mistake } from './details.ts';

/**
 * Nobody's new photos are looked at whose consent does not stand. Other words than those on record are
 * a consent given anew; the same words again may be an old list that is read once more.
 */
export async function consentForPhotos(
  db: Db,
  before: PersonRow,
  { consent }: Pick<PersonRow, 'consent'>,
  now: Date,
): Promise<Mistake[]> {
  if (consent !== before.consent) return [];
  const standing = (await consentStandings(db, [before.id]))(before.id);
  const problem = problemOf(standing, now);
  if (problem === null) return [];
  const renew = `npm run privacy -- consent renew ${before.email ?? before.id} --how "..."`;
  const explanation = `${problem}, so no photo of theirs is looked at. If they agree, write that down first: ${renew}`;
  return [{ code: 'consent_ended', explanation }];
}

function problemOf(standing: ConsentStanding, now: Date): string | null {
  if (standing.withdrawnAt !== null) return 'They withdrew their consent';
  if (hasEnded(standing, now)) return 'Their consent has run out';
  return standing.isOutdated ? 'The consent text has changed since they agreed' : null;
}
