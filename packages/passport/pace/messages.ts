import { oidBytes, numberBytes, writeOid, writeTlv } from '../ber/write-ber.ts';
import { toBigInt } from '../ber/fields.ts';
import { readChildren, readOnly } from '../ber/read-ber.ts';
import { unpad, pad, type CipherSuite } from '../crypto/cipher-suite.ts';
import { powerModulo, type Group } from '../domain/group.ts';
import type { SessionKeys } from '../secure-messaging/session.ts';

/** Data objects of GENERAL AUTHENTICATE (9303-11, 4.4.5). */
export const paceTags = {
  nonce: 0x80,
  readerMapping: 0x81,
  chipMapping: 0x82,
  readerKey: 0x83,
  chipKey: 0x84,
  readerToken: 0x85,
  chipToken: 0x86,
  chipAuthentication: 0x8a,
} as const;

/** Wraps one data object, or none, in dynamic authentication data. */
export function writeDynamic(tag?: number, value: Uint8Array = Buffer.alloc(0)): Buffer {
  return tag === undefined ? writeTlv(0x7c) : writeTlv(0x7c, writeTlv(tag, value));
}

export function writeDynamicAll(objects: readonly (readonly [number, Uint8Array])[]): Buffer {
  return writeTlv(0x7c, ...objects.map(([tag, value]) => writeTlv(tag, value)));
}

/** The data objects of dynamic authentication data, first of each tag. @throws {PassportError} `unreadable` */
export function readDynamic(data: Uint8Array, subject: string): Map<number, Uint8Array> {
  const objects = readChildren(readOnly(data, 0x7c, subject).value, subject, 8);
  return new Map(objects.reverse().map(({ tag, value }) => [tag, value]));
}

/** The data of MSE:Set AT. */
export function writeSetup(oid: string, reference: number, parameterId: number | null): Buffer {
  return Buffer.concat([
    writeTlv(0x80, oidBytes(oid)),
    writeTlv(0x83, Buffer.of(reference)),
    ...(parameterId === null ? [] : [writeTlv(0x84, Buffer.of(parameterId))]),
  ]);
}

export function sealNonce(suite: CipherSuite, password: Uint8Array, nonce: Uint8Array): Buffer {
  return suite.encrypt(suite.deriveKey(password, 3), Buffer.alloc(suite.blockBytes), nonce);
}

/** Opens the encrypted nonce; null when the standard does not allow its length. */
export function openNonce(
  suite: CipherSuite,
  password: Uint8Array,
  sealed: Uint8Array,
): Buffer | null {
  if (sealed.length !== 16 && sealed.length !== 32) return null;
  return suite.decrypt(suite.deriveKey(password, 3), Buffer.alloc(suite.blockBytes), sealed);
}

/** Generic mapping: the nonce times the generator, plus the shared element (9303-11, 4.4.3.3.1). */
export function mapGeneric(group: Group, nonce: Uint8Array, shared: Uint8Array): Uint8Array {
  return group.combine(group.power(group.generator, toBigInt(nonce)), shared);
}

const constants = {
  short: ['a668892a7c41e3ca739f40b057d85904', 'a4e136ac725f738b01c1f60217c188ad'],
  long: [
    'd463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676',
    '54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517',
  ],
} as const;

/** Length of the reader's nonce in integrated mapping, in bytes: that of a key. */
export function mappingNonceBytes({ name }: CipherSuite): number {
  return name === 'AES-192' ? 24 : name === 'AES-256' ? 32 : 16;
}

/** Integrated mapping: a generator from both nonces (9303-11, 4.4.3.3.2). @throws {GroupError} */
export function mapIntegrated(
  group: Group,
  suite: CipherSuite,
  nonces: { chip: Uint8Array; reader: Uint8Array },
): Uint8Array {
  const size = mappingNonceBytes(suite);
  const [first, second] = constants[size > 16 ? 'long' : 'short'].map((hex) =>
    Buffer.from(hex, 'hex'),
  );
  const iv = Buffer.alloc(suite.blockBytes);
  const cipher = (key: Uint8Array, data: Uint8Array = Buffer.alloc(0)) =>
    suite.encrypt(key.subarray(0, size), iv, data);
  let key = cipher(nonces.reader, nonces.chip);
  const blocks: Buffer[] = [];
  while (blocks.reduce((sum, { length }) => sum + length * 8, 0) < group.bits + 64) {
    blocks.push(cipher(key, second));
    key = cipher(key, first);
  }
  const number = toBigInt(Buffer.concat(blocks));
  return group.generatorFrom(number % group.prime);
}

/** The token over the other side's public key (9303-11, 4.4.3.4). */
export function paceToken(keys: SessionKeys, oid: string, group: Group, key: Uint8Array): Buffer {
  const object = writeTlv(
    0x7f49,
    writeOid(oid),
    writeTlv(group.publicKeyTag, withoutZeros(group, key)),
  );
  return keys.suite.mac(keys.authentication, object);
}

/** A number in a public key object has no leading zeros; a point stays as it is. */
function withoutZeros(group: Group, key: Uint8Array): Uint8Array {
  return group.kind === 'ecdh' ? key : key.subarray(key.findIndex((byte) => byte !== 0));
}

/** Seals the chip authentication data of PACE-CAM: the mapping key divided by the static key (9303-11, 4.4.3.5). */
export function sealChipAuthentication(
  keys: SessionKeys,
  group: Group,
  privateKeys: { mapping: bigint; fixed: bigint },
): Buffer {
  const inverse = powerModulo(privateKeys.fixed, group.order - 2n, group.order);
  const size = Math.ceil(group.order.toString(2).length / 8);
  const data = numberBytes((privateKeys.mapping * inverse) % group.order, size);
  return keys.suite.encrypt(keys.encryption, camIv(keys), pad(data, 16));
}

/** Opens the chip authentication data; null when length or padding is wrong. */
export function openChipAuthentication(keys: SessionKeys, sealed: Uint8Array): bigint | null {
  if (sealed.length === 0 || sealed.length > 128 || sealed.length % 16 !== 0) return null;
  const data = unpad(keys.suite.decrypt(keys.encryption, camIv(keys), sealed));
  return data && toBigInt(data);
}

function camIv({ suite, encryption }: SessionKeys): Buffer {
  return suite.encryptBlock(encryption, Buffer.alloc(16, 0xff));
}
