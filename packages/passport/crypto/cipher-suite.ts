import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { cmac } from './cmac.ts';
import { retailMac } from './retail-mac.ts';

/** From the weakest to the strongest, which is also the order of their identifiers. */
export const cipherNames = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const;
export type CipherName = (typeof cipherNames)[number];

/** The ciphers of secure messaging and PACE (9303-11, 9.8). */
export interface CipherSuite {
  name: CipherName;
  blockBytes: 8 | 16;
  encrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer;
  decrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer;
  /** One block without chaining. */
  encryptBlock(key: Uint8Array, block: Uint8Array): Buffer;
  /** Eight bytes over data that this function pads. */
  mac(key: Uint8Array, data: Uint8Array): Buffer;
  /** The key for a purpose: 1 encryption, 2 authentication, 3 password (9303-11, 9.7.1). */
  deriveKey(secret: Uint8Array, purpose: 1 | 2 | 3): Buffer;
}

const keyBytes = { '3DES': 16, 'AES-128': 16, 'AES-192': 24, 'AES-256': 32 } as const;

export function cipherSuite(name: CipherName): CipherSuite {
  const isDes = name === '3DES';
  const bits = keyBytes[name] * 8;
  const cbc = isDes ? 'des-ede-cbc' : `aes-${bits}-cbc`;
  const ecb = isDes ? 'des-ede' : `aes-${bits}-ecb`;
  return {
    name,
    blockBytes: isDes ? 8 : 16,
    encrypt: (key, iv, data) => run(createCipheriv(cbc, key, iv), data),
    decrypt: (key, iv, data) => run(createDecipheriv(cbc, key, iv), data),
    encryptBlock: (key, block) => run(createCipheriv(ecb, key, null), block),
    mac: (key, data) => (isDes ? retailMac(key, pad(data, 8)) : cmac(key, data).subarray(0, 8)),
    deriveKey(secret, purpose) {
      const hash = createHash(keyBytes[name] > 16 ? 'sha256' : 'sha1');
      const key = hash
        .update(secret)
        .update(Buffer.of(0, 0, 0, purpose))
        .digest();
      return isDes ? withParity(key.subarray(0, 16)) : key.subarray(0, keyBytes[name]);
    },
  };
}

interface BlockCipher {
  setAutoPadding(autoPadding: boolean): unknown;
  update(data: Uint8Array): Buffer;
  final(): Buffer;
}

function run(cipher: BlockCipher, data: Uint8Array): Buffer {
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function withParity(key: Buffer): Buffer {
  return key.map((byte) => {
    let ones = 0;
    for (let bits = byte >> 1; bits > 0; bits >>= 1) ones += bits & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  }) as Buffer;
}

/** Padding method 2 of ISO/IEC 9797-1. */
export function pad(data: Uint8Array, block: number): Buffer {
  const size = (Math.floor(data.length / block) + 1) * block;
  const result = Buffer.alloc(size);
  result.set(data);
  result[data.length] = 0x80;
  return result;
}

/** The data without padding; null when there is none. */
export function unpad(data: Uint8Array): Uint8Array | null {
  const end = data.findLastIndex((byte) => byte !== 0);
  return end >= 0 && data[end] === 0x80 ? data.subarray(0, end) : null;
}
