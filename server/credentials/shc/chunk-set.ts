import type { Chunk } from './numeric.ts';

/** Puts the codes of one card together, in whatever order and however often they are shown. */
export class ChunkSet {
  #of = 0;
  readonly #parts = new Map<number, string>();

  /** How many parts are still missing; null when none was shown yet. */
  get missing(): number | null {
    return this.#of === 0 ? null : this.#of - this.#parts.size;
  }

  /**
   * Takes a part and gives the whole once it is complete. A part that fits no set with those before
   * it begins a new one: somebody shows another card. Parts of two cards that do seem to fit make a
   * whole whose signature does not.
   */
  add({ part, of, text }: Chunk): string | null {
    const known = this.#parts.get(part);
    if (of !== this.#of || (known !== undefined && known !== text)) this.#parts.clear();
    this.#of = of;
    this.#parts.set(part, text);
    if (this.#parts.size < of) return null;
    const whole = Array.from({ length: of }, (_, i) => this.#parts.get(i + 1) ?? '').join('');
    this.#parts.clear();
    this.#of = 0;
    return whole;
  }
}
