/** Reads vaccination passes, verifies them with trusted keys, and counts their doses. See README.md. */
export {
  CredentialError,
  credentialFaults,
  type Credential,
  type Dose,
  type FaultCode,
  type PersonName,
} from './credential.ts';
export { readCertificate } from './dcc/read-certificate.ts';
export { IssuerError, type IssuerErrorCode } from './issuers/issuer-error.ts';
export { readDirectory, type Directory } from './issuers/read-directory.ts';
export { readCertificates, readKeySet, signingKeys } from './issuers/read-keys.ts';
export type { DoseRules } from './requirements.ts';
export { entriesPerTurn, readCardList, readCertificateList } from './revocation/read-lists.ts';
export { CardParts } from './shc/numeric.ts';
export { readHealthCard } from './shc/read-card.ts';
export { TrustedIssuers } from './trusted-issuers.ts';
export type {
  Issuer,
  PassKind,
  Purpose,
  RevocationMarks,
  Revocations,
  RevokedCredential,
  SigningKey,
  Trust,
  TrustedKey,
} from './trust.ts';
export { Wallet, type WalletState } from './wallet.ts';
