import { Value } from 'typebox/value';
import { Type } from 'typebox';
import { Id, Location, maxLength, optional, readIdField, recordOf, textUpTo } from './fields.ts';

const SetupCall = Type.Object({
  meta: Type.Object({ install_id: optional(Id), location: Location }),
  payload: Type.Optional(Type.Unknown()),
});

/** A call of a setup step, which asks whether the step's form is right. */
export interface SetupStep {
  installId: string | null;
  locationId: string | null;
  locationName: string | null;
  /** Null when the step has no form yet. */
  form: unknown;
}

/** Returns null when the body is no such call. */
export function readSetupStep(body: unknown): SetupStep | null {
  if (!Value.Check(SetupCall, body)) return null;
  const { install_id: installId, location } = body.meta;
  return {
    installId: readIdField(installId),
    locationId: readIdField(location?.id),
    locationName: textUpTo(maxLength.name, recordOf(location?.attributes)['name']),
    form: isEmpty(body.payload) ? null : body.payload,
  };
}

function isEmpty(payload: unknown): boolean {
  if (payload === undefined || payload === null) return true;
  return typeof payload === 'object' && Object.keys(payload).length === 0;
}

/** Why a form is refused, in a sentence for the installer of the app. */
export class SetupFormError extends Error {
  readonly code = 'setup_form_unusable';
}

/** A field of a form. */
export interface SetupField<Name extends string> {
  name: Name;
  /** Whether several values may be chosen; they are joined by commas. */
  isList?: boolean;
}

/** The fields of a form by name. A field that the step lacks is undefined; an empty field is null. */
export type SetupForm<Name extends string> = Partial<Record<Name, string | null>>;

const maxText = 256;

/**
 * Reads the form of a setup step. Leaves out unknown keys, so that Envoy does not save them.
 * @param fields by key, in lower case with `_`; Envoy's keys may have capitals and `-`
 * @returns the form; the answer to Envoy repeats `echo`, the accepted values under their original keys
 * @throws {SetupFormError}
 */
export function readSetupForm<Name extends string>(
  payload: unknown,
  fields: Readonly<Record<string, SetupField<Name>>>,
): { form: SetupForm<Name>; echo: Record<string, unknown> } {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new SetupFormError('The form could not be read: it is no object.');
  }
  const form: SetupForm<Name> = {};
  const echo: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(recordOf(payload))) {
    const plainKey = key.toLowerCase().replaceAll('-', '_');
    const field = Object.hasOwn(fields, plainKey) ? fields[plainKey] : undefined;
    if (!field) continue;
    const chosen = readChoice(value);
    if (chosen === null) throw new SetupFormError(`The field "${key}" must be a text.`);
    const text = textIn(key, field, chosen);
    if (field.name in form && form[field.name] !== text) {
      throw new SetupFormError(
        `The form has the field "${plainKey}" twice, with different contents.`,
      );
    }
    form[field.name] = text;
    echo[key] = chosen.echo;
  }
  return { form, echo };
}

function textIn(key: string, { isList }: SetupField<string>, { texts }: Chosen): string | null {
  if (texts.length > 1 && !isList) {
    throw new SetupFormError(`Please choose only one at the field "${key}".`);
  }
  const text = texts.join(', ');
  if (text.length > maxText) throw new SetupFormError(`The field "${key}" is too long.`);
  return text || null;
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
function readChoice(given: unknown): Chosen | null {
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
