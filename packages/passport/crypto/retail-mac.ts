import { createCipheriv } from 'node:crypto';

/** ISO/IEC 9797-1 MAC algorithm 3 with DES and a zero initial value, over whole blocks. Single DES is `des-ede3` with one key three times. */
export function retailMac(key: Uint8Array, blocks: Uint8Array): Buffer {
  const first = key.subarray(0, 8);
  const single = createCipheriv(
    'des-ede3-cbc',
    Buffer.concat([first, first, first]),
    Buffer.alloc(8),
  );
  single.setAutoPadding(false);
  const chain = single.update(blocks.subarray(0, blocks.length - 8));
  const previous = chain.length === 0 ? Buffer.alloc(8) : chain.subarray(-8);
  const last = createCipheriv('des-ede-cbc', key.subarray(0, 16), previous);
  last.setAutoPadding(false);
  return last.update(blocks.subarray(-8));
}
