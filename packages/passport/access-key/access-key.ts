import { createHash } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { checkDigit } from './check-digit.ts';

/** The key that opens the chip. It is printed inside the document, so the chip of a closed document stays closed. */
export type AccessKey =
  | {
      kind: 'mrz';
      /** As printed, without the check digit. */
      documentNumber: string;
      /** `YYMMDD`; unknown parts as `<`. */
      birthDate: string;
      /** `YYMMDD`. */
      expiryDate: string;
    }
  | { kind: 'can'; /** Six digits on the front of an ID card. */ can: string };

/** Document number, birth date and expiry with check digits (9303-11, 9.7.2). @throws {PassportError} `access_key_unusable` */
export function mrzInformation(key: Extract<AccessKey, { kind: 'mrz' }>): string {
  const number = key.documentNumber.toUpperCase().replaceAll(/[\s-]/g, '').padEnd(9, '<');
  const parts = [number, key.birthDate, key.expiryDate];
  const isWell =
    /^[0-9A-Z<]{9,24}$/.test(number) &&
    /^[0-9<]{6}$/.test(key.birthDate) &&
    /^\d{6}$/.test(key.expiryDate);
  if (!isWell) throw new PassportError('access_key_unusable', 'MRZ');
  return parts.map((part) => part + (checkDigit(part) ?? '')).join('');
}

/** The seed of the BAC keys (9303-11, 9.7.2). @throws {PassportError} `access_key_unusable` */
export function bacSeed(key: AccessKey): Buffer {
  // A card access number only opens PACE.
  if (key.kind === 'can') throw new PassportError('access_key_unusable', 'BAC');
  return sha1(mrzInformation(key)).subarray(0, 16);
}

/** The password of PACE and its reference in MSE:Set AT (9303-11, 4.4.4.1). @throws {PassportError} `access_key_unusable` */
export function pacePassword(key: AccessKey): { secret: Buffer; reference: 1 | 2 } {
  if (key.kind === 'mrz') return { secret: sha1(mrzInformation(key)), reference: 1 };
  if (!/^\d{6}$/.test(key.can)) throw new PassportError('access_key_unusable', 'CAN');
  return { secret: Buffer.from(key.can, 'latin1'), reference: 2 };
}

function sha1(text: string): Buffer {
  return createHash('sha1').update(text, 'latin1').digest();
}
