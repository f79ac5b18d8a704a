import { foldEmail, foldName } from '../../platform/text.ts';
import type { Reason } from '../../sign-in/reasons.ts';
import type { HeldSignIn } from '../../store/tables/desk-cards.ts';
import { alarms, type SealedContents } from './card.ts';

/**
 * For which someone was held without a doubt about who they are. A face that did not match is not among them:
 * the visitor let in later is the enrolled person, and the one held before may be someone else.
 */
const nothingDoubted: ReadonlySet<string> = new Set<Reason>([
  ...(['not_enrolled', 'enrolment_expired', 'consent_outdated', 'opted_out'] as const),
  ...(['no_face', 'several_faces', 'poor_quality', 'movement_not_seen', 'declined'] as const),
  ...(['cannot_move', 'kiosk_offline', 'no_kiosk_here', 'camera_stuck', 'kiosk_busy'] as const),
  ...(['not_finished', 'timed_out', 'instance_silent', 'instance_outdated', 'too_old'] as const),
  ...(['document_missing', 'credential_missing', 'credential_invalid'] as const),
  ...(['code_not_set_up', 'code_missing'] as const),
  ...(['watchlist_unreachable', 'watchlist_out_of_date', 'policy_unreadable'] as const),
  ...(['starting', 'stopping', 'internal_error'] as const),
]);

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
    !alarms.has(earlier.signIn.reason)
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
  if (!nothingDoubted.has(held.reason)) return false;
  const isPerson = claimedPersonId !== null && held.claimedPersonId === claimedPersonId;
  return isSameEntry(held, approved) || (isPerson && held.locationId === approved.locationId);
}
