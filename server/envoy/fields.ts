import { Type, type TSchema } from 'typebox';

/** Much longer than any is, and short enough that nothing done with it takes long. In characters. */
export const longest = {
  id: 256,
  name: 300,
  email: 320,
  phone: 100,
  /** Of a question on the form. A policy names none that is longer. */
  label: 300,
  /** Of a time or a time zone. */
  word: 64,
  /** A health card is pasted in as some 2,400 digits, or as two such codes. */
  answer: 5000,
} as const;

// Envoy sends ids as strings or as numbers, and null where it has nothing. Unknown fields are ignored.
// A number that is too long was rounded when it was read, and so may be another one's.
export const Whole = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
export const Id = Type.Union([Type.String({ minLength: 1, maxLength: longest.id }), Whole]);
export const optional = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
export const Location = optional(
  Type.Object({ id: Id, attributes: Type.Optional(Type.Unknown()) }),
);

/** Undefined when the bytes are no JSON in UTF-8. Every text in it is well-formed, keys too. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(wellFormed(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return undefined;
  }
}

/** An escape of JSON, whole: a surrogate pair is one, and so is a backslash that stands for itself. */
const jsonEscape = /\\(?:u(d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|d[89a-f][0-9a-f]{2})|[^])/gi;

/**
 * UTF-8 has no lone surrogates, but JSON can write them as escapes. The database would store another
 * text than the one that was compared, so U+FFFD takes their place, as in `String.toWellFormed`.
 */
function wellFormed(json: string): string {
  if (!/\\ud[89a-f]/i.test(json)) return json;
  return json.replace(jsonEscape, (whole, surrogates?: string) =>
    surrogates?.length === 4 ? '\\ufffd' : whole,
  );
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function idOf(id: string | number | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}

export function textOf(text: unknown): string | null {
  return typeof text === 'string' ? text.trim() || null : null;
}

/** Null when it is longer. A part of a text could be another one's whole. */
export function textUpTo(length: number, value: unknown): string | null {
  const text = textOf(value);
  return text !== null && text.length <= length ? text : null;
}

/** Of a text that may have come as a number. */
export function writtenOf(value: string | number | null | undefined): string | null {
  return textOf(typeof value === 'number' ? String(value) : value);
}
