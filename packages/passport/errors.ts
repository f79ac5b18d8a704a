/** The reason a document is refused or cannot be read. Each has one meaning; README.md lists them. */
export type PassportErrorCode =
  | 'chip_lost'
  | 'timeout'
  | 'too_many_commands'
  | 'unexpected_status'
  | 'not_a_passport'
  | 'access_key_wrong'
  | 'access_key_unusable'
  | 'pace_failed'
  | 'pace_unsupported'
  | 'pace_downgraded'
  | 'bac_failed'
  | 'secure_messaging_failed'
  | 'unreadable'
  | 'too_large'
  | 'unsupported_algorithm'
  | 'signature_invalid'
  | 'signer_invalid'
  | 'foreign_authority'
  | 'data_group_missing'
  | 'data_group_altered'
  | 'other_document'
  | 'chip_authentication_failed'
  | 'active_authentication_failed';

/** A document that must be refused. The error never contains data about the holder. */
export class PassportError extends Error {
  readonly code: PassportErrorCode;
  /** The structure or protocol concerned, for example `EF.SOD` or `PACE`. */
  readonly subject: string;

  constructor(code: PassportErrorCode, subject: string, detail?: string) {
    super(`${subject}: ${code}${detail === undefined ? '' : ` (${detail})`}`);
    this.name = 'PassportError';
    this.code = code;
    this.subject = subject;
  }
}
