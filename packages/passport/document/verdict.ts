import { oids } from '../ber/oids.ts';
import { PassportError } from '../errors.ts';
import { mrzExpiry } from '../files/mrz.ts';
import { keyUsages, type Certificate } from '../trust/certificate.ts';
import { mayIssueFor } from '../trust/states.ts';
import type { AuthorityReference, SignerTrust, TrustStore } from '../trust/trust-store.ts';
import type { Contents } from './contents.ts';

/**
 * The class of a document:
 * - `genuine`: a trusted state signed the data, and the chip proved that it is no copy.
 * - `copy_not_excluded`: a trusted state signed the data; the chip offers no proof of its own.
 * - `not_verified`: the signature is good, but no trusted authority issued its signer.
 * - `expired`: the document, its signer or the authority has expired.
 * - `revoked`: the state withdrew the signer.
 */
export type PassportVerdict =
  | 'genuine'
  | 'copy_not_excluded'
  | 'not_verified'
  | 'expired'
  | 'revoked';

export interface Judgement {
  verdict: PassportVerdict;
  /** For `not_verified`: the authority that would have to be trusted. */
  missingAuthority: AuthorityReference | null;
  /** For `expired`: the expired part. */
  expired: 'document' | 'signer' | 'authority' | null;
  /** The last moment of the day on which the document expires. */
  expiresAt: Date;
}

/**
 * Judges a document whose signatures and hashes are good.
 *
 * @param signers of EF.SOD, and of EF.CardSecurity when it was used
 * @throws {PassportError} `foreign_authority` or `signer_invalid`
 */
export function judge(
  contents: Contents,
  signers: readonly Certificate[],
  trust: TrustStore,
  now: Date,
): Judgement {
  if (signers.some(({ notBefore }) => now < notBefore)) {
    throw new PassportError('signer_invalid', 'document signer', 'not yet valid');
  }
  const trusts = signers.map((signer) => trustOf(signer, contents.mrz.issuingState, trust, now));
  const expiresAt = mrzExpiry(contents.mrz, now);
  const expired = expiredPart(signers, trusts, expiresAt, now);
  const unknown = trusts.find((one) => one.state === 'unknown');
  const isRevoked = trusts.some((one) => one.state === 'trusted' && one.revoked);
  const verdict = isRevoked
    ? 'revoked'
    : unknown
      ? 'not_verified'
      : expired
        ? 'expired'
        : contents.chipProof
          ? 'genuine'
          : 'copy_not_excluded';
  return { verdict, missingAuthority: unknown?.missing ?? null, expired, expiresAt };
}

function trustOf(signer: Certificate, state: string, store: TrustStore, now: Date): SignerTrust {
  checkPurpose(signer);
  const trust = store.trustOf(signer, now);
  if (trust.state === 'forged') {
    throw new PassportError('signer_invalid', 'document signer', 'not signed by its authority');
  }
  if (trust.state === 'unknown') return trust;
  if (now < trust.authority.notBefore) {
    throw new PassportError('signer_invalid', 'authority', 'not yet valid');
  }
  const { country } = trust.authority.subject;
  const isOwn = signer.subject.country === null || signer.subject.country === country;
  // Otherwise any state could sign documents of any other state.
  if (!isOwn || !mayIssueFor(state, country)) {
    throw new PassportError('foreign_authority', 'EF.SOD', country ?? 'no country');
  }
  return trust;
}

/** A certificate for signing lists or other certificates must not sign documents. */
function checkPurpose({ keyUsage, extendedKeyUsages, isAuthority }: Certificate): void {
  const maySign = keyUsage === null || (keyUsage & keyUsages.digitalSignature) !== 0;
  const isOther = isAuthority === true || extendedKeyUsages.includes(oids.masterListSigner);
  if (!maySign || isOther) throw new PassportError('signer_invalid', 'document signer', 'purpose');
}

function expiredPart(
  signers: readonly Certificate[],
  trusts: readonly SignerTrust[],
  expiresAt: Date,
  now: Date,
): Judgement['expired'] {
  const isOver = ({ notAfter }: Certificate) => now > notAfter;
  if (!(now <= expiresAt)) return 'document';
  if (signers.some(isOver)) return 'signer';
  const isOld = trusts.some((one) => one.state === 'trusted' && isOver(one.authority));
  return isOld ? 'authority' : null;
}
