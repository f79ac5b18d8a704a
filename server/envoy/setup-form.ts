import { isAddress } from '../../packages/folding/index.ts';
import { recordOf } from './fields.ts';

/** The fields of a setup step's form. A field that the step lacks is undefined; an empty field is null. */
export interface Form {
  locationCode?: string | null;
  contact?: string | null;
}

export interface ReadForm {
  form: Form;
  /** The accepted values under their original keys. */
  echo: Record<string, unknown>;
}

/** Why a form is refused, in a sentence for the installer of the app. */
export class SetupFormError extends Error {}

/** Fields by key, regardless of case and with `-` or `_`. */
const fields: Readonly<Record<string, keyof Form>> = {
  location_code: 'locationCode',
  contact: 'contact',
  contact_email: 'contact',
};
const maxText = 256;
const maxAddresses = 5;

/**
 * Reads the form of a setup step. Leaves out unknown keys, so that Envoy does not save them.
 * @throws {SetupFormError}
 */
export function readForm(payload: unknown): ReadForm {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new SetupFormError('The form could not be read: it is no object.');
  }
  const form: Form = {};
  const echo: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(recordOf(payload))) {
    const name = key.toLowerCase().replaceAll('-', '_');
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) continue;
    const chosen = chosenIn(value);
    if (chosen === null) throw new SetupFormError(`The field "${key}" must be a text.`);
    const text = textIn(key, field, chosen);
    if (field in form && form[field] !== text) {
      throw new SetupFormError(`The form has the field "${name}" twice, with different contents.`);
    }
    form[field] = text;
    echo[key] = chosen.echo;
  }
  checkCode(form.locationCode);
  checkContact(form.contact);
  return { form, echo };
}

function textIn(key: string, field: keyof Form, { texts }: Chosen): string | null {
  if (texts.length > 1 && field !== 'contact') {
    throw new SetupFormError(`Please choose only one at the field "${key}".`);
  }
  const text = texts.join(', ');
  if (text.length > maxText) throw new SetupFormError(`The field "${key}" is too long.`);
  return text || null;
}

function checkCode(code: string | null | undefined): void {
  if (!code || /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,31}$/u.test(code)) return;
  throw new SetupFormError(
    'The location code may have letters, digits, spaces, dots and dashes, and 32 of them at most.',
  );
}

function checkContact(contact: string | null | undefined): void {
  const addresses = addressesIn(contact ?? null);
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined) {
    throw new SetupFormError(
      `The contact for alerts is no e-mail address: "${wrong.slice(0, 64)}".`,
    );
  }
  if (addresses.length > maxAddresses) {
    throw new SetupFormError(`Please give ${maxAddresses} contacts for alerts at most.`);
  }
}

/** The addresses of a contact, separated by commas. */
export function addressesIn(contact: string | null): string[] {
  return (contact ?? '')
    .split(/[,;]/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** The value of a setup field. */
interface Chosen {
  /** Trimmed and not empty. */
  texts: string[];
  /** The value for Envoy to save, in its original structure. */
  echo: unknown;
}

const maxEntries = 100;
const longestLabel = 1000;

/**
 * Reads a setup field. A typed value is a text. A chosen value may be the option's value, the option as `{label,
 * value}`, or an array of either.
 * @returns null for any other value
 */
function chosenIn(given: unknown): Chosen | null {
  if (!Array.isArray(given)) return oneIn(given);
  if (given.length > maxEntries) return null;
  const all = given.map(oneIn);
  if (all.includes(null)) return null;
  const read = all as Chosen[];
  return { texts: read.flatMap(({ texts }) => texts), echo: read.map(({ echo }) => echo) };
}

function oneIn(given: unknown): Chosen | null {
  if (given === null || given === undefined) return { texts: [], echo: given };
  const text = textOf(given);
  if (text !== null) {
    return { texts: text === '' ? [] : [text], echo: typeof given === 'string' ? text : given };
  }
  const { label, value } = recordOf(given);
  if (typeof label !== 'string' || label.length > longestLabel) return null;
  if (value === null) return { texts: [], echo: { label, value } };
  const chosen = textOf(value);
  if (chosen === null) return null;
  return { texts: chosen === '' ? [] : [chosen], echo: { label: label.trim(), value } };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : null;
}
