import { dotProductsIn, type DotProducts, type SharedMemory } from './dot-products.ts';
import { quantiseProbe, rowsPerBlock, type Block, type MatrixLayout } from './template-matrix.ts';

/** What is looked for in the matrix; travels to the search threads. */
export interface RowQuestion {
  /** Unit length, as long as a template. */
  probe: Float32Array;
  /** The rows that are looked at: from a block's first one to before `end`. */
  first: number;
  end: number;
  /** Rows that have ended by then (milliseconds since 1970) are no one's match. */
  now: number;
  /** Rows that are left out. */
  except: readonly number[];
}

/** Rows that may be the one most like the probe, in order, as far as their whole numbers tell. */
export interface NearRows {
  rows: number[];
  /** For each, what its exact cosine is at most. */
  atMost: number[];
  /** The exact cosine of one of them is no less. */
  atLeast: number;
}

/** Those of all parts that may be the one most like the probe. */
export function nearestOf(parts: readonly NearRows[]): number[] {
  const atLeast = Math.max(...parts.map((part) => part.atLeast));
  return parts.flatMap(({ rows, atMost }) => rows.filter((_, i) => atMost[i]! >= atLeast));
}

/** Besides the rounding to whole numbers: what sums of floats may be off by, many times over. */
const slack = 1e-6;
/** A template may be a little longer than 1. */
const longest = 1.01;

/** Finds rows, in the thread that it is made in. */
export class RowSearch {
  readonly #memory: SharedMemory;
  readonly #layout: MatrixLayout;
  readonly #dots: DotProducts;
  readonly #probeAt: number;
  readonly #productsAt: number;
  readonly #blocks: Block[] = [];

  /** @param thread 0 is the service's own; each has its own workspace */
  constructor(memory: SharedMemory, layout: MatrixLayout, thread: number) {
    this.#memory = memory;
    this.#layout = layout;
    this.#dots = dotProductsIn(memory);
    const { probeAt, productsAt } = layout.workspace(thread);
    this.#probeAt = probeAt;
    this.#productsAt = productsAt;
  }

  /**
   * Every row whose exact cosine may be as high as that of any other that is looked at. Yields after
   * each block, for others to take their turn.
   * @throws {RangeError} when a value of the probe is no number
   */
  *rowsNearest({ probe, first: begin, end, now, except }: RowQuestion): Generator<void, NearRows> {
    const { stride } = this.#layout;
    const values = new Int16Array(stride);
    const { scale: probeScale, error: probeError } = quantiseProbe(probe, values);
    const length = Math.sqrt(probe.reduce((sum, value) => sum + value * value, 0));
    const leftOut = new Set(except);
    let near: { row: number; atMost: number }[] = [];
    let atLeast = -Infinity;
    for (let first = begin; first < end; first += rowsPerBlock) {
      const block = this.#block(first / rowsPerBlock);
      const rows = Math.min(rowsPerBlock, end - first);
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
        near.push({ row, atMost: about + error });
        if (about - error > atLeast) atLeast = about - error;
      }
      near = near.filter(({ atMost }) => atMost >= atLeast);
      yield;
    }
    return {
      rows: near.map(({ row }) => row),
      atMost: near.map(({ atMost }) => atMost),
      atLeast,
    };
  }

  #block(index: number): Block {
    // Another thread may have added memory.
    if (this.#memory.buffer.byteLength < this.#layout.bytesFor(index + 1)) this.#memory.grow(0);
    return (this.#blocks[index] ??= this.#layout.block(this.#memory.buffer, index));
  }
}
