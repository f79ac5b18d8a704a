import { cutOff, kindOf, listedRecord, type Entry, type Format, type Kinds } from './format.ts';
import { xmlElements, type Element } from './xml-elements.ts';

/** A list in XML whose entries are elements that say all of someone. */
interface XmlList {
  /** What its outermost element is called, */
  root: string;
  /** and its entries. */
  entries: readonly string[];
  /** Elements that tell something of the whole list; the outermost one does in any case. */
  about?: readonly string[];
  dateIn: (about: Element) => string | null | undefined;
  /** How many entries such an element announces, where it does. */
  announcedIn?: (about: Element) => number | null;
  known: Kinds;
  kindSaid: (entry: Element) => string;
  read: (entry: Element, kind: Entry['kind']) => Omit<Entry, 'kind'>;
}

/** The format of such a list. A file without an entry, or with fewer than it announces, is cut off. */
export function xmlList(list: XmlList): Format {
  const { root, about = [], dateIn, announcedIn = () => null } = list;
  const elements = new Set([...list.entries, ...about]);
  return {
    begins: { root },
    read: async function* ({ main, onRead }) {
      let announced: number | null = null;
      let entries = 0;
      for await (const one of xmlElements({ file: main, root, elements, onRead })) {
        if (!list.entries.includes(one.name)) {
          const date = dateIn(one);
          if (date) yield { date };
          announced ??= announcedIn(one);
          continue;
        }
        entries++;
        const kind = kindOf(main, list.kindSaid(one), list.known);
        if (kind !== 'other') yield listedRecord({ ...list.read(one, kind), kind });
      }
      if (entries === 0 || (announced !== null && announced !== entries)) throw cutOff(main);
    },
  };
}

/** Names, told apart by whether the list calls them weak. */
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
