import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { Claim } from '../../people/person.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard, reasonsOfVisit } from '../../store/tables/desk-cards.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { hasCard, isAlarm, openContents } from './card.ts';

/** The claim of a held visitor, and their place. */
export interface CardClaim extends Claim {
  locationId: string | null;
  deviceId: string | null;
  /** Whether this sign-in, or a later one of the visit, is an alarm. */
  hasAlarm: boolean;
}

/** Returns null when there is no such card. */
export async function readClaim(
  db: Db,
  jobId: string,
  cipher: Pick<RecordCipher, 'open'>,
): Promise<CardClaim | null> {
  const row = await findDeskCard(db, jobId);
  const signIn = row && (await findSignIn(db, jobId));
  if (!row || !signIn || !hasCard(signIn)) return null;
  const { visitor: name, email, employeeId } = openContents(row, cipher);
  const { locationId, deviceId } = signIn;
  const reasons = await reasonsOfVisit(db, row.firstJobId ?? jobId);
  return { name, email, employeeId, locationId, deviceId, hasAlarm: reasons.some(isAlarm) };
}
