import type {
  Issuer,
  PassKind,
  RevocationMarks,
  RevokedCredential,
  SigningKey,
  Trust,
  TrustedKey,
} from './trust.ts';

/** Issuers and revocations in memory. */
export class TrustedIssuers implements Trust {
  /** By kind and key id: issuers may share a key. */
  readonly #keys = new Map<string, Map<string, TrustedKey>>();
  /** By kind, key id and identifier: revoked if issued before this time, in seconds since 1970. */
  readonly #revoked = new Map<string, number>();
  readonly #distrusted = new Set<PassKind>();
  readonly #distrustedIssuers = new Set<string>();

  constructor(issuers: readonly Issuer[] = []) {
    for (const issuer of issuers) this.add(issuer);
  }

  /** Number of different revoked identifiers. */
  get revoked(): number {
    return this.#revoked.size;
  }

  /** Trusts an issuer with these keys, and takes its lists of revoked cards. */
  add({ kind, issuer, keys, revocations = [] }: Issuer): void {
    for (const key of keys) this.#addKey(kind, issuer, key);
    for (const { kid, revoked } of revocations) {
      for (const one of revoked) this.revoke(kind, kid, one);
    }
  }

  /** @param kid the key whose cards it may be; empty for certificates */
  revoke(kind: PassKind, kid: string, { identifier, issuedBefore }: RevokedCredential): void {
    const name = nameOf(kind, kid, identifier);
    const before = issuedBefore ?? Infinity;
    this.#revoked.set(name, Math.max(before, this.#revoked.get(name) ?? -Infinity));
  }

  /** Trusts no pass of this kind, because its revocations are not all known. */
  distrust(kind: PassKind): void {
    this.#distrusted.add(kind);
  }

  /** Trusts no pass of this issuer, whatever keys are added, because its revocations are not all known. */
  distrustIssuer(kind: PassKind, issuer: string): void {
    this.#distrustedIssuers.add(nameOf(kind, issuer));
  }

  async findKeys(kind: PassKind, kid: string): Promise<readonly TrustedKey[]> {
    if (this.#distrusted.has(kind)) return [];
    const keys = [...(this.#keys.get(nameOf(kind, kid))?.values() ?? [])];
    return keys.filter(({ issuer }) => !this.#distrustedIssuers.has(nameOf(kind, issuer)));
  }

  async isRevoked({ kind, kid, identifiers, issuedAt }: RevocationMarks): Promise<boolean> {
    return identifiers.some(
      (identifier) => (this.#revoked.get(nameOf(kind, kid, identifier)) ?? -Infinity) > issuedAt,
    );
  }

  #addKey(kind: PassKind, issuer: string, key: SigningKey): void {
    const { jwk, notBefore, notAfter, purposes } = key;
    const name = nameOf(kind, key.kid);
    const keys = this.#keys.get(name) ?? new Map<string, TrustedKey>();
    this.#keys.set(name, keys.set(issuer, { issuer, jwk, notBefore, notAfter, purposes }));
  }
}

/** No key id and no identifier contains a space. */
function nameOf(...parts: string[]): string {
  return parts.join(' ');
}
