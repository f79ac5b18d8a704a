import { createCipheriv } from 'node:crypto';

/** AES-CMAC (NIST SP 800-38B), 16 bytes. */
export function cmac(key: Uint8Array, data: Uint8Array): Buffer {
  const name = `aes-${key.length * 8}` as const;
  const ecb = createCipheriv(`${name}-ecb`, key, null).setAutoPadding(false);
  const k1 = double(ecb.update(Buffer.alloc(16)));
  const isWhole = data.length > 0 && data.length % 16 === 0;
  const size = isWhole ? data.length : (Math.floor(data.length / 16) + 1) * 16;
  const blocks = Buffer.alloc(size);
  blocks.set(data);
  if (!isWhole) blocks[data.length] = 0x80;
  const mask = isWhole ? k1 : double(k1);
  mask.forEach((byte, i) => {
    const at = size - 16 + i;
    blocks[at] = (blocks[at] ?? 0) ^ byte;
  });
  const cbc = createCipheriv(`${name}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false);
  return cbc.update(blocks).subarray(-16);
}

function double(block: Uint8Array): Buffer {
  const value = BigInt(`0x${Buffer.from(block).toString('hex')}`) << 1n;
  const reduced = value >> 128n === 0n ? value : (value & ((1n << 128n) - 1n)) ^ 0x87n;
  return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
}
