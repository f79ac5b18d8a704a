import { foldEmail, foldName } from '#base/text';
import { ruleOf } from '../../sign-in/reason-rules.ts';
import type { HeldSignIn } from '../../store/tables/desk-cards.ts';
import { isAlarm, type SealedContents } from './card.ts';

export interface OpenedSignIn {
  signIn: HeldSignIn;
  contents: SealedContents;
}

/**
 * Whether a held sign-in continues the visit of an earlier one: the same entry in Envoy, with the same words. Typed
 * words at another entry are no proof, so that sign-in has a card of its own.
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
 * Whether this sign-in has let a held visitor in: Envoy says that the entry is the same, or a face check that the
 * person is. Typed words do not count.
 */
export function isLetInBy(
  held: HeldSignIn,
  { claimedPersonId, ...approved }: Entry & Pick<HeldSignIn, 'claimedPersonId' | 'locationId'>,
): boolean {
  // After a face that did not match, the person who was let in may be somebody else.
  if (ruleOf(held.reason).doubt !== 'none') return false;
  const isPerson = claimedPersonId !== null && held.claimedPersonId === claimedPersonId;
  return isSameEntry(held, approved) || (isPerson && held.locationId === approved.locationId);
}
