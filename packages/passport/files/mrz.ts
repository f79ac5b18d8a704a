import { checkDigit } from '../access-key/check-digit.ts';
import { PassportError } from '../errors.ts';

/** The machine readable zone of a passport (TD3) or card (TD1, TD2), with good check digits. */
export interface Mrz {
  format: 'TD1' | 'TD2' | 'TD3';
  /** `P`, `ID`, `AC` and similar codes. */
  documentCode: string;
  /** Three letters, or `D`. */
  issuingState: string;
  documentNumber: string;
  nationality: string;
  primaryIdentifier: string;
  secondaryIdentifier: string;
  /** Whether the name fills its field, so that parts may be missing. */
  isNameTruncated: boolean;
  /** `YYMMDD`; unknown parts are `<`. */
  birthDate: string;
  /** `F`, `M`, or `<`. */
  sex: string;
  /** `YYMMDD`. */
  expiryDate: string;
  optionalData: string;
}

const subject = 'MRZ';

/** Reads an MRZ of two or three lines, without line ends. @throws {PassportError} `unreadable` */
export function readMrz(text: string): Mrz {
  if (!/^[0-9A-Z<]+$/.test(text)) throw new PassportError('unreadable', subject, 'characters');
  if (text.length === 90) return readTd1(text);
  if (text.length === 72) return readTwoLines(text, 'TD2', 36);
  if (text.length === 88) return readTwoLines(text, 'TD3', 44);
  throw new PassportError('unreadable', subject, 'length');
}

function readTd1(text: string): Mrz {
  const [upper, middle, names] = [text.slice(0, 30), text.slice(30, 60), text.slice(60)];
  const long = readDocumentNumber(upper.slice(5, 14), upper.slice(14, 15), upper.slice(15));
  const dates = readDates(middle);
  checkComposite(
    upper.slice(5) + middle.slice(0, 7) + middle.slice(8, 15) + middle.slice(18, 29),
    middle.slice(29),
  );
  return {
    format: 'TD1',
    ...readHead(upper),
    ...long,
    optionalData: trimFiller(`${long.optionalData}<${middle.slice(18, 29)}`),
    nationality: trimFiller(middle.slice(15, 18)),
    ...dates,
    ...readNames(names),
  };
}

function readTwoLines(text: string, format: 'TD2' | 'TD3', width: number): Mrz {
  const [upper, lower] = [text.slice(0, width), text.slice(width)];
  const isTd3 = format === 'TD3';
  const optional = isTd3 ? lower.slice(28, 42) : lower.slice(28, 35);
  const number = lower.slice(0, 9);
  const digit = lower.slice(9, 10);
  const long = isTd3
    ? { documentNumber: checkNumber(number, digit), optionalData: trimFiller(optional) }
    : readDocumentNumber(number, digit, optional);
  // The check digit of empty optional data may be a filler.
  if (isTd3 && !(lower[42] === '<' && trimFiller(optional) === '')) {
    checkPart(optional, lower.slice(42, 43), 'optional data');
  }
  const composite = lower.slice(0, 10) + lower.slice(13, 20) + lower.slice(21, width - 1);
  checkComposite(composite, lower.slice(width - 1));
  return {
    format,
    ...readHead(upper),
    ...long,
    nationality: trimFiller(lower.slice(10, 13)),
    ...readDates(lower.slice(13)),
    ...readNames(upper.slice(5)),
  };
}

function readHead(line: string) {
  const issuingState = trimFiller(line.slice(2, 5));
  if (!/^[A-Z]{1,3}$/.test(issuingState)) throw new PassportError('unreadable', subject, 'state');
  return { documentCode: trimFiller(line.slice(0, 2)), issuingState };
}

/** Birth date, sex and expiry with their check digits; the nationality of a TD1 follows. */
function readDates(text: string) {
  checkPart(text.slice(0, 6), text.slice(6, 7), 'birth date');
  checkPart(text.slice(8, 14), text.slice(14, 15), 'expiry date');
  const [birthDate, sex, expiryDate] = [text.slice(0, 6), text.slice(7, 8), text.slice(8, 14)];
  const isExpiry = /^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(expiryDate);
  if (!/^(\d\d|<<)(\d\d|<<)(\d\d|<<)$/.test(birthDate) || !isExpiry) {
    throw new PassportError('unreadable', subject, 'date');
  }
  return { birthDate, sex, expiryDate };
}

/** A number of more than nine characters continues in the optional data, up to the first filler (9303-5, note j). */
function readDocumentNumber(start: string, digit: string, optional: string) {
  if (digit !== '<') {
    return { documentNumber: checkNumber(start, digit), optionalData: trimFiller(optional) };
  }
  const [rest = ''] = optional.split('<');
  const number = start + rest.slice(0, -1);
  const documentNumber = checkNumber(number, rest.slice(-1));
  return { documentNumber, optionalData: trimFiller(optional.slice(rest.length)) };
}

function checkNumber(number: string, digit: string): string {
  checkPart(number, digit, 'document number');
  return trimFiller(number);
}

function checkPart(text: string, digit: string, detail: string): void {
  if (checkDigit(text) !== digit)
    throw new PassportError('unreadable', subject, `check digit of ${detail}`);
}

function checkComposite(text: string, digit: string): void {
  checkPart(text, digit, 'all');
}

function readNames(field: string) {
  const [primary = '', ...secondary] = field.split('<<');
  return {
    primaryIdentifier: addSpaces(primary),
    secondaryIdentifier: addSpaces(secondary.join(' ')),
    isNameTruncated: !field.endsWith('<'),
  };
}

function addSpaces(text: string): string {
  return text.replaceAll('<', ' ').replaceAll(/ +/g, ' ').trim();
}

function trimFiller(text: string): string {
  return text.replace(/^<+/, '').replace(/<+$/, '');
}

/**
 * The full expiry date: the end of that day in UTC. Documents are valid for ten years at most, so the two digits mean
 * the year nearest to now.
 */
export function mrzExpiry(mrz: Mrz, now: Date): Date {
  const [year = 0, month = 0, day = 0] = (mrz.expiryDate.match(/\d\d/g) ?? []).map(Number);
  const current = now.getUTCFullYear();
  const century = current - (current % 100);
  const whole = [century - 100, century, century + 100]
    .map((base) => base + year)
    .reduce((best, one) => (Math.abs(one - current) < Math.abs(best - current) ? one : best));
  return new Date(Date.UTC(whole, month - 1, day, 23, 59, 59, 999));
}
