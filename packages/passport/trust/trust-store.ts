import { limits } from '../limits.ts';
import { certificateFingerprint, isSignedBy, type Certificate } from './certificate.ts';
import { isUsableAuthority } from './master-list.ts';
import { isListSignedBy, type CertificateRevocationList } from './revocation-list.ts';

/** The issuer of a signer, as the signer names it. */
export interface AuthorityReference {
  /** The issuer's name, for people. */
  name: string;
  country: string | null;
  keyIdentifier: string | null;
}

export type SignerTrust =
  /** A trusted authority has the issuer's name and key identifier, but did not sign the signer. */
  | { state: 'forged' }
  | { state: 'trusted'; authority: Certificate; revoked: boolean }
  | { state: 'unknown'; missing: AuthorityReference };

/** The verified contents of a trust store, which another thread may take over. */
export interface TrustContents {
  authorities: readonly Certificate[];
  revocations: readonly CertificateRevocationList[];
}

/** The authorities and revocation lists that determine which signers are trusted. */
export class TrustStore {
  readonly #byName = new Map<string, Certificate[]>();
  readonly #known = new Set<string>();
  readonly #lists: CertificateRevocationList[] = [];

  /** @param authorities trusted without further checks, for example from a verified master list */
  constructor(authorities: readonly Certificate[] = []) {
    for (const authority of authorities) this.#add(authority);
  }

  /** Takes over what another store verified, because verifying takes long. */
  static from({ authorities, revocations }: TrustContents): TrustStore {
    const store = new TrustStore(authorities);
    store.#lists.push(...revocations);
    return store;
  }

  get contents(): TrustContents {
    return { authorities: this.authorities, revocations: this.#lists };
  }

  get authorities(): Certificate[] {
    return [...this.#byName.values()].flat();
  }

  /**
   * Adds link certificates and the authorities that they lead to: an old, trusted key signed a new key of an authority
   * (9303-12, 7.1). Skips all others.
   *
   * @returns the added certificates
   */
  addLinks(candidates: readonly Certificate[]): Certificate[] {
    const added: Certificate[] = [];
    // A signer without extensions must not become an authority through a link.
    let left = candidates
      .filter((one) => one.isAuthority === true && isUsableAuthority(one))
      .slice(0, limits.masterListCertificates);
    for (;;) {
      const linked = left.filter((one) => this.#isLinked(one));
      if (linked.length === 0) return added;
      linked.forEach((one) => this.#add(one));
      added.push(...linked);
      left = left.filter((one) => !linked.includes(one));
    }
  }

  /** Adds a list that one of the authorities signed. @returns false when none did */
  addRevocationList(list: CertificateRevocationList): boolean {
    const isSigned = this.#candidates({ ...list, authorityKeyIdentifier: null }).some((one) =>
      isListSignedBy(list, one),
    );
    if (isSigned) this.#lists.push(list);
    return isSigned;
  }

  /** The trust in a document signer. Among its authority's certificates, prefers a valid one with the latest end. */
  trustOf(signer: Certificate, now: Date): SignerTrust {
    const { issuer, authorityKeyIdentifier } = signer;
    const authority = this.#candidates(signer)
      .filter((one) => isSignedBy(signer, one))
      // A key may have several certificates: a link, or a renewed one.
      .sort((one, other) => rank(other, now) - rank(one, now))
      .at(0);
    if (authority)
      return { state: 'trusted', authority, revoked: this.#isRevoked(signer, authority) };
    const isForged = this.#withName(issuer.key).some(
      ({ keyIdentifier }) => keyIdentifier !== null && keyIdentifier === authorityKeyIdentifier,
    );
    if (isForged) return { state: 'forged' };
    const missing = {
      name: issuer.text,
      country: issuer.country,
      keyIdentifier: authorityKeyIdentifier,
    };
    return { state: 'unknown', missing };
  }

  #add(authority: Certificate): void {
    const fingerprint = certificateFingerprint(authority);
    if (this.#known.has(fingerprint)) return;
    this.#known.add(fingerprint);
    const { key } = authority.subject;
    this.#byName.set(key, [...this.#withName(key), authority]);
  }

  #withName(key: string): Certificate[] {
    return this.#byName.get(key) ?? [];
  }

  /** Names have several encodings, and identifiers may be missing. The signature decides within one country. */
  #candidates({
    issuer,
    authorityKeyIdentifier: identifier,
  }: Pick<Certificate, 'issuer' | 'authorityKeyIdentifier'>): Certificate[] {
    const all = this.authorities;
    const candidates = new Set([
      ...all.filter(({ keyIdentifier }) => identifier !== null && keyIdentifier === identifier),
      ...this.#withName(issuer.key),
      ...all.filter(({ subject }) => issuer.country !== null && subject.country === issuer.country),
    ]);
    return [...candidates].slice(0, limits.candidateAuthorities);
  }

  #isLinked(candidate: Certificate): boolean {
    const { subject, issuer, publicKeyInfo } = candidate;
    const isSameKey = this.#withName(subject.key).some((one) =>
      Buffer.from(one.publicKeyInfo).equals(publicKeyInfo),
    );
    // A self-signed certificate with the key from a link certificate.
    if (isSameKey) return true;
    return this.#withName(issuer.key).some(
      (one) => one.subject.country === subject.country && isSignedBy(candidate, one),
    );
  }

  #isRevoked(signer: Certificate, authority: Certificate): boolean {
    return this.#lists.some(
      ({ issuer, serials }) =>
        (issuer.key === signer.issuer.key && serials.has(signer.serial)) ||
        (issuer.key === authority.issuer.key && serials.has(authority.serial)),
    );
  }
}

/** A certificate that is not yet valid ranks last. */
function rank({ notBefore, notAfter }: Certificate, now: Date): number {
  return notBefore > now ? -1 : notAfter.getTime();
}
