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
import { expectationOf } from '../config/expectation.ts';
import { nearest } from '../platform/operator-error.ts';
import { oneLine, hasNul } from '../../packages/printable-text/index.ts';
import {
  isAlias,
  isMap as isYamlMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';

type LineOf = YamlSource['lineOf'];

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
  const text = `${nameOf(pointer)} is ${shown(value)}, but must be ${expectationOf(schema)}.`;
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

function shown(value: unknown): string {
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

/** A YAML text as plain values, with every scalar still a text, and the position of each value. */
export interface YamlSource {
  /** Maps, lists and texts; null when there is no value at all. */
  value: unknown;
  mistakes: readonly Diagnostic[];
  /** The line of the value at this JSON pointer, or of its nearest parent. */
  lineOf: (pointer: string) => number;
}

/** Later syntax errors usually follow from the first ones. */
const maxSyntaxErrors = 3;
/** Aliases can make a short text expand enormously. */
const maxNodes = 20_000;
const deepest = 40;

/**
 * Reads YAML without guessing types. In the failsafe schema `no` is not false, and `0042` keeps its zeros. The schema
 * that checks a text gives it its type.
 */
export function readYaml(text: string): YamlSource {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
  });
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const lines = new Map<string, number>();
  const mistakes: Diagnostic[] = document.errors
    .slice(0, maxSyntaxErrors)
    .map(({ code, message, pos }) => ({
      line: lineAt(pos[0]),
      text:
        code === 'DUPLICATE_KEY'
          ? 'This name appears here a second time. Put its entries together.'
          : `This is not YAML: ${message}. Look at the indentation and at quotes.`,
    }));
  if (mistakes.length > 0) return { value: null, mistakes, lineOf: () => 1 };
  const reader = new NodeReader(document, (pointer, offset) => lines.set(pointer, lineAt(offset)));
  const value = reader.read(document.contents, '', 0);
  for (const at of reader.nuls) {
    mistakes.push({ line: lineAt(at), text: 'This text has a NUL in it. Take it out.' });
  }
  if (reader.isTooLarge) mistakes.push({ line: 1, text: 'The file repeats itself without end.' });
  const lineOf = (pointer: string): number =>
    lines.get(pointer) ?? (pointer === '' ? 1 : lineOf(pointer.slice(0, pointer.lastIndexOf('/'))));
  return { value, mistakes, lineOf };
}

class NodeReader {
  readonly #document: Document;
  readonly #note: (pointer: string, offset: number) => void;
  /** Offsets of NUL characters in texts and names. */
  readonly nuls: number[] = [];
  #nodes = 0;

  constructor(document: Document, note: (pointer: string, offset: number) => void) {
    this.#document = document;
    this.#note = note;
  }

  get isTooLarge(): boolean {
    return this.#nodes > maxNodes;
  }

  read(node: unknown, pointer: string, depth: number): unknown {
    if (depth > deepest) this.#nodes = maxNodes;
    if (++this.#nodes > maxNodes) return null;
    if (isAlias(node)) return this.read(node.resolve(this.#document), pointer, depth + 1);
    if (isYamlMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : String(key);
        const at = `${pointer}/${escapePointer(name)}`;
        if (isScalar(key) && key.range) this.#note(at, key.range[0]);
        if (hasNul(name)) this.nuls.push(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
        return [name, this.read(value, at, depth + 1)] as const;
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const at = `${pointer}/${index}`;
        const { range } = item as { range?: [number, number, number] };
        if (range) this.#note(at, range[0]);
        return this.read(item, at, depth + 1);
      });
    }
    if (!isScalar(node) || node.value === '') return null;
    if (hasNul(node.value)) this.nuls.push(node.range?.[0] ?? 0);
    return node.value;
  }
}

/** Escapes a name for a JSON pointer. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
