/** `shc`: SMART Health Card; `dcc`: EU Digital COVID Certificate. */
export type PassKind = 'shc' | 'dcc';

/** Contents of an EU certificate, to which a key may be limited. */
export type Purpose = 'test' | 'vaccination' | 'recovery';

/** A public key with which an issuer signs passes. */
export interface SigningKey {
  /** Key id as the passes have it: base64url for `shc`, base64 for `dcc`. */
  kid: string;
  /** A JSON Web Key (JWK). */
  jwk: Readonly<Record<string, unknown>>;
  notBefore: Date | null;
  notAfter: Date | null;
  /** Null: the key may sign anything. */
  purposes: readonly Purpose[] | null;
  /** Counter of the issuer's list of revoked cards, as the issuer reports it; null: there is no list. */
  crlVersion: number | null;
}

/** An entry of a revocation list. */
export interface RevokedCredential {
  identifier: string;
  /** In seconds since 1970; null: at any time. */
  issuedBefore: number | null;
}

/** The content of a revocation list. */
export interface Revocations {
  kid: string;
  counter: number | null;
  revoked: RevokedCredential[];
  /** Number of entries that no credential can match. */
  skipped: number;
}

/** An issuer with all its keys. */
export interface Issuer {
  kind: PassKind;
  /** `https://…` for health cards; the country's two letters for EU certificates. */
  issuer: string;
  keys: readonly SigningKey[];
  /** Its lists of revoked cards, where they are known with the keys. */
  revocations?: readonly Revocations[];
}

/** A trusted key with its issuer. */
export interface TrustedKey extends Pick<
  SigningKey,
  'jwk' | 'notBefore' | 'notAfter' | 'purposes'
> {
  issuer: string;
}

/** The marks by which a revocation list may name a credential. */
export interface RevocationMarks {
  kind: PassKind;
  /** The key whose list may name it; empty for certificates. */
  kid: string;
  /** Empty: no list can name it. */
  identifiers: readonly string[];
  /** In seconds since 1970. */
  issuedAt: number;
}

/** The issuers that the caller trusts, and the passes that they revoked. */
export interface Trust {
  /** Returns every trusted key with that id, because issuers may share a short id. */
  findKeys(kind: PassKind, kid: string): Promise<readonly TrustedKey[]>;
  /** Whether a list in force has one of these identifiers. */
  isRevoked(marks: RevocationMarks): Promise<boolean>;
}
