import { Fields } from '../ber/fields.ts';
import { readOnly } from '../ber/read-ber.ts';
import { limits } from '../limits.ts';

/** EF.COM: the chip's list of its files. It is unsigned, so no decision depends on it. */
export interface Com {
  /** For example `0107`. */
  ldsVersion: string | null;
  /** Numbers of data groups. */
  dataGroups: number[];
}

/** Tags of the data groups 1 to 16 (9303-10, table 35). */
const tags = [
  ...[0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68],
  ...[0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70],
];

/** @throws {PassportError} `unreadable` or `too_large` */
export function readCom(bytes: Uint8Array): Com {
  const subject = 'EF.COM';
  const fields = new Fields(readOnly(bytes, 0x60, subject, limits.files.com).value, subject, 16);
  const version = fields.optional(0x5f01);
  fields.optional(0x5f36);
  const list = fields.take(0x5c).value;
  const dataGroups = [...list].map((tag) => tags.indexOf(tag) + 1).filter((number) => number > 0);
  const ldsVersion = version && Buffer.from(version.value).toString('latin1');
  return { ldsVersion: ldsVersion && /^\d{4}$/.test(ldsVersion) ? ldsVersion : null, dataGroups };
}
