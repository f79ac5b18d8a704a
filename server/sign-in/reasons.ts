import { sentencesOf } from '../config/language-files.ts';
import type { VisitorMessage } from '../protocol/messages.ts';

/**
 * A reason says why a sign-in got its verdict. The store, the log, the metrics, the visitor's screen and the
 * receptionist's message all use the same one. Its sentences are in `languages/`, by its name: `reason-no_match-why`.
 *
 * - `verdict`: the only verdict with this reason.
 * - `visitor`: the message that the lobby screen shows, by its name in the language files. Deliberately vague: a
 * screen in a lobby accuses nobody.
 */
interface ReasonEntry {
  verdict: 'approved' | 'review';
  visitor: VisitorMessage;
}

/** The fixed vocabulary of reasons. */
export const reasons = {
  matched: { verdict: 'approved', visitor: 'welcome' },
  passed: { verdict: 'approved', visitor: 'welcome' },
  not_required: { verdict: 'approved', visitor: 'welcome' },
  desk_approved: { verdict: 'approved', visitor: 'welcome' },
  no_match: { verdict: 'review', visitor: 'please_wait' },
  other_person: { verdict: 'review', visitor: 'please_wait' },
  not_enrolled: { verdict: 'review', visitor: 'please_wait' },
  name_differs: { verdict: 'review', visitor: 'please_wait' },
  record_differs: { verdict: 'review', visitor: 'please_wait' },
  profile_differs: { verdict: 'review', visitor: 'please_wait' },
  enrolment_expired: { verdict: 'review', visitor: 'please_wait' },
  consent_outdated: { verdict: 'review', visitor: 'please_wait' },
  opted_out: { verdict: 'review', visitor: 'please_wait' },
  no_face: { verdict: 'review', visitor: 'please_wait' },
  several_faces: { verdict: 'review', visitor: 'please_wait' },
  poor_quality: { verdict: 'review', visitor: 'try_light' },
  face_changed: { verdict: 'review', visitor: 'please_wait' },
  spoof_suspected: { verdict: 'review', visitor: 'please_wait' },
  movement_not_seen: { verdict: 'review', visitor: 'please_wait' },
  cannot_move: { verdict: 'review', visitor: 'in_person' },
  declined: { verdict: 'review', visitor: 'declined' },
  identity_declined: { verdict: 'review', visitor: 'in_person' },
  identity_not_read: { verdict: 'review', visitor: 'please_wait' },
  identity_refused: { verdict: 'review', visitor: 'please_wait' },
  identity_copy_possible: { verdict: 'review', visitor: 'please_wait' },
  identity_not_verified: { verdict: 'review', visitor: 'please_wait' },
  identity_expired: { verdict: 'review', visitor: 'please_wait' },
  identity_face_differs: { verdict: 'review', visitor: 'please_wait' },
  identity_name_differs: { verdict: 'review', visitor: 'please_wait' },
  identity_used_before: { verdict: 'review', visitor: 'please_wait' },
  locked_out: { verdict: 'review', visitor: 'please_wait' },
  signed_in_already: { verdict: 'review', visitor: 'please_wait' },
  kiosk_offline: { verdict: 'review', visitor: 'please_wait' },
  no_kiosk_here: { verdict: 'review', visitor: 'please_wait' },
  camera_stuck: { verdict: 'review', visitor: 'please_wait' },
  camera_changed: { verdict: 'review', visitor: 'please_wait' },
  not_at_ipad: { verdict: 'review', visitor: 'please_wait' },
  second_camera_missing: { verdict: 'review', visitor: 'please_wait' },
  cameras_not_set_up: { verdict: 'review', visitor: 'please_wait' },
  kiosk_busy: { verdict: 'review', visitor: 'please_wait' },
  policy_unreadable: { verdict: 'review', visitor: 'please_wait' },
  not_finished: { verdict: 'review', visitor: 'please_wait' },
  timed_out: { verdict: 'review', visitor: 'please_wait' },
  watchlist_hit: { verdict: 'review', visitor: 'please_wait' },
  watchlist_out_of_date: { verdict: 'review', visitor: 'please_wait' },
  watchlist_unreachable: { verdict: 'review', visitor: 'please_wait' },
  credential_missing: { verdict: 'review', visitor: 'please_wait' },
  credential_invalid: { verdict: 'review', visitor: 'please_wait' },
  code_not_set_up: { verdict: 'review', visitor: 'please_wait' },
  code_missing: { verdict: 'review', visitor: 'in_person' },
  code_wrong: { verdict: 'review', visitor: 'please_wait' },
  code_used: { verdict: 'review', visitor: 'please_wait' },
  document_missing: { verdict: 'review', visitor: 'please_wait' },
  instance_silent: { verdict: 'review', visitor: 'please_wait' },
  too_old: { verdict: 'review', visitor: 'please_wait' },
  bad_request: { verdict: 'review', visitor: 'please_wait' },
  starting: { verdict: 'review', visitor: 'please_wait' },
  stopping: { verdict: 'review', visitor: 'please_wait' },
  disk_full: { verdict: 'review', visitor: 'please_wait' },
  internal_error: { verdict: 'review', visitor: 'please_wait' },
} as const satisfies Record<string, ReasonEntry>;

export type Reason = keyof typeof reasons;
export type ReviewReason = {
  [R in Reason]: (typeof reasons)[R]['verdict'] extends 'review' ? R : never;
}[Reason];
export type Verdict = 'approved' | 'review';

export function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}

/** Read and parsed when the program starts: an answer waits for no file. */
const english = sentencesOf('reason', 'en');

/** The front desk's sentence in two parts: why, and what to do. */
export function frontDeskWords(reason: Reason): { why: string; whatToDo: string } {
  return {
    why: english.find(`${reason}-why`) ?? unknownReason(reason),
    whatToDo: english.find(`${reason}-todo`) ?? 'Please check the visitor in person.',
  };
}

/** What the receptionist reads in Envoy's visitor log: why and, of a review, what to do. */
export function frontDeskText(reason: Reason): string {
  const { why, whatToDo } = frontDeskWords(reason);
  return reasons[reason].verdict === 'approved' ? why : `${why} ${whatToDo}`;
}

/** The sentence for a stored code. A code of a later version appears as it is. */
export function reasonText(code: string): string {
  return isReason(code) ? frontDeskWords(code).why : unknownReason(code);
}

function unknownReason(code: string): string {
  return `The reason is ${code.replaceAll('_', ' ')}.`;
}
