import {
  IsArray,
  IsObject,
  IsOptional,
  type TArray,
  type TObject,
  type TSchema,
  IsBoolean,
  IsInteger,
  IsNumber,
  IsRecord,
} from 'typebox';
import { Value } from 'typebox/value';
import { oneLine } from '../text/index.ts';
import { expectationOf } from './expectation.ts';
import { nearest } from './nearest.ts';

/** The line of the value at a JSON pointer. */
type LineOf = (pointer: string) => number;

/**
 * Returns one sentence for each mistake of a value against a schema, with its line and what to write instead. Names
 * that the schema does not have are mistakes at any depth.
 * @param pointer the value's place in the file, as a JSON pointer
 */
export function mistakesAgainst(
  schema: TSchema,
  value: unknown,
  lineOf: LineOf,
  pointer = '',
): Diagnostic[] {
  if (IsObject(schema) && isMap(value)) return inMap(schema, value, lineOf, pointer);
  if (IsArray(schema) && Array.isArray(value)) return inList(schema, value, lineOf, pointer);
  if (Value.Check(schema, value)) return [];
  const text = `${nameOf(pointer)} is ${show(value)}, but must be ${expectationOf(schema)}.`;
  return [{ line: lineOf(pointer), text }];
}

function inMap(
  schema: TObject,
  value: Record<string, unknown>,
  lineOf: LineOf,
  pointer: string,
): Diagnostic[] {
  const known = Object.keys(schema.properties);
  const { minProperties = 0 } = schema as { minProperties?: number };
  const own =
    Object.keys(value).length < minProperties
      ? [emptiness(pointer, lineOf)]
      : known
          .filter((name) => !Object.hasOwn(value, name) && !IsOptional(schema.properties[name]))
          .map((name) => ({
            line: lineOf(pointer),
            text: `${nameOf(pointer)} needs \`${name}\` below it.`,
          }));
  const below = Object.entries(value).flatMap(([name, item]) => {
    const at = `${pointer}/${escapePointer(name)}`;
    const property = known.includes(name) ? schema.properties[name] : undefined;
    if (property) return mistakesAgainst(property, item, lineOf, at);
    const place = pointer === '' ? 'here' : `below ${nameOf(pointer)}`;
    const text = `\`${name}\` is nothing that can stand ${place}; ${instead(name, known)}.`;
    return [{ line: lineOf(at), text }];
  });
  return [...own, ...below];
}

function inList(
  schema: TArray,
  value: readonly unknown[],
  lineOf: LineOf,
  pointer: string,
): Diagnostic[] {
  const { minItems = 0, uniqueItems = false } = schema as {
    minItems?: number;
    uniqueItems?: boolean;
  };
  if (value.length < minItems) return [emptiness(pointer, lineOf)];
  const below = value.flatMap((item, i) =>
    mistakesAgainst(schema.items, item, lineOf, `${pointer}/${i}`),
  );
  if (below.length > 0 || Value.Check(schema, value)) return below;
  const what = uniqueItems ? 'names something twice' : 'is too long';
  return [{ line: lineOf(pointer), text: `${nameOf(pointer)} ${what}.` }];
}

function emptiness(pointer: string, lineOf: LineOf): Diagnostic {
  const text = `${nameOf(pointer)} is empty: write at least one thing below it, or take it out.`;
  return { line: lineOf(pointer), text };
}

/** Suggests the known name that an unknown name probably means. */
export function instead(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'nothing can';
  const best = nearest(name, known);
  if (best !== null) return `perhaps \`${best}\` is meant`;
  return `it can be ${known.map((one) => `\`${one}\``).join(', ')}`;
}

/** The last name on the path to a value; the mistake is about this name. */
function nameOf(pointer: string): string {
  const names = pointer.split('/').slice(1);
  const named = names.findLastIndex((name) => !/^\d+$/.test(name));
  const name = names[named]?.replaceAll('~1', '/').replaceAll('~0', '~');
  if (name === undefined) return 'The file';
  return named === names.length - 1 ? `\`${name}\`` : `An entry of \`${name}\``;
}

function show(value: unknown): string {
  // Shortens the value, because the file may be something else altogether, and not even text.
  if (typeof value === 'string') return `"${oneLine(value, 60)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? 'empty' : 'no single value';
}

/**
 * Converts the texts of a YAML file to the types of a schema: `10` to a number, a single value to a list of one,
 * nothing to an empty map. Values that do not fit stay unchanged, so that the schema reports them.
 */
export function coerceToSchema(schema: TSchema, value: unknown): unknown {
  if (IsArray(schema)) {
    if (value === null) return value;
    return (Array.isArray(value) ? value : [value]).map((item) =>
      coerceToSchema(schema.items, item),
    );
  }
  if (IsObject(schema)) {
    if (value === null) return {};
    if (!isMap(value)) return value;
    const entries = Object.entries(value).map(([name, item]) => {
      const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
      return [name, property ? coerceToSchema(property, item) : item];
    });
    return Object.fromEntries(entries) as unknown;
  }
  if (IsRecord(schema)) return value === null ? {} : value;
  return typeof value === 'string' ? typedText(schema, value) : value;
}

function typedText(schema: TSchema, text: string): unknown {
  if (IsBoolean(schema) && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (IsInteger(schema) && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (IsNumber(schema) && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A mistake or a warning, with its line in the file. */
export interface Diagnostic {
  line: number;
  text: string;
}

/** Escapes a name for a JSON pointer. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
