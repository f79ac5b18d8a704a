import { createSharedMemory, pageBytes, type SharedMemory } from './dot-products.ts';

export const rowsPerBlock = 1024;
/** Beside the service's own: more would wait for the memory, and not for the processor. */
export const searchThreads = 2;
const alignment = 64;
/** Rows are as long as the dot products need them. */
const strideStep = 64;
/** Blocks for which memory is asked at once. */
const blocksPerGrowth = 16;

/** The rows of one block, as views of the shared memory. */
export interface Block {
  /** From then on (milliseconds since 1970) the row is compared with no one; infinite when there is no end. */
  endsAt: Float64Array;
  scale: Float32Array;
  error: Float32Array;
  /** Where the bytes of the first row are. */
  rowsAt: number;
}

/** Where everything is in the shared memory; the same for every thread. */
export class MatrixLayout {
  readonly dimension: number;
  readonly stride: number;
  readonly #workspaceBytes: number;
  readonly #blockBytes: number;

  /** @param dimension values of a template */
  constructor(dimension: number) {
    this.dimension = dimension;
    this.stride = Math.ceil(dimension / strideStep) * strideStep;
    this.#workspaceBytes = aligned(this.stride * 2) + rowsPerBlock * 4;
    this.#blockBytes = rowsPerBlock * (8 + 4 + 4 + this.stride);
  }

  /** Where a thread puts its probe, and gets its dot products. The service's own is 0. */
  workspace(thread: number): { probeAt: number; productsAt: number } {
    const at = thread * this.#workspaceBytes;
    return { probeAt: at, productsAt: at + aligned(this.stride * 2) };
  }

  /** Bytes that so many blocks need. */
  bytesFor(blocks: number): number {
    return this.#blockAt(blocks);
  }

  block(buffer: SharedArrayBuffer, index: number): Block {
    const at = this.#blockAt(index);
    const n = rowsPerBlock;
    return {
      endsAt: new Float64Array(buffer, at, n),
      scale: new Float32Array(buffer, at + n * 8, n),
      error: new Float32Array(buffer, at + n * 12, n),
      rowsAt: at + n * 16,
    };
  }

  #blockAt(index: number): number {
    return (1 + searchThreads) * this.#workspaceBytes + index * this.#blockBytes;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/**
 * Templates as signed bytes in memory that search threads read too, 528 bytes each at 512 values. Rows
 * stand without gaps: when one goes, the last takes its place. Nothing may be changed during a search.
 */
export class TemplateMatrix {
  readonly layout: MatrixLayout;
  readonly memory: SharedMemory;
  readonly #blocks: Block[] = [];
  #count = 0;

  /** @param dimension values of a template */
  constructor(dimension: number) {
    this.layout = new MatrixLayout(dimension);
    this.memory = createSharedMemory(pagesFor(this.layout.bytesFor(1)));
  }

  get count(): number {
    return this.#count;
  }

  endsAt(row: number): number {
    const { block, at } = this.#placeOf(row);
    return block.endsAt[at]!;
  }

  /** Returns the number of the new row. @throws {RangeError} when a value is no number, or memory is short */
  add(template: Float32Array, endsAt: number): number {
    const row = this.#count;
    if (row === this.#blocks.length * rowsPerBlock) this.#grow();
    this.put(row, template, endsAt);
    this.#count++;
    return row;
  }

  /** Replaces a row. @throws {RangeError} when a value is no number; the row is then what it was, or unused */
  put(row: number, template: Float32Array, endsAt: number): void {
    const { block, at } = this.#placeOf(row);
    const bytes = new Int8Array(this.layout.stride);
    const { scale, error } = quantise(template, bytes);
    this.#bytesOf(row).set(bytes);
    block.scale[at] = scale;
    // Rounded up, never down.
    block.error[at] = error * (1 + 1e-6);
    block.endsAt[at] = endsAt;
  }

  /** Overwrites a row with the last one, and that with zeros. Returns the number of the last one. */
  remove(row: number): number {
    const last = this.#count - 1;
    const { block, at } = this.#placeOf(row);
    const from = this.#placeOf(last);
    this.#bytesOf(row).set(this.#bytesOf(last));
    for (const column of ['endsAt', 'scale', 'error'] as const) {
      block[column][at] = from.block[column][from.at]!;
      from.block[column][from.at] = 0;
    }
    this.#bytesOf(last).fill(0);
    this.#count--;
    return last;
  }

  #placeOf(row: number): { block: Block; at: number } {
    const block = this.#blocks[Math.floor(row / rowsPerBlock)];
    if (!block) throw new RangeError(`There is no row ${row}.`);
    return { block, at: row % rowsPerBlock };
  }

  #bytesOf(row: number): Int8Array {
    const { block, at } = this.#placeOf(row);
    const { stride } = this.layout;
    return new Int8Array(this.memory.buffer, block.rowsAt + at * stride, stride);
  }

  #grow(): void {
    const index = this.#blocks.length;
    const needed = this.layout.bytesFor(index + 1);
    if (needed > this.memory.buffer.byteLength) {
      const ahead = this.layout.bytesFor(index + blocksPerGrowth);
      this.memory.grow(pagesFor(ahead) - this.memory.buffer.byteLength / pageBytes);
    }
    this.#blocks.push(this.layout.block(this.memory.buffer, index));
  }
}

function pagesFor(bytes: number): number {
  return Math.ceil(bytes / pageBytes);
}

/**
 * A template in whole numbers: `values` × `scale`, off by at most `error` in length. So the cosine that a
 * probe has with the whole numbers is within `error` (times the probe's length) of the exact one.
 */
interface Quantised {
  scale: number;
  error: number;
}

const largestByte = 127;

/**
 * Writes a template as signed bytes.
 * @param into at least as long as the template; the rest becomes 0
 * @throws {RangeError} when a value is not finite
 */
export function quantise(template: Float32Array, into: Int8Array): Quantised {
  return quantiseTo(largestByte, template, into);
}

/** The same for what is compared with such rows: as finely as 32 bits have room for the sum. */
export function quantiseProbe(probe: Float32Array, into: Int16Array): Quantised {
  const largestSum = 2 ** 31 - 1;
  const largest = Math.floor(largestSum / (largestByte * probe.length));
  return quantiseTo(Math.min(32_767, largest), probe, into);
}

function quantiseTo(
  largest: number,
  template: Float32Array,
  into: Int8Array | Int16Array,
): Quantised {
  let peak = 0;
  let sum = 0;
  for (let i = 0; i < template.length; i++) {
    const size = Math.abs(template[i]!);
    if (size > peak) peak = size;
    sum += size;
  }
  if (!Number.isFinite(sum)) throw new RangeError('A template has a value that is no number.');
  into.fill(0);
  const scale = Math.fround(peak / largest);
  // Nothing but zeros, or as good as.
  if (scale === 0) return { scale, error: peak * Math.sqrt(template.length) };
  const inverse = 1 / scale;
  let squares = 0;
  for (let i = 0; i < template.length; i++) {
    const exact = template[i]! * inverse;
    // Rounds, and is never more than the largest.
    const value = (exact < 0 ? exact - 0.5 : exact + 0.5) | 0;
    into[i] = value;
    const off = template[i]! - value * scale;
    squares += off * off;
  }
  return { scale, error: Math.sqrt(squares) };
}
