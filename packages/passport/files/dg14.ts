import { readOnly, readTlv } from '../ber/read-ber.ts';
import { oids } from '../ber/oids.ts';
import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { openSignedData, type SignedData } from '../trust/signed-data.ts';
import { readSecurityInfos, type SecurityInfos } from './security-infos.ts';

/** DG14: security options, signed by EF.SOD (9303-10, 4.7.14). @throws {PassportError} */
export function readDg14(bytes: Uint8Array): SecurityInfos {
  return readSecurityInfos(
    readTlv(readOnly(bytes, 0x6e, 'DG14', limits.files.dg14).value, 'DG14'),
    'DG14',
  );
}

/** EF.CardAccess: the chip's PACE offers, unsigned (9303-10, 3.11.3). @throws {PassportError} */
export function readCardAccess(bytes: Uint8Array): SecurityInfos {
  const subject = 'EF.CardAccess';
  if (bytes.length > limits.files.cardAccess) throw new PassportError('too_large', subject);
  return readSecurityInfos(readTlv(bytes, subject), subject);
}

/** EF.CardSecurity: the keys of PACE-CAM, with a signature of its own (9303-10, 3.11.4). @throws {PassportError} */
export function readCardSecurity(bytes: Uint8Array): {
  signedData: SignedData;
  infos: SecurityInfos;
} {
  const subject = 'EF.CardSecurity';
  if (bytes.length > limits.files.cardSecurity) throw new PassportError('too_large', subject);
  const signedData = openSignedData(bytes, subject);
  if (signedData.contentType !== oids.securityObject) {
    throw new PassportError('unreadable', subject, 'another content');
  }
  return { signedData, infos: readSecurityInfos(readTlv(signedData.content, subject), subject) };
}
