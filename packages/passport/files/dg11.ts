import { Fields, readUtf8 } from '../ber/fields.ts';
import { readChildren, readOnly, type Tlv } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';

/** DG11: the name in the state's own spelling and script (9303-10, 4.7.11). Other fields are not read. */
export interface AdditionalDetails {
  /** Primary and secondary identifier; null without one. */
  fullName: { primary: string; secondary: string } | null;
  otherNames: string[];
  /** `YYYYMMDD`; null without one. */
  fullBirthDate: string | null;
}

const subject = 'DG11';

/** @throws {PassportError} `unreadable` or `too_large` */
export function readDg11(bytes: Uint8Array): AdditionalDetails {
  const items = new Fields(
    readOnly(bytes, 0x6b, subject, limits.files.dg11).value,
    subject,
    64,
  ).rest();
  const find = (tag: number) => items.find((item) => item.tag === tag);
  const name = find(0x5f0e);
  const others = find(0xa0);
  const birth = find(0x5f2b);
  return {
    fullName: name ? nameOf(name) : null,
    otherNames: others
      ? readChildren(others.value, subject, 32)
          .filter(({ tag }) => tag === 0x5f0f)
          .map((item) => addSpaces(textOf(item)))
      : [],
    fullBirthDate: birth ? dateOf(birth) : null,
  };
}

function nameOf(item: Tlv) {
  const [primary = '', ...secondary] = textOf(item).split('<<');
  return { primary: addSpaces(primary), secondary: addSpaces(secondary.join(' ')) };
}

function textOf({ value }: Tlv): string {
  return readUtf8(value, 1_024, subject);
}

/** Eight digits, or the same number in four bytes. */
function dateOf({ value }: Tlv): string | null {
  const text = Buffer.from(value.subarray(0, 8)).toString(value.length === 4 ? 'hex' : 'latin1');
  return /^\d{8}$/.test(text) ? text : null;
}

function addSpaces(text: string): string {
  return text.replaceAll('<', ' ').replaceAll(/\s+/g, ' ').trim();
}
