import { foldEmail, foldName } from '../../platform/text.ts';
import { ruleOf } from '../../sign-in/reason-rules.ts';
import type { HeldSignIn } from '../../store/tables/desk-cards.ts';
import { isAlarm, type SealedContents } from './card.ts';

export interface OpenedSignIn {
  signIn: HeldSignIn;
  contents: SealedContents;
}

/**
 * Whether a sign-in that was held goes on with the visit of one held before: the same entry in Envoy, with the same
 * words. What a visitor typed at another entry is no proof; each has a card.
 */
export function isSameVisit(earlier: OpenedSignIn, later: OpenedSignIn): boolean {
  return (
    isSameEntry(earlier.signIn, later.signIn) &&
    isSaidAlike(earlier.contents, later.contents) &&
    !isAlarm(earlier.signIn.reason)
  );
}

function isSaidAlike(one: OpenedSignIn['contents'], other: OpenedSignIn['contents']): boolean {
  return (
    one.visitor !== null &&
    other.visitor !== null &&
    foldName(one.visitor) === foldName(other.visitor) &&
    foldEmail(one.email ?? '') === foldEmail(other.email ?? '') &&
    (one.employeeId ?? '') === (other.employeeId ?? '') &&
    foldName(one.host ?? '') === foldName(other.host ?? '')
  );
}

interface Entry {
  entryId: string | null;
  deviceId: string | null;
}

/** One entry of Envoy's log at one iPad is one visit. */
function isSameEntry(one: Entry, other: Entry): boolean {
  return (
    one.entryId !== null &&
    one.entryId === other.entryId &&
    one.deviceId !== null &&
    one.deviceId === other.deviceId
  );
}

/**
 * Whether someone who was held has been let in by this sign-in: Envoy says that it is the same entry, or a face
 * check that it is the person. Nothing of it was typed.
 */
export function isLetInBy(
  held: HeldSignIn,
  { claimedPersonId, ...approved }: Entry & Pick<HeldSignIn, 'claimedPersonId' | 'locationId'>,
): boolean {
  // After a face that did not match, the person let in later may be somebody else than the one who was held.
  if (ruleOf(held.reason).doubt !== 'none') return false;
  const isPerson = claimedPersonId !== null && held.claimedPersonId === claimedPersonId;
  return isSameEntry(held, approved) || (isPerson && held.locationId === approved.locationId);
}
