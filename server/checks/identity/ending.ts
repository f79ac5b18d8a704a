import type { CaptureEnding } from '../../kiosk/capture.ts';
import type {
  PassportErrorCode,
  PassportVerdict,
  VerifiedDocument,
} from '../../documents/verified-document.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import { cutShortResult } from '../shared-capture.ts';

/** The ending of a session with a document. */
export type DocumentEnding =
  /** The chip was read: `document.verdict` is its class, and `face` compares the live face with the portrait. */
  | { kind: 'judged'; document: VerifiedDocument; face: CheckResult | null }
  /** The data differ from what the state signed. */
  | { kind: 'refused'; code: PassportErrorCode }
  /** The service does not support the chip or its protocol, or the reading took too long. */
  | { kind: 'unreadable'; code: PassportErrorCode }
  | { kind: 'key_wrong' }
  | { kind: 'document_removed' }
  | { kind: 'reader_gone' }
  | { kind: 'opted_out' }
  /** Too many faces in a row did not match the document. */
  | { kind: 'locked_out' }
  /** The capture ended first: the visitor declined, the screen was lost, or the time was up. */
  | { kind: 'cut_short'; by: Exclude<CaptureEnding, 'done'> }
  | { kind: 'fault' };

/** Codes against the document itself: a copy, a forgery, or a relay between reader and chip. */
const refusing: ReadonlySet<PassportErrorCode> = new Set<PassportErrorCode>([
  'signature_invalid',
  'signer_invalid',
  'foreign_authority',
  'data_group_missing',
  'data_group_altered',
  'other_document',
  'chip_authentication_failed',
  'active_authentication_failed',
  'pace_downgraded',
]);

/** @param code the error of a chip that answered */
export function endingOf(code: PassportErrorCode): DocumentEnding {
  return { kind: refusing.has(code) ? 'refused' : 'unreadable', code };
}

/** The reason for each class of document that does not pass. */
const reasonOfClass = {
  genuine: 'internal_error',
  copy_not_excluded: 'identity_copy_possible',
  not_verified: 'identity_not_verified',
  expired: 'identity_expired',
  revoked: 'identity_refused',
} as const satisfies Record<PassportVerdict, ReviewReason>;

export type PassingClass = 'genuine' | 'copy_not_excluded';

/** Returns the most important reason against letting the holder in; null when there is none. */
export function reasonAgainst(
  ending: DocumentEnding,
  passing: readonly PassingClass[],
): ReviewReason | null {
  switch (ending.kind) {
    case 'judged': {
      const { verdict } = ending.document;
      if (ending.face && !ending.face.passed) return ending.face.reason;
      if (!passing.some((one) => one === verdict)) return reasonOfClass[verdict];
      return ending.face ? null : 'internal_error';
    }
    case 'refused':
      return 'identity_refused';
    case 'opted_out':
    case 'locked_out':
      return ending.kind;
    case 'cut_short':
      return ending.by === 'declined' ? 'identity_declined' : cutShortResult[ending.by];
    case 'fault':
      return 'internal_error';
    default:
      return 'identity_not_read';
  }
}

/** Describes the cause for the front desk, without any data of the holder. */
export function noteOf(ending: DocumentEnding): string | null {
  switch (ending.kind) {
    case 'judged':
      return noteOfDocument(ending.document);
    case 'refused':
    case 'unreadable':
      return `The chip was refused: ${ending.code}.`;
    case 'key_wrong':
      return 'What was typed did not open the chip.';
    case 'document_removed':
      return 'The document was taken off the reader too early.';
    case 'reader_gone':
      return 'No document reader is connected at this screen.';
    default:
      return null;
  }
}

function noteOfDocument(document: VerifiedDocument): string | null {
  if (document.verdict === 'revoked') return 'The state withdrew the certificate that signed it.';
  const { missingAuthority } = document;
  return missingAuthority === null ? null : `The missing authority: ${missingAuthority}.`;
}
