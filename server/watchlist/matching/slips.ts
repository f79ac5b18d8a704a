import { toleratedEdits } from './likeness.ts';
import { lettersOf } from './sounds.ts';

/** A letter changed changes at most two of the letters that a text has, one left out or added one. */
const lettersPerChange = 2;

/** Texts of one length. */
interface Bucket {
  numbers: number[];
  letters: Int32Array;
}

/**
 * Texts among which those are looked for that a slip of the pen makes of another one. Nearly all are
 * left out without a comparison: by their length, and by which letters they have.
 */
export class Slips {
  readonly #byLength: Bucket[] = [];

  add(text: string, number: number): void {
    const bucket = (this.#byLength[text.length] ??= { numbers: [], letters: new Int32Array(16) });
    const at = bucket.numbers.push(number) - 1;
    if (at >= bucket.letters.length) {
      const more = new Int32Array(bucket.letters.length * 2);
      more.set(bucket.letters);
      bucket.letters = more;
    }
    bucket.letters[at] = lettersOf(text);
  }

  /** All that are within the tolerated edits of this text, and some more. */
  forAlike(text: string, use: (number: number) => void): void {
    const { length } = text;
    const letters = lettersOf(text);
    const farthest = toleratedEdits(length + maxEdits);
    for (let other = Math.max(0, length - farthest); other <= length + farthest; other++) {
      const bucket = this.#byLength[other];
      const most = toleratedEdits(Math.max(length, other));
      const added = Math.abs(length - other);
      if (!bucket || added > most || most === 0) continue;
      const bits = added + lettersPerChange * (most - added);
      const { numbers, letters: others } = bucket;
      for (let at = 0; at < numbers.length; at++) {
        let differing = others[at]! ^ letters;
        // Each takes the lowest bit away that is set.
        for (let bit = 0; bit < bits; bit++) differing &= differing - 1;
        if (differing === 0) use(numbers[at]!);
      }
    }
  }
}

const maxEdits = 2;

/** How many bits are set. */
export function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
