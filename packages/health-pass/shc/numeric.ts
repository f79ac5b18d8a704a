/** One code of a health card: the whole card, or part `part` of `of`. */
export interface Chunk {
  part: number;
  of: number;
  text: string;
}

/** A code contains some 1200 characters, so no real card needs more parts. */
const maxChunks = 20;
const smallestCharacter = 45;

/**
 * Reads `shc:/<digits>` or `shc:/<part>/<of>/<digits>`. Two digits encode each character: its code minus that of `-`
 * (SMART Health Cards, "Encoding Chunks as QR Codes").
 *
 * @returns null when the code has another form
 */
export function readChunk(code: string): Chunk | null {
  const match = /^shc:\/(?:(\d{1,2})\/(\d{1,2})\/)?((?:\d\d)+)$/i.exec(code);
  if (!match) return null;
  const [, part = '1', of = '1', digits = ''] = match;
  const chunk = { part: Number(part), of: Number(of), text: fromDigits(digits) };
  const isPart = chunk.part >= 1 && chunk.part <= chunk.of && chunk.of <= maxChunks;
  return isPart ? chunk : null;
}

function fromDigits(digits: string): string {
  let text = '';
  for (let i = 0; i < digits.length; i += 2) {
    text += String.fromCharCode(Number(digits.slice(i, i + 2)) + smallestCharacter);
  }
  return text;
}

/** Assembles a card from its codes, in any order. A code of another card starts that card. */
export class CardParts {
  #of = 0;
  readonly #texts = new Map<number, string>();
  /** The codes of the previous card, which the visitor may still hold up. */
  #finished = new Set<string>();

  /** Whether a card was started and still lacks parts. */
  get isIncomplete(): boolean {
    return this.#texts.size > 0;
  }

  /** @returns the card, once all its parts were shown */
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
