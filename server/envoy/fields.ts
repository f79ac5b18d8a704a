import { Type, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { wellFormed } from '../../packages/printable-text/index.ts';

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

/** Envoy nests about eight levels. Reading half a million levels takes as long as a thousand sign-ins. */
const maxLevels = 64;
/** Envoy sends a few hundred values. Reading a megabyte of short values takes a third of a second. */
const maxValues = 10_000;

/**
 * Undefined when the bytes are no JSON in UTF-8, or have more levels or values than Envoy's calls. Every text in the
 * result can be stored, keys included.
 */
export function parseJson(body: Uint8Array): unknown {
  if (isTooMuch(body)) return undefined;
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value: unknown = JSON.parse(json);
    return /\\u(d[89a-f]|0000)/i.test(json) ? storable(value) : value;
  } catch {
    return undefined;
  }
}

const [quote, backslash, comma, openBracket, openBrace, closeBracket, closeBrace] = [
  ...Buffer.from('"\\,[{]}'),
];

function isTooMuch(json: Uint8Array): boolean {
  let levels = 0;
  let values = 1;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (isText) {
      if (byte === backslash) i++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === comma) values++;
    else if (byte === openBracket || byte === openBrace) {
      values++;
      if (++levels > maxLevels) return true;
    } else if (byte === closeBracket || byte === closeBrace) levels--;
    if (values > maxValues) return true;
  }
  return false;
}

/**
 * JSON escapes can contain lone surrogates and NUL. Neither can be stored: the database would have another text than
 * the compared one. `parseJson` limits the size.
 */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [wellFormed(key), storable(inner)]),
  );
}

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

const held: readonly string[] = [
  'entry_sign_in',
  'employee_entry_sign_in',
  'identity_verification_requested',
  'entry_screen_requested',
];

/** Events for which Envoy holds nobody, each with an `employee_` twin. Exactly the events of Envoy's SDK. */
const heldForNobody: readonly string[] = [
  'plugin_uninstalled',
  'invite_created',
  'invite_updated',
  'invite_removed',
  'invite_screen_requested',
  'invite_qr_code_sent',
  'upcoming_visit',
  'entry_sign_out',
  'entry_blacklist_review',
  'entry_blacklist_deny',
  'entry_block_list_review',
  'entry_block_list_denied',
  'entry_screened',
  'entry_reviewed',
  'entry_host_response_message',
];

/** The event's name: at `meta.event`, at the top level, or both. */
function namesIn(body: unknown): string[] {
  const { event, meta } = recordOf(body);
  return [recordOf(meta)['event'], event].filter((name) => typeof name === 'string');
}

export function eventOf(body: unknown): string | null {
  return namesIn(body)[0] ?? null;
}

/** Whether the body names only events for which Envoy holds a visitor. */
export function isHeldEvent(body: unknown): boolean {
  const names = namesIn(body);
  return names.length > 0 && names.every((name) => held.includes(name));
}

const signOuts: readonly string[] = ['entry_sign_out', 'employee_entry_sign_out'];

/** The log entry and time of a sign-out; null for any other event. */
export function signOutIn(body: unknown): { entryId: string; at: Date | null } | null {
  const names = namesIn(body);
  if (names.length === 0 || !names.every((name) => signOuts.includes(name))) return null;
  const { id, attributes } = recordOf(recordOf(body)['payload']);
  if (!Value.Check(Id, id)) return null;
  return { entryId: String(id), at: parseEnvoyTime(recordOf(attributes)['signed-out-at']) };
}

/**
 * Whether somebody may be waiting at the iPad for the answer. When in doubt, yes: an entry in an unknown event may be a
 * sign-in of a newer Envoy version.
 */
export function mayHoldSomebody(body: unknown): boolean {
  if (holdsNobody(body)) return false;
  if (namesIn(body).some((name) => held.includes(name))) return true;
  const { payload } = recordOf(body);
  const listed: readonly unknown[] = Array.isArray(payload) ? payload : [];
  // A wrapped entry, or one in a list, is an entry too.
  return [payload, recordOf(payload)['data'], ...listed].some(isEntry);
}

function isEntry(value: unknown): boolean {
  const { type, attributes } = recordOf(value);
  return type === 'entries' || 'signed-in-at' in recordOf(attributes);
}

/** Whether this event is known to hold nobody, whatever its payload. */
export function holdsNobody(body: unknown): boolean {
  const names = namesIn(body);
  return (
    names.length > 0 &&
    names.every((name) => heldForNobody.includes(name.replace(/^employee_/, '')))
  );
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
