import { companyName } from './company-name.ts';
import { joinWords, nameWords, type Word } from './words.ts';

/** What a listed name or one that is asked for is: persons and companies are compared otherwise. */
export type NameKind = 'person' | 'company';

/** The words of a name, and which of them are what. */
export interface ParsedName {
  words: Word[];
  /** The place of the first given name: people leave out the names after it, seldom it. */
  lead: number;
  /** The words of the family name, one bit each. */
  family: number;
  /** Those that stood in brackets. */
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
 * Where the given name stands, before the family name or behind it and a comma, and which words are the
 * family name: those before the comma, or the last.
 */
function orderOf(name: string, words: readonly Word[]): Pick<ParsedName, 'lead' | 'family'> {
  const isName = ({ isParticle, text }: Word) => !isParticle && text.length > 1;
  const [family = '', given] = name.split(',', 2);
  const lead = given?.trim() ? nameWords(family).length : 0;
  if (lead === 0) return { lead, family: 1 << Math.max(0, words.findLastIndex(isName)) };
  const before = words.slice(0, lead);
  return { lead, family: before.reduce((all, w, i) => all | (Number(isName(w)) << i), 0) };
}

/** Neighbours in a name. */
interface Run {
  from: number;
  count: number;
}

/** Which of the name's words these are, one bit each. */
function maskOf({ from, count }: Run): number {
  return ((1 << count) - 1) << from;
}

/** Words of a listed name that may be written as one. */
function neighbours(words: readonly Word[]): Run[] {
  const found: Run[] = [];
  for (let from = 0; from + 1 < words.length; from++) {
    found.push({ from, count: 2 });
    // "Abd al-Rahman": the article goes along. "E." between two others is an initial.
    if (isArticle(words[from + 1]!) && from + 2 < words.length) found.push({ from, count: 3 });
  }
  return found;
}

/** Words of a listed name that may be written as one. */
export interface Together {
  words: readonly Word[];
  mask: number;
}

/** Neighbours, and the first given name with the family name, whatever stands between them. */
export function togetherIn({ words, lead, family }: ParsedName): Together[] {
  const found = neighbours(words).map((run) => {
    return { words: words.slice(run.from, run.from + run.count), mask: maskOf(run) };
  });
  const given = words[lead];
  const known = words.filter((_, i) => family & (1 << i));
  const isName = given && given.text.length > 1 && !given.isParticle && given.text !== 'abd';
  if (!isName || known.length === 0 || known.includes(given)) return found;
  // One syllable less is another name.
  if (words.every(({ isPinyin, isSyllable }) => isPinyin || isSyllable)) return found;
  const mask = family | (1 << lead);
  return [...found, { words: [given, ...known], mask }, { words: [...known, given], mask }];
}

function isArticle({ isParticle, text }: Word): boolean {
  return isParticle && text.length > 1;
}

/** A word of a name, or several written as one. */
export interface NameSegment {
  word: Word;
  /** Which of the name's words it is made of, one bit each. */
  mask: number;
}

/** The words of a name that is asked for, and what those make that may belong together. */
export function nameSegments(words: readonly Word[]): NameSegment[] {
  return [
    ...words.map((word, i) => ({ word, mask: 1 << i })),
    ...[...neighbours(words), ...triples(words)].map((run) => joinedPart(words, run)),
    ...closedUp(words),
  ];
}

/** A word that spaces were put into: "Plat ono vich". */
function triples(words: readonly Word[]): Run[] {
  return words
    .slice(2)
    .map((_, from) => ({ from, count: 3 }))
    .filter(({ from }) =>
      words.slice(from, from + 3).every(({ text, isSyllable }) => text.length > 1 && !isSyllable),
    );
}

/** Words that signs or spaces may have been stuck into: "J.o.h.n", "J o h n". */
function closedUp(words: readonly Word[]): NameSegment[] {
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
