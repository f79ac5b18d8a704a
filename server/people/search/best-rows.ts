import { dotProductsIn, type DotProducts, type SharedMemory } from './dot-products.ts';
import { quantiseProbe } from './quantised.ts';
import { rowsPerBlock, type Block, type MatrixLayout } from './template-matrix.ts';

/** What is looked for in the matrix; travels to the search thread. */
export interface RowQuestion {
  /** Unit length, as long as a template. */
  probe: Float32Array;
  /** Rows there are. */
  count: number;
  /** Rows that have ended by then (milliseconds since 1970) are nobody's match. */
  now: number;
  /** Rows that are left out. */
  except: readonly number[];
  /** For each place, 1 when its rows count; null: all do. */
  places: Uint8Array | null;
}

/** Besides the rounding to whole numbers: what sums of floats may be off by, many times over. */
const slack = 1e-6;
/** A template may be a little longer than 1. */
const longest = 1.01;

/** Finds rows in one thread. */
export class RowSearch {
  readonly #memory: SharedMemory;
  readonly #layout: MatrixLayout;
  readonly #dots: DotProducts;
  readonly #probeAt: number;
  readonly #productsAt: number;
  readonly #blocks: Block[] = [];

  constructor(memory: SharedMemory, layout: MatrixLayout, thread: 'main' | 'search') {
    this.#memory = memory;
    this.#layout = layout;
    this.#dots = dotProductsIn(memory);
    const { probeAt, productsAt } = layout.workspace(thread);
    this.#probeAt = probeAt;
    this.#productsAt = productsAt;
  }

  /**
   * Every row that may be the one most like the probe: whose exact cosine, as far as its whole numbers
   * tell, may be as high as that of any other. Yields after each block, for others to take their turn.
   * @throws {RangeError} when a value of the probe is no number
   */
  *rowsNearest({ probe, count, now, except, places }: RowQuestion): Generator<void, number[]> {
    const { stride } = this.#layout;
    const values = new Int16Array(stride);
    const { scale: probeScale, error: probeError } = quantiseProbe(probe, values);
    const length = Math.sqrt(probe.reduce((sum, value) => sum + value * value, 0));
    const leftOut = new Set(except);
    let near: { row: number; atMost: number }[] = [];
    let atLeast = -Infinity;
    for (let first = 0; first < count; first += rowsPerBlock) {
      const block = this.#block(first / rowsPerBlock);
      const rows = Math.min(rowsPerBlock, count - first);
      const { buffer } = this.#memory;
      // Again for each block: another search may have had its turn.
      new Int16Array(buffer, this.#probeAt, stride).set(values);
      this.#dots(block.rowsAt, rows, stride, this.#probeAt, this.#productsAt);
      const products = new Int32Array(buffer, this.#productsAt, rows);
      for (let i = 0; i < rows; i++) {
        const about = products[i]! * block.scale[i]! * probeScale;
        const error = block.error[i]! * length + probeError * longest + slack;
        if (about + error < atLeast) continue;
        const row = first + i;
        if (block.endsAt[i]! <= now || leftOut.has(row)) continue;
        if (places && places[block.place[i]!] !== 1) continue;
        near.push({ row, atMost: about + error });
        if (about - error > atLeast) atLeast = about - error;
      }
      near = near.filter(({ atMost }) => atMost >= atLeast);
      yield;
    }
    return near.map(({ row }) => row);
  }

  #block(index: number): Block {
    // Another thread may have added memory.
    if (this.#memory.buffer.byteLength < this.#layout.bytesFor(index + 1)) this.#memory.grow(0);
    return (this.#blocks[index] ??= this.#layout.block(this.#memory.buffer, index));
  }
}
