import { randomBytes } from 'node:crypto';
import { bacSession, openTokens, sealTokens, type BacSession } from './messages.ts';

/** Basic Access Control as the chip: the other side of `reader.ts`, for virtual chips. */
export class BacChip {
  readonly #seed: Uint8Array;
  readonly #random: (size: number) => Buffer;
  #challenge: Buffer | null = null;

  constructor(seed: Uint8Array, random: (size: number) => Buffer = randomBytes) {
    this.#seed = seed;
    this.#random = random;
  }

  challenge(): Buffer {
    this.#challenge = this.#random(8);
    return this.#challenge;
  }

  /** Answers EXTERNAL AUTHENTICATE; null when the reader does not have the key. */
  authenticate(message: Uint8Array): { answer: Buffer; session: BacSession } | null {
    const nonce = this.#challenge;
    this.#challenge = null;
    const tokens = openTokens(this.#seed, message);
    if (!nonce || !tokens?.subarray(8, 16).equals(nonce)) return null;
    const reader = { nonce: tokens.subarray(0, 8), key: tokens.subarray(16) };
    const key = this.#random(16);
    const answer = sealTokens(this.#seed, Buffer.concat([nonce, reader.nonce, key]));
    return { answer, session: bacSession({ nonce, key }, reader) };
  }
}
