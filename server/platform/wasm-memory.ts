interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: { Memory: { prototype: Memory } };

const pageBytes = 65_536;

/**
 * Limits the memory of each WebAssembly module in this process, for the whole life of the process. V8's own limit does
 * not count that memory. For the module, a refused growth is a failed allocation.
 */
export function limitWasmMemory(mostBytes: number): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (this: Memory, pages: number): number {
    const wanted = this.buffer.byteLength + pages * pageBytes;
    if (wanted > mostBytes) throw new RangeError('WebAssembly memory limit');
    return grow.call(this, pages);
  };
}
