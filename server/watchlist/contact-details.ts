/** Compares telephone numbers and e-mail addresses. */
import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { foldEmail } from '#base/text';

/** Returns the E.164 form; null when no such number can exist. @param country for numbers without `+` or `00` */
export function internationalNumber(text: string, country?: string): string | null {
  const seen = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFKC');
  const written = seen.trim().replace(/^\(?00/, '+');
  const number = parsePhoneNumberFromString(written, country as CountryCode | undefined);
  return number?.isPossible() ? number.number : null;
}

/** Returns every number that a field may contain: the whole text, and each part when several were typed. */
export function numbersIn(text: string, country: string): Set<string> {
  const several = text.split(/[,;/|&\n]|\s(?=\(?(?:\+|00))|(?<=\d)(?=\+)|\b\p{L}{1,5}\b/u);
  const numbers = [text, ...several].map((one) => internationalNumber(one, country));
  return new Set(numbers.filter((number) => number !== null));
}

/** Returns every address in a text such as "Ann <ann@example.com>", with any brackets; otherwise the whole text. */
export function emailAddressesIn(text: string): string[] {
  const found = foldEmail(text).match(
    /[^\s\p{Ps}\p{Pe}<>‹›«»"“”„,;:|]+@[^\s\p{Ps}\p{Pe}<>‹›«»"“”„,;:|]+/gu,
  );
  return found ?? [text];
}

/** Normalises a mailbox, without its tag (`ada+visit@`) and with a canonical domain. */
export function readAddress(email: string): { mailbox: string; domain: string } {
  const address = foldEmail(email);
  const at = address.lastIndexOf('@');
  const domain = domainOf(address.slice(at + 1));
  const local = address.slice(0, Math.max(at, 0)).replace(/(?<=.)\+.*$/su, '');
  return { mailbox: `${local}@${domain}`, domain };
}

/** Returns the domain in DNS form: without a final dot, and in ASCII. */
export function domainOf(text: string): string {
  const domain = text.replace(/\.+$/, '');
  return domainToASCII(domain) || domain;
}
