/** The reason a wallet's answer or a list is refused. Each has one meaning; README.md lists them. */
export type MobileDocumentErrorCode =
  | 'too_large'
  | 'unreadable'
  | 'unsupported_algorithm'
  | 'wallet_status'
  | 'no_document'
  | 'several_documents'
  | 'other_document'
  | 'other_question'
  | 'element_altered'
  | 'signature_invalid'
  | 'signer_invalid'
  | 'foreign_authority'
  | 'device_signature_invalid';

/** A document that must be refused. The error never contains data about the holder. */
export class MobileDocumentError extends Error {
  readonly code: MobileDocumentErrorCode;
  /** The structure concerned, for example `issuerAuth`. */
  readonly subject: string;

  constructor(code: MobileDocumentErrorCode, subject: string) {
    super(`${subject}: ${code}`);
    this.name = 'MobileDocumentError';
    this.code = code;
    this.subject = subject;
  }
}
