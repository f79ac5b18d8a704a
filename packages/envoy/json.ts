import { wellFormed } from '#base/text';

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
