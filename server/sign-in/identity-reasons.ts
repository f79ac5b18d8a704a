import type { VisitorMessage } from '../protocol/messages.ts';

/** The reasons of the check `identity_document`. */
export const identityReasons = {
  identity_declined: {
    verdict: 'review',
    frontDesk:
      'The visitor chose not to have an identity document read. Please check an identity document in person.',
    visitor: 'in_person',
  },
  identity_not_read: {
    verdict: 'review',
    frontDesk:
      'No identity document could be read at the screen. Please check an identity document in person.',
    visitor: 'please_wait',
  },
  identity_refused: {
    verdict: 'review',
    frontDesk:
      'The identity document is not as a state signed it: its chip was altered, copied or withdrawn. Please check the document and the visitor in person.',
    visitor: 'please_wait',
  },
  identity_copy_possible: {
    verdict: 'review',
    frontDesk:
      'A state signed what the identity document says, but its chip cannot prove that it is no copy. Please look at the document itself.',
    visitor: 'please_wait',
  },
  identity_not_verified: {
    verdict: 'review',
    frontDesk:
      'Nobody could verify who signed the identity document: its authority is on no list here. Please check the document in person.',
    visitor: 'please_wait',
  },
  identity_expired: {
    verdict: 'review',
    frontDesk:
      'The identity document, or the certificate that signed it, has expired. Please check another identity document.',
    visitor: 'please_wait',
  },
  identity_face_differs: {
    verdict: 'review',
    frontDesk:
      'The face does not match the portrait of the identity document. Please compare the visitor with the document in person.',
    visitor: 'please_wait',
  },
  identity_name_differs: {
    verdict: 'review',
    frontDesk:
      'The name typed does not fit the name of the identity document. Please check the document, and the name on the badge.',
    visitor: 'please_wait',
  },
  identity_used_before: {
    verdict: 'review',
    frontDesk:
      'Within the last hour, this identity document was used for another sign-in, or this face came with another document. Please check in person who the visitor is.',
    visitor: 'please_wait',
  },
} as const satisfies Record<string, ReasonWords>;

/**
 * A reason says why a sign-in got its verdict. The store, the log, the metrics, the visitor's screen and the
 * receptionist's message all use the same one.
 *
 * - `verdict`: the only verdict with this reason.
 * - `frontDesk`: for the receptionist in Envoy's visitor log; a sentence and what to do.
 * - `visitor`: the message that the lobby screen shows, by its name in the language files. Deliberately vague: a
 * screen in a lobby accuses nobody.
 */
export interface ReasonWords {
  verdict: 'approved' | 'review';
  frontDesk: string;
  visitor: VisitorMessage;
}
