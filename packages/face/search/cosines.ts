// The compiler's libraries for Node do not know WebAssembly. This is what is used of it.
declare const WebAssembly: {
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
};

interface WasmMemory {
  /** Another one after each growth. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const pageBytes = 65_536;
/** 4 GiB: what can be addressed, some two million templates. Only pages that were written to take memory. */
const maxPages = 65_536;

/** See `cosines.wat`. All but the count are in bytes. */
type Cosines = (row: number, count: number, bytes: number, probe: number, score: number) => void;

/** Memory that the processor's vector instructions compute in. Takes less than a millisecond to create. */
export class CosineMemory {
  readonly cosines: Cosines;
  readonly #memory: WasmMemory;

  /** @throws {RangeError} when the system has too little address space */
  constructor(pages: number) {
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: maxPages });
    const module = new WebAssembly.Module(Buffer.from(cosinesWasm, 'base64'));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.cosines = (exports as { cosines: Cosines }).cosines;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** @throws {RangeError} when there is no more memory */
  grow(pages: number): void {
    this.#memory.grow(pages);
  }

  /** A view of the memory. Do not keep it: it is empty after the memory has grown. */
  floats(from: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, from, count);
  }

  /** Like `floats`. */
  doubles(from: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, from, count);
  }
}

/** What `cosines.wat` compiles to. */
export const cosinesWasm =
  'AGFzbQEAAAABCQFgBX9/f39/AAISAQNlbnYGbWVtb3J5AgEBgIAEAwIBAAcLAQdjb3NpbmVzAAAKzwIBzAICAn8CewJAA0Ag' +
  'AUEATA0B/QwAAAAAAAAAAAAAAAAAAAAAIQf9DAAAAAAAAAAAAAAAAAAAAAAhCCADIQUgACACaiEGA0AgByAF/QAEACAA/V0D' +
  'AP1f/fIB/fABIQcgCCAF/QAEECAA/V0DCP1f/fIB/fABIQggByAF/QAEICAA/V0DEP1f/fIB/fABIQcgCCAF/QAEMCAA/V0D' +
  'GP1f/fIB/fABIQggByAF/QAEQCAA/V0DIP1f/fIB/fABIQcgCCAF/QAEUCAA/V0DKP1f/fIB/fABIQggByAF/QAEYCAA/V0D' +
  'MP1f/fIB/fABIQcgCCAF/QAEcCAA/V0DOP1f/fIB/fABIQggAEHAAGohACAFQYABaiEFIAAgBkkNAAsgBCAH/SEAIAf9IQGg' +
  'IAj9IQCgIAj9IQGgOQMAIARBCGohBCABQQFrIQEMAAsLCw==';
