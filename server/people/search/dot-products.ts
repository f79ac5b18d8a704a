// The compiler's libraries for Node know nothing of WebAssembly; this is what is used of it.
declare const WebAssembly: {
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

/** Memory that several threads compute in. @see https://webassembly.github.io/threads/js-api/ */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  /** @param pages of 64 KiB to add; none refreshes `buffer` after another thread has added some */
  grow(pages: number): number;
}

export const pageBytes = 65_536;
/** 4 GiB, the most that can be addressed. Only what is written to takes memory. */
const maxPages = 65_536;

/** @throws {RangeError} when the system has not so much address space */
export function createSharedMemory(pages: number): SharedMemory {
  return new WebAssembly.Memory({ initial: pages, maximum: maxPages, shared: true });
}

/**
 * Integer dot products of a probe with rows, with the processor's vector instructions. All are byte
 * offsets in the memory.
 * @param rows where `count` rows of `stride` signed bytes each stand
 * @param stride a multiple of 64
 * @param probe where `stride` signed 16-bit values stand; no sum may pass 32 bits
 * @param products where `count` signed 32-bit values are put
 */
export type DotProducts = (
  rows: number,
  count: number,
  stride: number,
  probe: number,
  products: number,
) => void;

/** Takes about a millisecond. */
export function dotProductsIn(memory: SharedMemory): DotProducts {
  const module = new WebAssembly.Module(Buffer.from(dotProductsWasm, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return (exports as { dots: DotProducts }).dots;
}

/** What dot-products.wat compiles to. */
export const dotProductsWasm =
  'AGFzbQEAAAABCQFgBX9/f39/AAISAQNlbnYGbWVtb3J5AgMBgIAEAwIBAAcIAQRkb3RzAAAKqwIBqAICAn8BewJAA0Ag' +
  'AUEATA0B/QwAAAAAAAAAAAAAAAAAAAAAIQcgAyEFIAAgAmohBgNAIAcgBf0ABAAgAP0BAwD9ugH9rgEhByAHIAX9AAQQ' +
  'IAD9AQMI/boB/a4BIQcgByAF/QAEICAA/QEDEP26Af2uASEHIAcgBf0ABDAgAP0BAxj9ugH9rgEhByAHIAX9AARAIAD9' +
  'AQMg/boB/a4BIQcgByAF/QAEUCAA/QEDKP26Af2uASEHIAcgBf0ABGAgAP0BAzD9ugH9rgEhByAHIAX9AARwIAD9AQM4' +
  '/boB/a4BIQcgAEHAAGohACAFQYABaiEFIAAgBkkNAAsgBCAH/RsAIAf9GwFqIAf9GwIgB/0bA2pqNgIAIARBBGohBCAB' +
  'QQFrIQEMAAsLCw==';
