import { joined, type Word } from './words.ts';

/** A word of a name, or several written as one. */
export interface Part {
  word: Word;
  /** Which of the name's words it is made of, one bit each. */
  mask: number;
}

/** The words of a name, and what neighbours make when they are written as one. */
export function partsOf(words: readonly Word[]): Part[] {
  const parts: Part[] = words.map((word, i) => ({ word, mask: 1 << i }));
  for (let i = 0; i + 1 < words.length; i++) {
    parts.push(joinedPart(words, i, 2));
    // "Abd al-Rahman": the article goes along. "E." between two others is an initial.
    if (isArticle(words[i + 1]!) && i + 2 < words.length) parts.push(joinedPart(words, i, 3));
  }
  return parts;
}

/** Words that signs or spaces may have been stuck into: "J.o.h.n", "J o h n". */
export function closedUp(words: readonly Word[]): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < words.length;) {
    let to = from + 1;
    while (to < words.length && isStuck(words[to - 1]!, words[to]!)) to++;
    if (to - from > 2) {
      const part = joinedPart(words, from, to - from);
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

function isArticle({ isParticle, text }: Word): boolean {
  return isParticle && text.length > 1;
}

function joinedPart(words: readonly Word[], from: number, count: number): Part {
  return { word: joined(words.slice(from, from + count)), mask: ((1 << count) - 1) << from };
}
