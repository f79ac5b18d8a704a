import { PassportError } from '../errors.ts';
import { bitsOf, Fields, oidOf, smallIntegerOf } from '../ber/fields.ts';
import { bsi, oids } from '../ber/oids.ts';
import { readChildren, type Tlv } from '../ber/read-ber.ts';
import { cipherNames, type CipherName } from '../crypto/cipher-suite.ts';
import { groupOf } from '../domain/domain-parameters.ts';
import type { Group } from '../domain/group.ts';

type Mapping = 'GM' | 'IM' | 'CAM';

export interface PaceInfo {
  oid: string;
  mapping: Mapping;
  agreement: 'dh' | 'ecdh';
  cipher: CipherName;
  /** From 9303-11, table 7; null when the domain parameters are given separately. */
  parameterId: number | null;
}

export interface ChipAuthenticationInfo {
  oid: string;
  agreement: 'dh' | 'ecdh';
  cipher: CipherName;
  keyId: number | null;
}

export interface ChipPublicKey {
  agreement: 'dh' | 'ecdh';
  keyId: number | null;
  group: Group;
  publicKey: Uint8Array;
}

/** SecurityInfos of EF.CardAccess, EF.CardSecurity and DG14 (9303-11, 9.2). */
export interface SecurityInfos {
  pace: PaceInfo[];
  /** Explicit domain parameters for PACE by their identifier; 0 without an identifier. */
  paceGroups: Map<number, Group>;
  chipAuthentication: ChipAuthenticationInfo[];
  chipKeys: ChipPublicKey[];
  /** The signature algorithm of active authentication with ECDSA. */
  activeAuthentication: string | null;
  /** Whether PACE or chip authentication is offered in a form outside the standard. */
  hasUnknownPace: boolean;
  hasUnknownChipAuthentication: boolean;
}

/** The arcs under `id-PACE`: key agreement and mapping. */
const paceArcs = new Map<string, { agreement: 'dh' | 'ecdh'; mapping: Mapping }>([
  ['1', { agreement: 'dh', mapping: 'GM' }],
  ['2', { agreement: 'ecdh', mapping: 'GM' }],
  ['3', { agreement: 'dh', mapping: 'IM' }],
  ['4', { agreement: 'ecdh', mapping: 'IM' }],
  ['6', { agreement: 'ecdh', mapping: 'CAM' }],
]);

/** Reads the SET OF SecurityInfo and skips kinds that are not needed. @throws {PassportError} */
export function readSecurityInfos(set: Tlv, subject: string): SecurityInfos {
  if (set.tag !== 0x31) throw new PassportError('unreadable', subject);
  const infos: SecurityInfos = {
    pace: [],
    paceGroups: new Map(),
    chipAuthentication: [],
    chipKeys: [],
    activeAuthentication: null,
    hasUnknownPace: false,
    hasUnknownChipAuthentication: false,
  };
  for (const item of readChildren(set.value, subject, 64)) {
    if (item.tag !== 0x30) throw new PassportError('unreadable', subject);
    addInfo(infos, new Fields(item.value, subject), subject);
  }
  return infos;
}

function addInfo(infos: SecurityInfos, fields: Fields, subject: string): void {
  const oid = oidOf(fields.take(0x06), subject);
  if (oid.startsWith(`${oids.pace}.`)) return addPace(infos, oid, fields, subject);
  if (oid.startsWith(`${oids.chipAuthentication}.`)) {
    return addChipAuthentication(infos, oid, fields, subject);
  }
  if (oid === oids.publicKeyDh || oid === oids.publicKeyEcdh) {
    const key = new Fields(fields.take(0x30).value, subject);
    const group = knownGroup(key.take(0x30).value, subject);
    const bits = bitsOf(key.take(0x03), subject);
    const keyId = optionalInteger(fields, subject);
    if (!group) {
      infos.hasUnknownChipAuthentication = true;
      return;
    }
    const publicKey = elementOf(bits, group, subject);
    infos.chipKeys.push({ agreement: group.kind, keyId, group, publicKey });
  } else if (oid === oids.activeAuthentication) {
    fields.take(0x02);
    infos.activeAuthentication = oidOf(fields.take(0x06), subject);
  }
}

/** Null for unknown domain parameters: a session that needs them refuses the document. */
function knownGroup(algorithm: Uint8Array, subject: string): Group | null {
  try {
    return groupOf(algorithm, subject);
  } catch (error) {
    if (error instanceof PassportError && error.code === 'unsupported_algorithm') return null;
    throw error;
  }
}

/** For DH, the bits hold an INTEGER; for a curve, they hold the point. */
function elementOf(bits: Uint8Array, group: Group, subject: string): Uint8Array {
  if (group.kind === 'ecdh') return bits;
  const [integer] = readChildren(bits, subject, 1);
  if (integer?.tag !== 0x02) throw new PassportError('unreadable', subject);
  return integer.value[0] === 0 ? integer.value.subarray(1) : integer.value;
}

function addPace(infos: SecurityInfos, oid: string, fields: Fields, subject: string): void {
  const [arc = '', cipherArc] = oid.slice(oids.pace.length + 1).split('.');
  const kind = paceArcs.get(arc);
  if (cipherArc === undefined) {
    const group = knownGroup(fields.take(0x30).value, subject);
    // EF.CardAccess is unsigned, so its own parameters cannot be trusted.
    if (group?.isStandard) infos.paceGroups.set(optionalInteger(fields, subject) ?? 0, group);
    return;
  }
  const cipher = cipherNames[Number(cipherArc) - 1];
  fields.take(0x02);
  const parameterId = optionalInteger(fields, subject);
  if (!kind || !cipher) infos.hasUnknownPace = true;
  else infos.pace.push({ oid, ...kind, cipher, parameterId });
}

function addChipAuthentication(infos: SecurityInfos, oid: string, fields: Fields, subject: string) {
  const [arc, cipherArc] = oid.slice(oids.chipAuthentication.length + 1).split('.');
  const cipher = cipherNames[Number(cipherArc) - 1];
  // An identifier without a cipher has the domain parameters of EF.CardAccess.
  if (cipherArc === undefined) return;
  fields.take(0x02);
  const keyId = optionalInteger(fields, subject);
  if (!cipher || (arc !== '1' && arc !== '2')) infos.hasUnknownChipAuthentication = true;
  else
    infos.chipAuthentication.push({ oid, agreement: arc === '1' ? 'dh' : 'ecdh', cipher, keyId });
}

function optionalInteger(fields: Fields, subject: string): number | null {
  const item = fields.optional(0x02);
  return item ? smallIntegerOf(item, subject) : null;
}

/** The identifier of a chip authentication protocol. */
export function chipAuthenticationOid(agreement: 'dh' | 'ecdh', cipher: CipherName): string {
  return `${bsi}.2.2.3.${agreement === 'dh' ? 1 : 2}.${cipherNames.indexOf(cipher) + 1}`;
}
