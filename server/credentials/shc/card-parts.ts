import type { Chunk } from './numeric.ts';

/** Puts the codes of one card after the other together, in any order. A code of another card begins that one. */
export class CardParts {
  #of = 0;
  readonly #texts = new Map<number, string>();
  /** Of the card before: its codes may still be held up. */
  #finished = new Set<string>();

  /** Whether parts of a card that was begun are missing. */
  get isIncomplete(): boolean {
    return this.#texts.size > 0;
  }

  /** @returns the card, once all of its parts were shown */
  add({ part, of, text }: Chunk): string | null {
    if (this.#finished.has(text)) return null;
    const known = this.#texts.get(part) ?? text;
    if (of !== this.#of || known !== text) this.#texts.clear();
    this.#of = of;
    this.#texts.set(part, text);
    if (this.#texts.size < of) return null;
    const texts = Array.from({ length: of }, (_, i) => this.#texts.get(i + 1) ?? '');
    this.#finished = new Set(texts);
    this.#texts.clear();
    return texts.join('');
  }
}
