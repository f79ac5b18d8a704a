import { identityReasons, type ReasonWords } from './identity-reasons.ts';

/** The fixed vocabulary of reasons. */
export const reasons = {
  matched: {
    verdict: 'approved',
    frontDesk: 'The face matches the enrolled person.',
    visitor: 'welcome',
  },
  passed: {
    verdict: 'approved',
    frontDesk: 'Every check that is required here was passed.',
    visitor: 'welcome',
  },
  not_required: {
    verdict: 'approved',
    frontDesk: 'The policy asks for no check here.',
    visitor: 'welcome',
  },
  desk_approved: {
    verdict: 'approved',
    frontDesk: 'Somebody at the front desk checked the visitor in person and let them in.',
    visitor: 'welcome',
  },
  no_match: {
    verdict: 'review',
    frontDesk: 'The face does not match the enrolled person. Please check an identity document.',
    visitor: 'please_wait',
  },
  other_person: {
    verdict: 'review',
    frontDesk:
      'The face fits another enrolled person better than the one named. Please follow your procedure: this may be somebody else.',
    visitor: 'please_wait',
  },
  not_enrolled: {
    verdict: 'review',
    frontDesk:
      'No person is enrolled under this name or e-mail, so the camera stayed off. Please check an identity document.',
    visitor: 'please_wait',
  },
  name_differs: {
    verdict: 'review',
    frontDesk:
      'The name typed does not fit the person who is enrolled under this e-mail or employee id, so the camera stayed off. Please check an identity document, and the name on the badge.',
    visitor: 'please_wait',
  },
  record_differs: {
    verdict: 'review',
    frontDesk:
      'The enrolment of this person was changed by another program than Vestibule, so the camera stayed off. Please check an identity document, and tell your administrator.',
    visitor: 'please_wait',
  },
  profile_differs: {
    verdict: 'review',
    frontDesk:
      'Envoy names another enrolled person than this name, e-mail or typed number, so the camera stayed off. Please check an identity document, and which visitor or employee was chosen on the iPad.',
    visitor: 'please_wait',
  },
  enrolment_expired: {
    verdict: 'review',
    frontDesk:
      'The enrolment of this person has expired. Please check an identity document. A manager can enrol them again.',
    visitor: 'please_wait',
  },
  consent_outdated: {
    verdict: 'review',
    frontDesk:
      'The consent text has changed since this person agreed, so the camera stayed off. Please check an identity document and ask for their consent again.',
    visitor: 'please_wait',
  },
  opted_out: {
    verdict: 'review',
    frontDesk:
      'This person does not want face checks, so the camera stayed off. Please check an identity document.',
    visitor: 'please_wait',
  },
  no_face: {
    verdict: 'review',
    frontDesk: 'The camera saw no face. Please ask the visitor to step in front of the screen.',
    visitor: 'please_wait',
  },
  several_faces: {
    verdict: 'review',
    frontDesk: 'Several people were in front of the camera. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  poor_quality: {
    verdict: 'review',
    frontDesk:
      'The face could not be seen well enough (light, distance or angle). Please check the visitor in person.',
    visitor: 'try_light',
  },
  face_changed: {
    verdict: 'review',
    frontDesk:
      'More than one person stepped in front of the camera. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  spoof_suspected: {
    verdict: 'review',
    frontDesk:
      'The camera may have been shown a picture instead of a person. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  movement_not_seen: {
    verdict: 'review',
    frontDesk: 'The visitor did not follow the dot in time. Please check an identity document.',
    visitor: 'please_wait',
  },
  cannot_move: {
    verdict: 'review',
    frontDesk:
      'The visitor touched "I can’t move my head" on the screen. Please check an identity document instead.',
    visitor: 'in_person',
  },
  declined: {
    verdict: 'review',
    frontDesk:
      'The visitor chose not to use the camera. Please check an identity document instead.',
    visitor: 'declined',
  },
  ...identityReasons,
  locked_out: {
    verdict: 'review',
    frontDesk:
      'Too many face checks in a row failed for this person. Please check an identity document.',
    visitor: 'please_wait',
  },
  signed_in_already: {
    verdict: 'review',
    frontDesk:
      'Somebody was let in under this name a short while ago and has not signed out since. Please check in person who it was, and that the visitor is who they say they are.',
    visitor: 'please_wait',
  },
  kiosk_offline: {
    verdict: 'review',
    frontDesk:
      'The lobby camera is not connected. Please check the visitor in person and look at the lobby screen.',
    visitor: 'please_wait',
  },
  no_kiosk_here: {
    verdict: 'review',
    frontDesk:
      'No lobby screen is set up for this location. Please check the visitor in person and tell your administrator.',
    visitor: 'please_wait',
  },
  camera_stuck: {
    verdict: 'review',
    frontDesk:
      "The lobby camera's picture is frozen. Its shutter may be closed. Please check the visitor in person, then check the camera.",
    visitor: 'please_wait',
  },
  camera_changed: {
    verdict: 'review',
    frontDesk:
      "This lobby screen's camera has changed, so the face check is paused. Please check the visitor in person. If the camera is yours, confirm it under Lobby screens.",
    visitor: 'please_wait',
  },
  not_at_ipad: {
    verdict: 'review',
    frontDesk:
      'The sign-in did not come from an iPad in the lobby, so the camera stayed off. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  second_camera_missing: {
    verdict: 'review',
    frontDesk:
      'The second lobby camera is not connected, so the face check is paused. Please check the visitor in person, then plug the camera in.',
    visitor: 'please_wait',
  },
  cameras_not_set_up: {
    verdict: 'review',
    frontDesk:
      'The two lobby cameras are not set up, or one was moved, so the face check is paused. Please check the visitor in person, then set the cameras up under Lobby screens.',
    visitor: 'please_wait',
  },
  kiosk_busy: {
    verdict: 'review',
    frontDesk:
      'The lobby camera was busy with other visitors. Please check the visitor in person, or let them sign in again.',
    visitor: 'please_wait',
  },
  policy_unreadable: {
    verdict: 'review',
    frontDesk:
      'The policy of this installation has a mistake, so everybody is held. Please check the visitor in person and tell your administrator.',
    visitor: 'please_wait',
  },
  not_finished: {
    verdict: 'review',
    frontDesk:
      'This check was ended because another one had failed. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  timed_out: {
    verdict: 'review',
    frontDesk: 'The face check ran out of time. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  watchlist_hit: {
    verdict: 'review',
    frontDesk: 'The visitor may be on a watchlist. Please follow your watchlist procedure.',
    visitor: 'please_wait',
  },
  watchlist_out_of_date: {
    verdict: 'review',
    frontDesk:
      'A watchlist that is required here is out of date or missing. Please check an identity document and tell your administrator.',
    visitor: 'please_wait',
  },
  watchlist_unreachable: {
    verdict: 'review',
    frontDesk:
      'The watchlist that somebody else runs gave no usable answer. Please follow your watchlist procedure.',
    visitor: 'please_wait',
  },
  credential_missing: {
    verdict: 'review',
    frontDesk: 'A required health pass was not shown. Please ask for the health pass.',
    visitor: 'please_wait',
  },
  credential_invalid: {
    verdict: 'review',
    frontDesk:
      'The health pass that was shown was not accepted. Please look at the health pass in person.',
    visitor: 'please_wait',
  },
  code_not_set_up: {
    verdict: 'review',
    frontDesk:
      'This person has set up no personal code, which is required here. Please check an identity document, and have a manager set up the code with them.',
    visitor: 'please_wait',
  },
  code_missing: {
    verdict: 'review',
    frontDesk:
      'The face matched, and no personal code was typed in time. Please check an identity document.',
    visitor: 'in_person',
  },
  code_wrong: {
    verdict: 'review',
    frontDesk:
      'The face matched, and the personal code that was typed was wrong. Please check an identity document.',
    visitor: 'please_wait',
  },
  code_used: {
    verdict: 'review',
    frontDesk:
      'The face matched, and the personal code that was typed had been used before. Please check an identity document, and whether somebody else has seen the code.',
    visitor: 'please_wait',
  },
  document_missing: {
    verdict: 'review',
    frontDesk:
      'A required answer or document is missing; the note says which. Please ask the visitor for it.',
    visitor: 'please_wait',
  },
  instance_silent: {
    verdict: 'review',
    frontDesk: 'The face check did not answer in time. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  too_old: {
    verdict: 'review',
    frontDesk: 'This sign-in arrived too late to be checked. Please let the visitor sign in again.',
    visitor: 'please_wait',
  },
  bad_request: {
    verdict: 'review',
    frontDesk:
      'Envoy sent a sign-in that could not be read, or sent it to the wrong address. Please check the visitor in person and tell your administrator.',
    visitor: 'please_wait',
  },
  starting: {
    verdict: 'review',
    frontDesk:
      'The face check is starting, or cannot start because something that it needs is missing. Please check the visitor in person; if this goes on for minutes, tell your administrator.',
    visitor: 'please_wait',
  },
  stopping: {
    verdict: 'review',
    frontDesk: 'The face check is being restarted. Please check the visitor in person.',
    visitor: 'please_wait',
  },
  disk_full: {
    verdict: 'review',
    frontDesk:
      'The disk of the face check is full, so no sign-in can be stored. Please check the visitor in person and tell your administrator.',
    visitor: 'please_wait',
  },
  internal_error: {
    verdict: 'review',
    frontDesk:
      'The face check had a fault. Please check the visitor in person and tell your administrator.',
    visitor: 'please_wait',
  },
} as const satisfies Record<string, ReasonWords>;

export type Reason = keyof typeof reasons;
export type ReviewReason = {
  [R in Reason]: (typeof reasons)[R]['verdict'] extends 'review' ? R : never;
}[Reason];
export type Verdict = 'approved' | 'review';

export function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}

/** The front desk's sentence in two parts: why, and what to do. */
export function frontDeskWords(reason: Reason): { why: string; whatToDo: string } {
  const words = reasons[reason].frontDesk;
  const request = words.indexOf('. Please ');
  if (request < 0) return { why: words, whatToDo: 'Please check the visitor in person.' };
  return { why: words.slice(0, request + 1), whatToDo: words.slice(request + 2) };
}

/** The sentence for a stored code. A code of a later version appears as it is. */
export function reasonText(code: string): string {
  return isReason(code) ? frontDeskWords(code).why : `The reason is ${code.replaceAll('_', ' ')}.`;
}
