import { setImmediate } from 'node:timers/promises';
import { CosineMemory, pageBytes } from './cosines.ts';

/** Number of rows between two pauses for the event loop: less than a millisecond at 512 values. */
const rowsPerTurn = 2000;
/** Growing by 4 MiB, which is 2048 rows at 512 values. */
const pagesPerGrowth = 64;
const bytesPerFloat = 4;
const bytesPerDouble = 8;

/**
 * Templates of unit length, row after row. A removed row is replaced by the last one. Do not change it during a search.
 */
export class TemplateMatrix {
  readonly #dimension: number;
  /** Rows end with zeros, up to a multiple of what the kernel reads at once. */
  readonly #rowBytes: number;
  /** The memory begins with the probe and the scores of one turn. */
  readonly #scoresFrom: number;
  readonly #rowsFrom: number;
  /** Undefined while it is empty. */
  #memory: CosineMemory | undefined;
  #count = 0;

  /** @param dimension values per template */
  constructor(dimension: number) {
    this.#dimension = dimension;
    const padded = Math.ceil(dimension / 16) * 16;
    this.#rowBytes = padded * bytesPerFloat;
    this.#scoresFrom = padded * bytesPerDouble;
    this.#rowsFrom = this.#scoresFrom + rowsPerTurn * bytesPerDouble;
  }

  /** @param templates of so many values each; see `add` */
  static of(dimension: number, templates: Iterable<Float32Array>): TemplateMatrix {
    const matrix = new TemplateMatrix(dimension);
    for (const template of templates) matrix.add(template);
    return matrix;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the number of the new row @throws {RangeError} see `put` */
  add(template: Float32Array): number {
    this.#check(template);
    const row = this.#count;
    const memory = (this.#memory ??= new CosineMemory(pagesPerGrowth));
    const missing = this.#at(row + 1) - memory.bytes;
    if (missing > 0) memory.grow(Math.max(pagesPerGrowth, Math.ceil(missing / pageBytes)));
    this.#count++;
    this.#row(row).set(template);
    return row;
  }

  /** Returns a copy of a row. */
  template(row: number): Float32Array {
    return this.#row(row).slice();
  }

  /** Replaces a row. @throws {RangeError} for values that are not finite, or a wrong count; then nothing changes */
  put(row: number, template: Float32Array): void {
    this.#check(template);
    this.#row(row).set(template);
  }

  /** Overwrites a row with the last one, and the last one with zeros. @returns the number of the last row */
  remove(row: number): number {
    const last = this.#row(this.#count - 1);
    this.#row(row).set(last);
    last.fill(0);
    this.#count--;
    return this.#count;
  }

  /**
   * Yields the cosines of the probe with every row from `begin` on, slice by slice; the event loop runs between slices.
   * @param probe unit length
   */
  async *similarities(
    probe: Float32Array,
    begin = 0,
  ): AsyncGenerator<{ firstRow: number; scores: Float64Array }> {
    this.#check(probe);
    for (let firstRow = begin; firstRow < this.#count; firstRow += rowsPerTurn) {
      if (firstRow > begin) await setImmediate();
      yield { firstRow, scores: this.#compare(probe, firstRow) };
    }
  }

  /** Writes the probe each time, because searches take turns. */
  #compare(probe: Float32Array, firstRow: number): Float64Array {
    const count = Math.min(rowsPerTurn, this.#count - firstRow);
    const memory = this.#memory;
    if (!memory || count <= 0) return new Float64Array();
    memory.doubles(0, this.#dimension).set(probe);
    memory.cosines(this.#at(firstRow), count, this.#rowBytes, 0, this.#scoresFrom);
    return memory.doubles(this.#scoresFrom, count).slice();
  }

  #at(row: number): number {
    return this.#rowsFrom + row * this.#rowBytes;
  }

  #row(row: number): Float32Array {
    if (!this.#memory || row < 0 || row >= this.#count) {
      throw new RangeError(`There is no row ${row}.`);
    }
    return this.#memory.floats(this.#at(row), this.#dimension);
  }

  #check(template: Float32Array): void {
    if (!isTemplate(template, this.#dimension)) throw new RangeError('This is no template.');
  }
}

/** Checks the values, because a score of NaN would hide every other score. */
export function isTemplate(template: Float32Array, dimension: number): boolean {
  return template.length === dimension && template.every((value) => Number.isFinite(value));
}
