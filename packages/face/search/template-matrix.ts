import { setImmediate } from 'node:timers/promises';
import { similarities } from './similarity.ts';

/** Comparing this many rows with a probe takes about a millisecond at 512 values. */
const rowsPerBlock = 2000;

/**
 * Templates of unit length, row after row. A removed row is replaced by the last one. Do not change it during a search.
 */
export class TemplateMatrix {
  readonly #dimension: number;
  /** Blocks have a fixed size, so they are never copied when the matrix grows. */
  readonly #blocks: Float32Array[] = [];
  #count = 0;

  /** @param dimension values per template */
  constructor(dimension: number) {
    this.#dimension = dimension;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the number of the new row @throws {RangeError} see `put` */
  add(template: Float32Array): number {
    const row = this.#count;
    if (row === this.#blocks.length * rowsPerBlock) {
      this.#blocks.push(new Float32Array(rowsPerBlock * this.#dimension));
    }
    this.put(row, template);
    this.#count++;
    return row;
  }

  /** Replaces a row. @throws {RangeError} for values that are not finite, or a wrong count; then nothing changes */
  put(row: number, template: Float32Array): void {
    if (!isTemplate(template, this.#dimension)) throw new RangeError('This is no template.');
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

  /** Cosines of the probe with every row, block by block; the event loop runs between. @param probe unit length */
  async *similarities(probe: Float32Array): ReturnType<typeof similarities> {
    for (const [index, block] of this.#blocks.entries()) {
      const firstRow = index * rowsPerBlock;
      const used = Math.min(rowsPerBlock, this.#count - firstRow);
      if (used <= 0) return;
      if (index > 0) await setImmediate();
      const rows = block.subarray(0, used * this.#dimension);
      for await (const slice of similarities(rows, probe)) {
        yield { firstRow: firstRow + slice.firstRow, scores: slice.scores };
      }
    }
  }

  #row(row: number): Float32Array {
    const from = (row % rowsPerBlock) * this.#dimension;
    const block = this.#blocks[Math.floor(row / rowsPerBlock)];
    if (!block) throw new RangeError(`There is no row ${row}.`);
    return block.subarray(from, from + this.#dimension);
  }
}

/** Checks the values, because a score of NaN would hide every other score. */
export function isTemplate(template: Float32Array, dimension: number): boolean {
  return template.length === dimension && template.every((value) => Number.isFinite(value));
}
