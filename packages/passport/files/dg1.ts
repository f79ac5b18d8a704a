import { Fields } from '../ber/fields.ts';
import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';
import { readMrz, type Mrz } from './mrz.ts';

/** DG1: the machine readable zone (9303-10, 4.7.1). @throws {PassportError} */
export function readDg1(bytes: Uint8Array): Mrz {
  const subject = 'DG1';
  const fields = new Fields(readOnly(bytes, 0x61, subject, limits.files.dg1).value, subject, 4);
  return readMrz(Buffer.from(fields.take(0x5f1f).value).toString('latin1'));
}
