import { toBigInt } from '../ber/fields.ts';
import { numberBytes } from '../ber/write-ber.ts';
import { GroupError, powerModulo, type Group } from './group.ts';
import type { ModpParameters } from './modp-parameters.ts';

/** Numbers modulo a prime. */
export function createModpGroup({ name, id, p, g, q }: ModpParameters): Group {
  const bits = p.toString(2).length;
  const size = Math.ceil(bits / 8);
  const read = (element: Uint8Array): bigint => {
    const value = element.length <= size ? toBigInt(element) : 0n;
    // A reader or chip may omit leading zeros.
    if (value < 2n || value > p - 2n) throw new GroupError('out_of_range');
    return value;
  };
  const write = (value: bigint): Uint8Array => {
    if (value < 2n || value > p - 2n) throw new GroupError('neutral_element');
    return numberBytes(value, size);
  };
  return {
    kind: 'dh',
    name,
    isStandard: id >= 0,
    generator: numberBytes(g, size),
    // Exponents of this size are enough where the order is unknown.
    order: q ?? 1n << 320n,
    publicKeyTag: 0x84,
    bits,
    prime: p,
    check(element) {
      const value = read(element);
      if (q !== null && powerModulo(value, q, p) !== 1n) throw new GroupError('not_in_subgroup');
    },
    power: (element, scalar) => write(powerModulo(read(element), scalar, p)),
    combine: (left, right) => write((read(left) * read(right)) % p),
    secretOf: (element) => element,
    generatorFrom(number) {
      if (q === null) throw new GroupError('no_integrated_mapping');
      return write(powerModulo(number % p, (p - 1n) / q, p));
    },
  };
}
