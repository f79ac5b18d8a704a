import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { hasNul } from '../text/index.ts';
import { escapePointer, type Diagnostic } from '../schema/index.ts';

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

/** Returns what each alias stands for. `Alias.resolve` walks the document once for each. */
function targetsOf(document: Document): Map<Alias, Node | undefined> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  visit(document, (_key, node) => {
    if (isAlias(node)) targets.set(node, anchors.get(node.source));
    else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

class NodeReader {
  readonly #targets: ReadonlyMap<Alias, Node | undefined>;
  readonly #note: (pointer: string, offset: number) => void;
  /** Offsets of NUL characters in texts and names. */
  readonly nuls: number[] = [];
  #nodes = 0;

  constructor(document: Document, note: (pointer: string, offset: number) => void) {
    this.#targets = targetsOf(document);
    this.#note = note;
  }

  get isTooLarge(): boolean {
    return this.#nodes > maxNodes;
  }

  read(node: unknown, pointer: string, depth: number): unknown {
    if (depth > deepest) this.#nodes = maxNodes;
    if (++this.#nodes > maxNodes) return null;
    if (isAlias(node)) return this.read(this.#targets.get(node), pointer, depth + 1);
    if (isMap(node)) {
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
