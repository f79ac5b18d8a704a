/**
 * A group for key agreement: points of a curve or numbers modulo a prime. Elements are bytes in the standard's form
 * (uncompressed point, or a number as long as the prime). Check every element before its use.
 */
export interface Group {
  kind: 'ecdh' | 'dh';
  name: string;
  /** False for parameters that a document brought itself. */
  isStandard: boolean;
  generator: Uint8Array;
  order: bigint;
  /** The tag of a public key in a public key object (BSI TR-03110-3, D.3). */
  publicKeyTag: 0x84 | 0x86;
  /** Checks an element from outside: range, curve, subgroup. @throws {GroupError} */
  check(element: Uint8Array): void;
  /** Multiplies a point by a scalar, or raises a number to it. @throws {GroupError} when the result is neutral */
  power(element: Uint8Array, scalar: bigint): Uint8Array;
  combine(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** The bytes of a shared element for deriving keys. */
  secretOf(element: Uint8Array): Uint8Array;
  /** Bits of the prime. */
  bits: number;
  prime: bigint;
  /** A generator made from a pseudo-random number (9303-11, 4.4.3.3.2). @throws {GroupError} */
  generatorFrom(number: bigint): Uint8Array;
}

export class GroupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GroupError';
  }
}

export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
