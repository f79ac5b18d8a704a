import { Type, type TSchema } from 'typebox';

// Envoy sends ids as strings or as numbers, and null where it has nothing. Unknown fields are ignored.
// A number that is too long was rounded when it was read, and so may be another one's.
export const Whole = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
export const Id = Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Whole]);
export const optional = <T extends TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
export const Location = optional(
  Type.Object({ id: Id, attributes: Type.Optional(Type.Unknown()) }),
);

/** Undefined when the bytes are no JSON in UTF-8. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
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

/** Of a text that may have come as a number. */
export function writtenOf(value: string | number | null | undefined): string | null {
  return textOf(typeof value === 'number' ? String(value) : value);
}
