import { weierstrass, type WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { toBigInt } from '../ber/fields.ts';
import { numberBytes } from '../ber/write-ber.ts';
import type { Curve } from './curves.ts';
import { GroupError, powerModulo, type Group } from './group.ts';

/** Points of a curve, uncompressed. */
export function createCurveGroup(curve: Curve): Group {
  const { name, p, a, b, x, y, n } = curve;
  const Point = weierstrass({ p, n, h: 1n, a, b, Gx: x, Gy: y });
  const bits = p.toString(2).length;
  const size = Math.ceil(bits / 8);
  const read = (element: Uint8Array): WeierstrassPoint<bigint> => {
    if (element.length !== 1 + 2 * size || element[0] !== 4) throw new GroupError('not_a_point');
    const coordinates = {
      x: toBigInt(element.subarray(1, 1 + size)),
      y: toBigInt(element.subarray(1 + size)),
    };
    try {
      const point = Point.fromAffine(coordinates);
      point.assertValidity();
      return point;
    } catch {
      throw new GroupError('not_on_curve');
    }
  };
  const write = (point: WeierstrassPoint<bigint>): Uint8Array => {
    if (point.is0()) throw new GroupError('neutral_element');
    const affine = point.toAffine();
    return encodePoint(affine.x, affine.y, size);
  };
  return {
    kind: 'ecdh',
    name,
    isStandard: true,
    generator: encodePoint(x, y, size),
    order: n,
    publicKeyTag: 0x86,
    bits,
    prime: p,
    check: (element) => void read(element),
    power(element, scalar) {
      const reduced = scalar % n;
      if (reduced === 0n) throw new GroupError('neutral_element');
      // The keys are ephemeral or a software chip's, so timing does not matter. The safe way is three times slower.
      return write(read(element).multiplyUnsafe(reduced));
    },
    combine: (left, right) => write(read(left).add(read(right))),
    secretOf: (element) => element.subarray(1, 1 + size),
    generatorFrom(number) {
      const point = pointFrom(number, curve);
      return encodePoint(point.x, point.y, size);
    },
  };
}

function encodePoint(x: bigint, y: bigint, size: number): Buffer {
  return Buffer.concat([Buffer.of(4), numberBytes(x, size), numberBytes(y, size)]);
}

/**
 * The point encoding of integrated mapping (9303-11, Appendix B.2; Brier and others), in affine coordinates.
 *
 * @throws {GroupError} when the prime is 1 modulo 4, for which the standard has no encoding
 */
function pointFrom(t: bigint, { p, a, b }: Curve): { x: bigint; y: bigint } {
  if (p % 4n !== 3n) throw new GroupError('no_integrated_mapping');
  const mod = (value: bigint): bigint => ((value % p) + p) % p;
  const alpha = mod(-t * t);
  const sum = mod(alpha + alpha * alpha);
  if (sum === 0n) throw new GroupError('neutral_element');
  const inverse = (value: bigint): bigint => powerModulo(mod(value), p - 2n, p);
  const x2 = mod(-b * inverse(a) * (1n + inverse(sum)));
  const x3 = mod(alpha * x2);
  const h2 = mod(x2 * x2 * x2 + a * x2 + b);
  const u = mod(t * t * t * h2);
  const root = powerModulo(h2, p - 1n - (p + 1n) / 4n, p);
  return mod(root * root * h2) === 1n ? { x: x2, y: mod(root * h2) } : { x: x3, y: mod(root * u) };
}
