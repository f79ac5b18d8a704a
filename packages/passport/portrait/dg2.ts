import { Fields, smallIntegerOf } from '../ber/fields.ts';
import { readChildren, readOnly } from '../ber/read-ber.ts';
import { PassportError } from '../errors.ts';
import { limits } from '../limits.ts';
import { readImage, type Portrait } from './image.ts';
import { readIso19794 } from './iso-19794.ts';
import { readIso39794 } from './iso-39794.ts';

const subject = 'DG2';

/** DG2: the portrait, the first of several (9303-10, 4.7.2), in either coding. @throws {PassportError} */
export function readDg2(bytes: Uint8Array): Portrait {
  const group = new Fields(readOnly(bytes, 0x75, subject, limits.files.dg2).value, subject, 4).take(
    0x7f61,
  );
  const fields = new Fields(group.value, subject, 16);
  const count = smallIntegerOf(fields.take(0x02), subject);
  if (count < 1 || count > 9) throw new PassportError('unreadable', subject, 'count');
  const template = readChildren(fields.take(0x7f60).value, subject, 16);
  const plain = template.find(({ tag }) => tag === 0x5f2e);
  if (plain) return readImage(readIso19794(plain.value));
  const constructed = template.find(({ tag }) => tag === 0x7f2e);
  if (!constructed) throw new PassportError('unreadable', subject, 'no portrait');
  const isOldCoding = Buffer.from(constructed.value.subarray(0, 4)).equals(Buffer.from('FAC\0'));
  return readImage(isOldCoding ? readIso19794(constructed.value) : readIso39794(constructed.value));
}
