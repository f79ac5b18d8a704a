import { isReason, type Reason, type ReviewReason } from './reasons.ts';

/** The consequences of a reason that holds a visitor. */
export interface ReasonRule {
  /**
   * What the reason says against the visitor's identity.
   *
   * - `none`: nothing. When the same person is let in later, the card closes by itself.
   * - `some`: it may be another person, so the desk looks even after somebody was let in with that name.
   * - `alarm`: an attack or a listed person. The card is in the group of alarms.
   */
  doubt: 'none' | 'some' | 'alarm';
  /**
   * Whether a look at a document settles the reason, so that the desk may be asked while Envoy waits. False for
   * evidence against the visitor (and for `camera_stuck`, which a picture held to the camera causes), for rules of
   * the office, and for faults that need a fix.
   */
  documentSettles: boolean;
  /**
   * Only logged-in accounts see this reason, because one such reason means that the visitor is listed. In a lobby, the
   * second in which a number rises would identify the visitor.
   */
  isSecret: boolean;
}

const rules: Record<ReviewReason, ReasonRule> = {
  no_match: { doubt: 'some', documentSettles: true, isSecret: false },
  other_person: { doubt: 'alarm', documentSettles: false, isSecret: true },
  not_enrolled: { doubt: 'none', documentSettles: false, isSecret: true },
  name_differs: { doubt: 'some', documentSettles: false, isSecret: true },
  record_differs: { doubt: 'some', documentSettles: false, isSecret: false },
  profile_differs: { doubt: 'some', documentSettles: false, isSecret: false },
  enrolment_expired: { doubt: 'none', documentSettles: false, isSecret: false },
  consent_outdated: { doubt: 'none', documentSettles: false, isSecret: false },
  opted_out: { doubt: 'none', documentSettles: false, isSecret: false },
  no_face: { doubt: 'none', documentSettles: true, isSecret: false },
  several_faces: { doubt: 'none', documentSettles: true, isSecret: false },
  poor_quality: { doubt: 'none', documentSettles: true, isSecret: false },
  face_changed: { doubt: 'some', documentSettles: false, isSecret: false },
  spoof_suspected: { doubt: 'alarm', documentSettles: false, isSecret: false },
  movement_not_seen: { doubt: 'none', documentSettles: true, isSecret: false },
  cannot_move: { doubt: 'none', documentSettles: true, isSecret: false },
  declined: { doubt: 'none', documentSettles: true, isSecret: false },
  identity_declined: { doubt: 'none', documentSettles: false, isSecret: false },
  identity_not_read: { doubt: 'none', documentSettles: false, isSecret: false },
  identity_refused: { doubt: 'alarm', documentSettles: false, isSecret: false },
  identity_copy_possible: { doubt: 'some', documentSettles: false, isSecret: false },
  identity_not_verified: { doubt: 'some', documentSettles: false, isSecret: false },
  identity_expired: { doubt: 'some', documentSettles: false, isSecret: false },
  identity_face_differs: { doubt: 'alarm', documentSettles: false, isSecret: false },
  identity_name_differs: { doubt: 'some', documentSettles: false, isSecret: true },
  identity_used_before: { doubt: 'some', documentSettles: false, isSecret: false },
  locked_out: { doubt: 'some', documentSettles: false, isSecret: false },
  signed_in_already: { doubt: 'some', documentSettles: false, isSecret: false },
  kiosk_offline: { doubt: 'none', documentSettles: true, isSecret: false },
  no_kiosk_here: { doubt: 'none', documentSettles: false, isSecret: false },
  camera_stuck: { doubt: 'none', documentSettles: false, isSecret: false },
  camera_changed: { doubt: 'alarm', documentSettles: false, isSecret: false },
  second_camera_missing: { doubt: 'none', documentSettles: true, isSecret: false },
  cameras_not_set_up: { doubt: 'none', documentSettles: true, isSecret: false },
  kiosk_busy: { doubt: 'none', documentSettles: true, isSecret: false },
  policy_unreadable: { doubt: 'none', documentSettles: false, isSecret: false },
  not_finished: { doubt: 'none', documentSettles: false, isSecret: false },
  timed_out: { doubt: 'none', documentSettles: false, isSecret: false },
  watchlist_hit: { doubt: 'alarm', documentSettles: false, isSecret: true },
  watchlist_out_of_date: { doubt: 'none', documentSettles: false, isSecret: false },
  watchlist_unreachable: { doubt: 'none', documentSettles: false, isSecret: false },
  credential_missing: { doubt: 'none', documentSettles: false, isSecret: false },
  credential_invalid: { doubt: 'none', documentSettles: false, isSecret: false },
  code_not_set_up: { doubt: 'none', documentSettles: false, isSecret: false },
  code_missing: { doubt: 'none', documentSettles: false, isSecret: false },
  code_wrong: { doubt: 'some', documentSettles: false, isSecret: false },
  code_used: { doubt: 'some', documentSettles: false, isSecret: false },
  document_missing: { doubt: 'none', documentSettles: false, isSecret: false },
  instance_silent: { doubt: 'none', documentSettles: false, isSecret: false },
  too_old: { doubt: 'none', documentSettles: false, isSecret: false },
  bad_request: { doubt: 'some', documentSettles: false, isSecret: false },
  starting: { doubt: 'none', documentSettles: false, isSecret: false },
  stopping: { doubt: 'none', documentSettles: false, isSecret: false },
  disk_full: { doubt: 'none', documentSettles: false, isSecret: false },
  internal_error: { doubt: 'none', documentSettles: false, isSecret: false },
};

const ofLaterVersion: ReasonRule = { doubt: 'some', documentSettles: false, isSecret: false };
const ofApproval: ReasonRule = { doubt: 'none', documentSettles: false, isSecret: false };

/** Returns the rule of a stored code, which may come from a later version. */
export function ruleOf(code: string): ReasonRule {
  if (!isReason(code)) return ofLaterVersion;
  return code in rules ? rules[code as ReviewReason] : ofApproval;
}

/** Returns the reason as shown without a login: in metrics and to brokers. */
export function reasonForAll(reason: Reason): string {
  return ruleOf(reason).isSecret ? 'who_is_it' : reason;
}
