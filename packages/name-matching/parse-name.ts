import { companyName } from './company-name.ts';
import { joinWords, nameWords, type Word } from './words.ts';

/** The kind of a listed name or a query, because people and companies are compared by different rules. */
export type NameKind = 'person' | 'company';

/** The words of a name, and their roles. */
export interface ParsedName {
  words: Word[];
  /** Place of the first given name. People often omit the names after it, but seldom this one. */
  lead: number;
  /** The words of the family name, one bit each. */
  family: number;
  /** The words in brackets, one bit each. */
  asides: number;
}

export function parseName(name: string, kind: NameKind): ParsedName {
  if (kind === 'person') {
    const words = nameWords(name);
    return { words, ...orderOf(name, words), asides: 0 };
  }
  const { text, asides } = companyName(name);
  const own = nameWords(text, kind);
  const words = asides === '' ? own : nameWords(`${text} ${asides}`, kind);
  const before = (1 << own.length) - 1;
  return { words, lead: 0, family: 0, asides: ((1 << words.length) - 1) & ~before };
}

/**
 * Returns the place of the given name, which is before the family name or after a comma, and the words of the family
 * name: those before the comma, or the last word.
 */
function orderOf(name: string, words: readonly Word[]): Pick<ParsedName, 'lead' | 'family'> {
  const isName = ({ isParticle, text }: Word) => !isParticle && text.length > 1;
  const [family = '', given] = name.split(',', 2);
  const lead = given?.trim() ? nameWords(family).length : 0;
  if (lead === 0) return { lead, family: 1 << Math.max(0, words.findLastIndex(isName)) };
  const before = words.slice(0, lead);
  return { lead, family: before.reduce((all, w, i) => all | (Number(isName(w)) << i), 0) };
}

/** A run of neighbouring words in a name. */
interface Run {
  from: number;
  count: number;
}

/** Returns the run's words, one bit each. */
function maskOf({ from, count }: Run): number {
  return ((1 << count) - 1) << from;
}

/** Returns runs of words of a listed name that may be written as one word. */
function neighbours(words: readonly Word[]): Run[] {
  const found: Run[] = [];
  for (let from = 0; from + 1 < words.length; from++) {
    found.push({ from, count: 2 });
    // "Abd al-Rahman": the run includes the article. "E." between two others is an initial.
    if (isArticle(words[from + 1]!) && from + 2 < words.length) found.push({ from, count: 3 });
  }
  return found;
}

/** Words of a listed name that may be written as one word. */
export interface Together {
  words: readonly Word[];
  mask: number;
}

/** Returns runs of neighbours, and the first given name with the family name, whatever is between them. */
export function togetherIn({ words, lead, family }: ParsedName): Together[] {
  const found = neighbours(words).map((run) => {
    return { words: words.slice(run.from, run.from + run.count), mask: maskOf(run) };
  });
  const given = words[lead];
  const known = words.filter((_, i) => family & (1 << i));
  const isName = given && given.text.length > 1 && !given.isParticle && given.text !== 'abd';
  if (!isName || known.length === 0 || known.includes(given)) return found;
  // With one syllable less, it is another name.
  if (words.every(({ isPinyin, isSyllable }) => isPinyin || isSyllable)) return found;
  const mask = family | (1 << lead);
  return [...found, { words: [given, ...known], mask }, { words: [...known, given], mask }];
}

function isArticle({ isParticle, text }: Word): boolean {
  return isParticle && text.length > 1;
}

/** A word of a name, or several words joined. */
export interface NameSegment {
  word: Word;
  /** The joined words of the name, one bit each. */
  mask: number;
}

/** Returns the words of a query, and the joins of words that may belong together. */
export function nameSegments(words: readonly Word[]): NameSegment[] {
  return [
    ...words.map((word, i) => ({ word, mask: 1 << i })),
    ...[...neighbours(words), ...triples(words)].map((run) => joinedPart(words, run)),
    ...closeUp(words),
  ];
}

/** Joins a word with inserted spaces: "Plat ono vich". */
function triples(words: readonly Word[]): Run[] {
  return words
    .slice(2)
    .map((_, from) => ({ from, count: 3 }))
    .filter(({ from }) =>
      words.slice(from, from + 3).every(({ text, isSyllable }) => text.length > 1 && !isSyllable),
    );
}

/** Joins words with inserted signs or spaces: "J.o.h.n", "J o h n". */
function closeUp(words: readonly Word[]): NameSegment[] {
  const parts: NameSegment[] = [];
  for (let from = 0; from < words.length;) {
    let to = from + 1;
    while (to < words.length && isStuck(words[to - 1]!, words[to]!)) to++;
    if (to - from > 2) {
      const part = joinedPart(words, { from, count: to - from });
      parts.push({ ...part, word: { ...part.word, isCompound: false } });
    }
    from = to;
  }
  return parts;
}

function isStuck(before: Word, word: Word): boolean {
  if (before.token !== null && before.token === word.token) return true;
  return before.text.length === 1 && word.text.length === 1;
}

function joinedPart(words: readonly Word[], run: Run): NameSegment {
  return { word: joinWords(words.slice(run.from, run.from + run.count)), mask: maskOf(run) };
}
