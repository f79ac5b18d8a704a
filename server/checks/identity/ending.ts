import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { DocumentSource, WalletFailure } from '../../protocol/document-messages.ts';
import type {
  DocumentErrorCode,
  PassportVerdict,
  VerifiedDocument,
} from '../../documents/verified-document.ts';
import type { CheckResult } from '../../sign-in/check.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import { cutShortResult } from '../shared-capture.ts';

/** The ending of a session with a document. */
export type DocumentEnding =
  /** The document was read: `document.verdict` is its class, and `face` compares the live face with the portrait. */
  | { kind: 'judged'; document: VerifiedDocument; face: CheckResult | null }
  /** The data differ from what the state signed. */
  | { kind: 'refused'; code: DocumentErrorCode; from: DocumentSource }
  /** The service does not support the chip or its protocol, or the reading took too long. */
  | { kind: 'unreadable'; code: DocumentErrorCode; from: DocumentSource }
  /** The visitor declined on the phone, or the phone gave nothing. */
  | { kind: 'phone_failed'; cause: WalletFailure }
  /** The document in the phone cannot be compared with a face. */
  | { kind: 'portrait_missing' }
  /** The phone gave no name, date or country. */
  | { kind: 'incomplete' }
  | { kind: 'key_wrong' }
  | { kind: 'document_removed' }
  | { kind: 'reader_gone' }
  | { kind: 'opted_out' }
  /** Too many faces in a row did not match the document. */
  | { kind: 'locked_out' }
  /** The capture ended first: the visitor declined, the screen was lost, or the time was up. */
  | { kind: 'cut_short'; by: Exclude<CaptureEnding, 'done'> }
  | { kind: 'fault' };

/** Codes against the document itself: a copy, a forgery, or a relay. */
const refusing: ReadonlySet<DocumentErrorCode> = new Set<DocumentErrorCode>([
  'signature_invalid',
  'signer_invalid',
  'foreign_authority',
  'data_group_missing',
  'data_group_altered',
  'other_document',
  'other_question',
  'chip_authentication_failed',
  'active_authentication_failed',
  'pace_downgraded',
  'element_altered',
  'device_signature_invalid',
]);

/** @param code the error of a chip or phone that answered */
export function endingOf(code: DocumentErrorCode, from: DocumentSource): DocumentEnding {
  return { kind: refusing.has(code) ? 'refused' : 'unreadable', code, from };
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
    case 'phone_failed':
      return ending.cause === 'declined' ? 'identity_declined' : 'identity_not_read';
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
      return ending.from === 'phone'
        ? `The phone’s answer was refused: ${ending.code}.`
        : `The chip was refused: ${ending.code}.`;
    case 'phone_failed':
      return 'The phone gave no document.';
    case 'portrait_missing':
      return 'The document in the phone has no portrait that can be compared.';
    case 'incomplete':
      return 'The phone held back a part of the document.';
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
  if (document.verdict === 'revoked') {
    return 'The state withdrew it, or the certificate that signed it.';
  }
  const { missingAuthority, verdict } = document;
  if (verdict === 'not_verified' && missingAuthority === null) {
    return 'Its issuer may have withdrawn it: no current list that would say so is in force.';
  }
  return missingAuthority === null ? null : `The missing authority: ${missingAuthority}.`;
}
