import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { hasNul } from '../platform/printable.ts';

/** A mistake or a doubt, with the line of the file that it is about. */
export interface Diagnostic {
  line: number;
  text: string;
}

/** A YAML text as plain values, every scalar still a text, and where each value stands. */
export interface YamlSource {
  /** Maps, lists and texts; null when there is no value at all. */
  value: unknown;
  mistakes: readonly Diagnostic[];
  /** Of the value at this JSON pointer, or of what is around it. */
  lineOf: (pointer: string) => number;
}

/** After a few, each is only a consequence of those before. */
const maxSyntaxErrors = 3;
/** Aliases can make a short text very long. */
const maxNodes = 20_000;
const deepest = 40;

/**
 * Reads YAML without guessing types: in the failsafe schema `no` is not false and `0042` keeps its
 * noughts; what a text stands for is up to the schema it is held against.
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
          ? 'This name stands here a second time. Put together what belongs to it.'
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
  /** Where a text or a name has a NUL. */
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
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : String(key);
        const at = `${pointer}/${escaped(name)}`;
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

/** A name as it stands in a JSON pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
