export {
  readPassport,
  type Passport,
  type ReadOptions,
  type Stage,
} from './document/read-passport.ts';
export { verifyFiles } from './document/verify-files.ts';
export type { Judgement, PassportVerdict } from './document/verdict.ts';
export type { ChipProof, Contents, FileName } from './document/contents.ts';
export type { AccessKey } from './access-key/access-key.ts';
export { checkDigit } from './access-key/check-digit.ts';
export { readMrz, type Mrz } from './files/mrz.ts';
export { readMrzPicture, type MrzSight } from './optical/read-mrz-picture.ts';
export { readCom } from './files/com.ts';
export { readDg1 } from './files/dg1.ts';
export { readDg11, type AdditionalDetails } from './files/dg11.ts';
export { readCardAccess, readCardSecurity, readDg14 } from './files/dg14.ts';
export { readDg15 } from './files/dg15.ts';
export { checkDataGroup, readSod, type SecurityObject } from './files/sod.ts';
export type { SecurityInfos } from './files/security-infos.ts';
export { readDg2 } from './portrait/dg2.ts';
export { readImage, type Portrait } from './portrait/image.ts';
export { decodeJpeg2000, type PortraitPixels } from './portrait/decode-jpeg2000.ts';
export { certificateFingerprint, parseCertificate, type Certificate } from './trust/certificate.ts';
export { readMasterList, type MasterList } from './trust/master-list.ts';
export { readRevocationList, type CertificateRevocationList } from './trust/revocation-list.ts';
export { authoritiesIn, trustIn, type SealedTrustFile } from './trust/sealed-files.ts';
export {
  readTrustFile,
  TrustFileError,
  type TrustFile,
  type TrustFileKind,
} from './trust/trust-file.ts';
export { TrustStore, type AuthorityReference } from './trust/trust-store.ts';
export type { Transmit } from './secure-messaging/chip-connection.ts';
export { PassportError, type PassportErrorCode } from './errors.ts';
