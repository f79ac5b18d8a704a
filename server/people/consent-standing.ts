import type { Db } from '../store/schema.ts';
import { currentConsentText } from '../store/tables/consent-texts.ts';
import { consentsOf, type ConsentRow } from '../store/tables/consents.ts';

/** Whether somebody's face may be looked at. */
export interface ConsentStanding {
  /** They agreed to another text than the one that counts now. */
  isOutdated: boolean;
  withdrawnAt: Date | null;
  expiresAt: Date | null;
}

/** How the latest consent of each of these people stands. */
export async function consentStandings(
  db: Db,
  personIds: readonly string[],
): Promise<(personId: string) => ConsentStanding> {
  const current = await currentConsentText(db);
  const latest = new Map<string, ConsentRow>();
  for (const consent of await consentsOf(db, personIds)) latest.set(consent.personId, consent);
  return (personId) => {
    // Nobody is stored without the words of a consent; its record adds the text, expiry and end.
    const { withdrawnAt = null, expiresAt = null, textSha256 = null } = latest.get(personId) ?? {};
    const isOutdated = current !== undefined && current.sha256 !== textSha256;
    return { isOutdated, withdrawnAt, expiresAt };
  };
}

/** Whether a consent of this standing has ended by then. */
export function hasEnded({ withdrawnAt, expiresAt }: ConsentStanding, now: Date): boolean {
  return withdrawnAt !== null || (expiresAt !== null && expiresAt <= now);
}
