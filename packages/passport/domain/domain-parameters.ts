import { PassportError } from '../errors.ts';
import { Fields, integerOf, octetsOf, oidOf, smallIntegerOf, toBigInt } from '../ber/fields.ts';
import { oids } from '../ber/oids.ts';
import { readTlv, type Tlv } from '../ber/read-ber.ts';
import { curves, type Curve } from './curves.ts';
import { createCurveGroup } from './curve-group.ts';
import type { Group } from './group.ts';
import { createModpGroup } from './modp-group.ts';
import { modpParameters } from './modp-parameters.ts';

const groups = new Map<number, Group>();

/** The group with this number of 9303-11, table 7; undefined for reserved numbers. */
export function standardizedGroup(id: number): Group | undefined {
  const known = groups.get(id);
  if (known) return known;
  const curve = curves.find((one) => one.id === id);
  const modp = modpParameters.find((one) => one.id === id);
  const group = curve ? createCurveGroup(curve) : modp && createModpGroup(modp);
  if (group) groups.set(id, group);
  return group;
}

/**
 * The curve of an EC key: named, or explicit parameters that equal a known curve in every value. Unknown parameters are
 * refused, because a document could choose a curve on which anybody can sign.
 *
 * @throws {PassportError} `unreadable` or `unsupported_algorithm`
 */
export function curveOf(parameters: Tlv, subject: string): Curve {
  if (parameters.tag === 0x06) {
    const oid = oidOf(parameters, subject);
    const named = curves.find((one) => one.oid === oid);
    if (!named) throw new PassportError('unsupported_algorithm', subject, 'curve');
    return named;
  }
  if (parameters.tag !== 0x30) throw new PassportError('unreadable', subject);
  const fields = new Fields(parameters.value, subject);
  fields.take(0x02);
  const field = new Fields(fields.take(0x30).value, subject);
  if (oidOf(field.take(0x06), subject) !== oids.primeField) {
    throw new PassportError('unsupported_algorithm', subject, 'curve');
  }
  const p = integerOf(field.take(0x02), subject);
  const coefficients = new Fields(fields.take(0x30).value, subject);
  const a = toBigInt(octetsOf(coefficients.take(0x04), subject));
  const b = toBigInt(octetsOf(coefficients.take(0x04), subject));
  const base = octetsOf(fields.take(0x04), subject);
  const n = integerOf(fields.take(0x02), subject);
  const explicit = curves.find(
    (one) => one.p === p && one.a === a && one.b === b && one.n === n && isGenerator(base, one),
  );
  if (!explicit) throw new PassportError('unsupported_algorithm', subject, 'curve');
  return explicit;
}

function isGenerator(base: Uint8Array, { x, y, p }: Curve): boolean {
  const size = Math.ceil(p.toString(2).length / 8);
  if (toBigInt(base.subarray(1, 1 + size)) !== x) return false;
  if (base[0] === 4) return base.length === 1 + 2 * size && toBigInt(base.subarray(1 + size)) === y;
  return base.length === 1 + size && base[0] === 2 + Number(y & 1n);
}

/**
 * The group of an AlgorithmIdentifier: standardised, a curve, or explicit Diffie-Hellman parameters.
 *
 * @throws {PassportError} `unreadable` or `unsupported_algorithm`
 */
export function groupOf(algorithm: Uint8Array, subject: string): Group {
  const fields = new Fields(algorithm, subject);
  const oid = oidOf(fields.take(0x06), subject);
  const parameters = fields.any();
  const group =
    oid === oids.standardizedParameters
      ? standardizedGroup(smallIntegerOf(parameters, subject))
      : oid === oids.ecPublicKey
        ? standardizedGroup(curveOf(parameters, subject).id)
        : oid === oids.dhPublicNumber || oid === oids.dhKeyAgreement
          ? modpGroupOf(parameters, oid, subject)
          : undefined;
  if (!group) throw new PassportError('unsupported_algorithm', subject, 'domain parameters');
  return group;
}

/** Explicit parameters: of a known group, or defined by the signed file itself. */
function modpGroupOf(parameters: Tlv, oid: string, subject: string): Group | undefined {
  const fields = new Fields(readTlv(parameters.raw, subject).value, subject);
  const p = integerOf(fields.take(0x02), subject);
  const g = integerOf(fields.take(0x02), subject);
  const known = modpParameters.find((one) => one.p === p && one.g === g);
  if (known) return standardizedGroup(known.id);
  const bits = p.toString(2).length;
  const isUsable = bits >= 1_024 && bits <= 4_096 && p % 2n === 1n && g > 1n && g < p - 1n;
  if (!isUsable) return undefined;
  // PKCS#3 has a length in third place instead of the order.
  const q = oid === oids.dhPublicNumber ? fields.optional(0x02) : undefined;
  const order = q ? integerOf(q, subject) : null;
  if (order !== null && (order < 1n << 159n || order >= p)) return undefined;
  return createModpGroup({ name: `modp${bits}`, id: -1, p, g, q: order });
}
