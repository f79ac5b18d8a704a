import type { Chunk } from './numeric.ts';

/** So many texts are kept for one number of part: no one shows more cards at a time. */
const maxVariants = 4;
/** So many wholes are offered for one part, and for all that are shown together. */
const maxWholes = { aPart: 16, all: 200 };
/** So many parts of finished cards are remembered; a card has 20 at most. */
const maxFinished = 400;

/** By the number of the part: its texts, the newest first. */
type Parts = Map<number, string[]>;

/** What some parts make together. */
interface Whole {
  text: string;
  parts: readonly string[];
}

/**
 * Puts the codes of cards together, in whatever order and however often they are shown. A code says
 * which part it is and of how many, and not of which card. So where two cards have as many codes, every
 * whole that they may make is offered: the signature fits one only, and `finish` says which.
 */
export class ChunkSets {
  /** By the number of parts of a card. */
  readonly #sets = new Map<number, Parts>();
  readonly #finished = new Set<string>();
  readonly #offered = new Map<string, Whole>();

  /** How many parts of a card that was begun are still missing; null when none is. */
  get missing(): number | null {
    const missing = [...this.#sets].map(([of, parts]) => of - parts.size).filter((n) => n > 0);
    return missing.length === 0 ? null : Math.min(...missing);
  }

  /**
   * Takes a part. Those of a card that is finished are still held up, and begin nothing.
   *
   * @returns the wholes that it completes and that were not offered before, the likeliest first
   */
  add({ part, of, text }: Chunk): string[] {
    if (this.#finished.has(keyOf({ part, of, text }))) return [];
    const parts: Parts = this.#sets.get(of) ?? new Map<number, string[]>();
    this.#sets.set(of, parts);
    const others = (parts.get(part) ?? []).filter((other) => other !== text);
    parts.set(part, [text, ...others].slice(0, maxVariants));
    if (parts.size < of) return [];
    const wholes = wholesOf(parts, { part, of, text }).filter(
      (one) => !this.#offered.has(one.text),
    );
    const offered = wholes.slice(0, Math.max(0, maxWholes.all - this.#offered.size));
    for (const whole of offered) this.#offered.set(whole.text, whole);
    return offered.map((whole) => whole.text);
  }

  /** Nothing of this whole, which was offered, belongs to another card. */
  finish(whole: string): void {
    const used = this.#offered.get(whole)?.parts ?? [];
    const of = used.length;
    const parts: Parts = this.#sets.get(of) ?? new Map<number, string[]>();
    for (const [i, text] of used.entries()) {
      const part = i + 1;
      const left = (parts.get(part) ?? []).filter((other) => other !== text);
      if (left.length > 0) parts.set(part, left);
      else parts.delete(part);
      if (this.#finished.size < maxFinished) this.#finished.add(keyOf({ part, of, text }));
    }
    if (parts.size === 0) this.#sets.delete(of);
  }
}

function keyOf({ part, of, text }: Chunk): string {
  return `${part}/${of}/${text}`;
}

/** What the parts may make together with this one: of each other part the newest first. */
function wholesOf(parts: Parts, { part, of, text }: Chunk): Whole[] {
  let chosen: string[][] = [[]];
  for (let number = 1; number <= of; number++) {
    const texts = number === part ? [text] : (parts.get(number) ?? []);
    chosen = chosen
      .flatMap((before) => texts.map((one) => [...before, one]))
      .slice(0, maxWholes.aPart);
  }
  return chosen.map((used) => ({ text: used.join(''), parts: used }));
}
