export type IssuerErrorCode =
  /** The file has none of the formats that are read. */
  | 'file_of_another_format'
  /** The name of the issuer has not the form that passes use. */
  | 'issuer_malformed'
  /** A key or certificate has a form, kind or name that passes do not use. */
  | 'key_unusable'
  /** A list of revoked cards has not the form that is read, so its issuer's revocations are not all known. */
  | 'list_unusable'
  /** No key can sign the passes of this issuer. */
  | 'no_key'
  /** The file contains a private key. */
  | 'private_key';

/** Why an issuer, its keys or its lists are unusable, in a sentence that says what to do next. */
export class IssuerError extends Error {
  readonly code: IssuerErrorCode;

  constructor(code: IssuerErrorCode, message: string) {
    super(message);
    this.name = 'IssuerError';
    this.code = code;
  }

  /** Returns the message for the operator, who can act on it and needs no stack. */
  operatorSentence(): string {
    return this.message;
  }
}
