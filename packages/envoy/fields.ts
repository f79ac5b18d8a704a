import { Type, type TSchema } from 'typebox';

/** Much longer than real values, and short enough that processing stays fast. In characters. */
export const maxLength = {
  id: 256,
  name: 300,
  email: 320,
  phone: 100,
  /** A question on the form. Policies cannot name a longer one. */
  label: 300,
  /** A time or a time zone. */
  word: 64,
  answer: 2000,
  /** A health pass as an answer. The limit exceeds every real pass, so that the check itself reports a fault. */
  pass: 128 * 1024,
} as const;

// Envoy sends ids as strings or numbers, and null for a missing one. Unknown fields are ignored. A large number was
// rounded when it was parsed, and may then equal another id.
export const CompleteText = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
export const Id = Type.Union([
  Type.String({ minLength: 1, maxLength: maxLength.id }),
  CompleteText,
]);
/**
 * A job's id selects the stored answer. An id that had to be made well-formed is refused, because two different ids
 * could have become equal.
 */
export const JobId = Type.Union([
  Type.String({ minLength: 1, maxLength: maxLength.id, pattern: '^[^\\ufffd]*$' }),
  CompleteText,
]);
export const optional = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
export const Location = optional(
  Type.Object({ id: Id, attributes: Type.Optional(Type.Unknown()) }),
);

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function readIdField(id: string | number | null | undefined): string | null {
  return id === null || id === undefined ? null : String(id);
}

export function readTextField(text: unknown): string | null {
  return typeof text === 'string' ? text.trim() || null : null;
}

/** Null when the text is longer. A shortened text might equal another complete one. */
export function textUpTo(length: number, value: unknown): string | null {
  const text = readTextField(value);
  return text !== null && text.length <= length ? text : null;
}

/** Converts a text that may have come as a number. */
export function writtenOf(value: string | number | null | undefined): string | null {
  return readTextField(typeof value === 'number' ? String(value) : value);
}

/** `2026-03-12 17:05:09 UTC`, also with fractions or an offset, and ISO 8601. */
const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?\s*(UTC|Z|[+-]\d{2}:?\d{2})?$/;

const longestTime = 64;

/** Parses a time in Envoy's formats; a time without a zone is UTC. Null for any other format. */
export function parseEnvoyTime(value: unknown): Date | null {
  if (typeof value !== 'string' || value.length > longestTime) return null;
  const match = pattern.exec(value.trim());
  if (!match) return null;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const parsed = new Date(`${date}T${time}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}
