import { SaxesParser } from 'saxes';
import {
  anotherFormat,
  cutOff,
  kindOf,
  listedRecord,
  type ListEntry,
  type Format,
  type ListKinds,
} from './format.ts';
import { readText } from './read-text.ts';

/** An element with its content. Names have no prefixes. */
export class Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[] = [];
  text = '';

  constructor(name: string, attributes: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.attributes = attributes;
  }

  /** Returns the text of the first element at this path of names; empty when there is none. */
  at(...path: string[]): string {
    return this.all(...path)[0]?.text.trim() ?? '';
  }

  /** Returns every element at this path. */
  all(...path: string[]): Element[] {
    return path.reduce<Element[]>(
      (found, name) => found.flatMap(({ children }) => children.filter((one) => one.name === name)),
      [this],
    );
  }
}

interface XmlFile {
  file: string;
  /** Name of the root element. */
  root: string;
  /** The elements to yield, each as soon as it is complete. */
  elements: ReadonlySet<string>;
  onRead?: ((bytes: number) => void) | undefined;
}

/**
 * Yields the root with its attributes but no content, then every requested element. It fetches no external resource,
 * and expands no entities that the file defines.
 * @throws {ListError} `list_of_another_format`, `list_cut_off`, `list_unreadable`
 */
async function* xmlElements({ file, root, elements, onRead }: XmlFile): AsyncGenerator<Element> {
  const parser = new SaxesParser();
  const ready: Element[] = [];
  const open: Element[] = [];
  let depth = 0;
  let fault: Error | null = null;
  parser.on('error', (error) => (fault ??= error));
  parser.on('opentag', (tag) => {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    depth++;
    if (depth === 1 && name !== root) throw anotherFormat(file, root);
    if (depth === 1) ready.push(new Element(name, tag.attributes));
    else if (open.length > 0 || elements.has(name)) open.push(new Element(name, tag.attributes));
  });
  const addText = (text: string) => {
    const inner = open.at(-1);
    if (inner) inner.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth--;
    const element = open.pop();
    if (!element) return;
    const outer = open.at(-1);
    if (outer) outer.children.push(element);
    else ready.push(element);
  });
  for await (const text of readText(file, onRead)) {
    parser.write(text);
    if (fault) throw formatError(file, root, depth, fault);
    yield* ready.splice(0);
  }
  const isOpen = depth > 0;
  parser.close();
  if (isOpen || fault) throw formatError(file, root, isOpen ? 1 : 0, fault);
  yield* ready.splice(0);
}

function formatError(file: string, root: string, depth: number, cause: Error | null): Error {
  return depth === 0 && cause ? anotherFormat(file, root) : cutOff(file, cause);
}

/** Describes an XML list in which each entry is one element. */
interface XmlList {
  /** Name of the root element. */
  root: string;
  /** Names of the entries' elements. */
  entries: readonly string[];
  /** Further elements with data about the whole list, besides the root element. */
  about?: readonly string[];
  dateIn: (about: Element) => string | null | undefined;
  /** Returns how many entries such an element announces; null when it announces none. */
  announcedIn?: (about: Element) => number | null;
  known: ListKinds;
  kindSaid: (entry: Element) => string;
  read: (entry: Element, kind: ListEntry['kind']) => Omit<ListEntry, 'kind'>;
}

/** Makes a format. A file without entries, or with fewer than it announces, is cut off. */
export function xmlList(list: XmlList): Format {
  const { root, about = [], dateIn, announcedIn = () => null } = list;
  const elements = new Set([...list.entries, ...about]);
  return {
    begins: { root },
    read: async function* ({ file, onRead }) {
      let announced: number | null = null;
      let entries = 0;
      for await (const one of xmlElements({ file, root, elements, onRead })) {
        if (!list.entries.includes(one.name)) {
          const date = dateIn(one);
          if (date) yield { date };
          announced ??= announcedIn(one);
          continue;
        }
        entries++;
        const kind = kindOf(file, list.kindSaid(one), list.known);
        if (kind !== 'other') yield listedRecord({ ...list.read(one, kind), kind });
      }
      if (entries === 0 || (announced !== null && announced !== entries)) throw cutOff(file);
    },
  };
}

/** Splits names into strong and weak ones, by the list's own marks. */
export function byStrength(
  names: readonly Element[],
  isWeak: (name: Element) => boolean,
  read: (name: Element) => string | readonly string[],
): { strong: string[]; weak: string[] } {
  return {
    strong: names.filter((name) => !isWeak(name)).flatMap(read),
    weak: names.filter(isWeak).flatMap(read),
  };
}
