import { Fields, oidOf } from '../ber/fields.ts';
import type { Tlv } from '../ber/read-ber.ts';
import { countryCode } from './states.ts';

export interface DistinguishedName {
  /** Text for people, for example `C=DE, O=bund, CN=csca-germany`; at most 300 characters. */
  text: string;
  /** Two letters, upper case; null without one. */
  country: string | null;
  /** Equal for names that only differ in case, spaces or string type. */
  key: string;
}

const labels = new Map([
  ['2.5.4.6', 'C'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
]);

/** Reads a Name. @throws {PassportError} `unreadable` */
export function readName({ value }: Tlv, subject: string): DistinguishedName {
  const parts: [string, string][] = [];
  for (const set of new Fields(value, subject, 32).rest()) {
    for (const item of new Fields(set.value, subject, 8).rest()) {
      const fields = new Fields(item.value, subject);
      const oid = oidOf(fields.take(0x06), subject);
      parts.push([labels.get(oid) ?? oid, textOf(fields.any())]);
    }
  }
  const country = parts
    .find(([label]) => label === 'C')?.[1]
    .trim()
    .toUpperCase();
  const text = parts.map(([label, part]) => `${label}=${part}`).join(', ');
  return {
    text: text.replaceAll(/\p{C}/gu, '').slice(0, 300),
    country: country === undefined ? null : countryCode(country),
    key: parts.map(([label, part]) => `${label}=${fold(part)}`).join('\n'),
  };
}

function fold(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function textOf({ tag, value }: Tlv): string {
  const bytes = Buffer.from(value.subarray(0, 512));
  // BMPString is big-endian UTF-16.
  if (tag === 0x1e && bytes.length % 2 === 0) return bytes.swap16().toString('utf16le');
  return bytes.toString(tag === 0x0c ? 'utf8' : 'latin1');
}
