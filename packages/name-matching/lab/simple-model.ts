import anyAscii from 'any-ascii';
import { distance } from 'fastest-levenshtein';

// The baseline that the rules must beat: any-ascii, token sets, Damerau's edits, initials, and words weighted by
// rarity. Its parameters were tuned only on the part "tune".

export const simpleThreshold = 0.86;
/** The factor for a query that omits words of the listed name, such as middle names. */
const withoutOthers = 0.75;

/** Words that do not distinguish companies. */
const forms =
  /^(?:ltd|limited|inc|co|corp|llc|plc|gmbh|ag|sa|srl|spa|ooo|oao|zao|pao|jsc|the|of|and)$/;

function tokensOf(name: string): string[] {
  const all =
    anyAscii(name.normalize('NFKC').replace(/['’]/g, ''))
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const own = all.filter((word) => !forms.test(word));
  return own.length > 0 ? own : all;
}

function likeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.8 : 0;
  const longer = Math.max(a.length, b.length);
  if (Math.abs(a.length - b.length) > longer / 4) return 0;
  const isSwap = a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
  const edits = distance(a, b) - (isSwap ? 1 : 0);
  return longer > 3 && edits <= longer / 4 ? 1 - edits / (2 * longer) : 0;
}

/** Searches names like `NameIndex`, in fifty lines. */
export class SimpleModel<Ref> {
  readonly #names: { ref: Ref; tokens: string[] }[] = [];
  readonly #counts = new Map<string, number>();

  async add(ref: Ref, names: readonly string[]): Promise<void> {
    for (const name of names) {
      const tokens = tokensOf(name);
      this.#names.push({ ref, tokens });
      for (const token of new Set(tokens)) {
        this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
      }
    }
  }

  async find(name: string, threshold: number): Promise<{ ref: Ref; score: number }[]> {
    const asked = tokensOf(name);
    return this.#names
      .map(({ ref, tokens }) => ({ ref, score: this.#score(asked, tokens) }))
      .filter(({ score }) => score >= threshold)
      .sort((a, b) => b.score - a.score);
  }

  #score(asked: readonly string[], listed: readonly string[]): number {
    const left = [...listed];
    let fit = 0;
    let ofAsked = 0;
    let pairs = 0;
    for (const word of asked) {
      const scores = left.map((other) => likeness(word, other));
      const best = Math.max(0, ...scores);
      // A misspelled word is rare, but says no more than the listed one.
      if (best === 0) ofAsked += this.#weight(word);
      if (best === 0) continue;
      const [taken = ''] = left.splice(scores.indexOf(best), 1);
      fit += best * this.#weight(taken);
      ofAsked += this.#weight(taken);
      pairs++;
    }
    if (pairs < Math.min(2, asked.length, listed.length)) return 0;
    const ofListed = listed.reduce((sum, word) => sum + this.#weight(word), 0);
    return (fit / ofAsked) * (withoutOthers + ((1 - withoutOthers) * fit) / ofListed);
  }

  #weight(word: string): number {
    // A short list does not show which words are rare.
    if (this.#names.length < 100) return word.length === 1 ? 0.3 : 1;
    const rarity = Math.log((this.#names.length + 2) / ((this.#counts.get(word) ?? 0) + 1));
    return Math.max(0.3, rarity) * (word.length === 1 ? 0.3 : 1);
  }
}
