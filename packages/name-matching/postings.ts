import type { WordPair } from './weighted-name.ts';

/**
 * Stores in which names each word occurs, and at which place. Kept as arrays of numbers, because a list has some
 * hundred thousand of them.
 */
export class Postings {
  #words: number[] = [];
  #names: number[] = [];
  #masks: number[] = [];
  /** Start of each word's postings, and of the next word's; computed at the first read. */
  #starts: Int32Array | undefined;
  #sorted = new Int32Array(0);

  /** @param mask the word's places in the name, one bit each */
  add(word: number, name: number, mask: number): void {
    this.#words.push(word);
    this.#names.push(name);
    this.#masks.push(mask);
    this.#starts = undefined;
  }

  /** Returns the number of a word's postings. */
  count(word: number): number {
    const starts = this.#starts ?? this.#sort();
    return word + 1 < starts.length ? starts[word + 1]! - starts[word]! : 0;
  }

  forEach(word: number, use: (name: number, mask: number) => void): void {
    const starts = this.#starts ?? this.#sort();
    if (word + 1 >= starts.length) return;
    for (let i = starts[word]!; i < starts[word + 1]!; i++) {
      const at = this.#sorted[i]!;
      use(this.#names[at]!, this.#masks[at]!);
    }
  }

  #sort(): Int32Array {
    let last = -1;
    for (const word of this.#words) last = Math.max(last, word);
    const starts = new Int32Array(last + 2);
    for (const word of this.#words) starts[word + 1]!++;
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
    const next = starts.slice();
    this.#sorted = new Int32Array(this.#words.length);
    for (let at = 0; at < this.#words.length; at++) {
      this.#sorted[next[this.#words[at]!]!++] = at;
    }
    return (this.#starts = starts);
  }
}

/** Collects the possible pairs of one query by name, without an object for each. */
export class Candidates {
  /** By name: one more than the index of its last pair; 0 for none. */
  readonly #last: Int32Array;
  readonly #before: number[] = [];
  readonly #asked: number[] = [];
  readonly #listed: number[] = [];
  readonly #likeness: number[] = [];
  /** Names with at least one pair. */
  readonly names: number[] = [];

  /** @param names number of all names */
  constructor(names: number) {
    this.#last = new Int32Array(names);
  }

  add(name: number, asked: number, listed: number, likeness: number): void {
    const before = this.#last[name]!;
    if (before === 0) this.names.push(name);
    this.#before.push(before);
    this.#asked.push(asked);
    this.#listed.push(listed);
    this.#last[name] = this.#likeness.push(likeness);
  }

  /** Returns the paired words of both sides, one bit each. */
  coverage(name: number): { asked: number; listed: number } {
    let asked = 0;
    let listed = 0;
    for (let at = this.#last[name]!; at > 0; at = this.#before[at - 1]!) {
      asked |= this.#asked[at - 1]!;
      listed |= this.#listed[at - 1]!;
    }
    return { asked, listed };
  }

  pairs(name: number): WordPair[] {
    const pairs: WordPair[] = [];
    for (let at = this.#last[name]!; at > 0; at = this.#before[at - 1]!) {
      pairs.push({
        asked: this.#asked[at - 1]!,
        listed: this.#listed[at - 1]!,
        likeness: this.#likeness[at - 1]!,
      });
    }
    return pairs.reverse();
  }
}
