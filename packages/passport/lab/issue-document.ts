import { createHash, createECDH, type KeyObject } from 'node:crypto';
import { mrzInformation, type AccessKey } from '../access-key/access-key.ts';
import { checkDigit } from '../access-key/check-digit.ts';
import { bsi, oids, type HashName } from '../ber/oids.ts';
import { numberBytes, writeBitString, writeInteger, writeOid, writeTlv } from '../ber/write-ber.ts';
import { toBigInt } from '../ber/fields.ts';
import { standardizedGroup } from '../domain/domain-parameters.ts';
import { chipAuthenticationOid } from '../files/security-infos.ts';
import { cipherNames, type CipherName } from '../crypto/cipher-suite.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import { createKeys, createSigner, signData, type Signer } from './authority.ts';
import { hashIdentifier, octets, sequence, setOf } from './der.ts';
import type { ChipImage } from '../virtual-chip/virtual-chip.ts';

export interface PaceOffer {
  mapping: 'GM' | 'IM' | 'CAM';
  agreement: 'dh' | 'ecdh';
  cipher: CipherName;
  parameterId: number;
}

export interface DocumentOptions {
  state?: string;
  documentNumber?: string;
  /** `FAMILY<<GIVEN`, as in the MRZ. */
  mrzName?: string;
  expiryDate?: string;
  /** Signs EF.SOD; default: a signer under a new authority. */
  signer?: Signer;
  hash?: HashName;
  pace?: readonly PaceOffer[];
  chipAuthentication?: { cipher: CipherName; parameterId: number };
  /** Identifiers of the chip's keys in EF.CardSecurity and DG14; default: none. */
  keyIds?: { card: number; dg14: number };
  activeAuthentication?: 'rsa' | 'ecdsa';
  /** Content type of EF.SOD; default: the standard's. */
  sodContent?: string;
  portrait?: Uint8Array;
  fullName?: string;
  can?: string;
}

/** An invented document with all its keys. */
export interface IssuedDocument {
  image: ChipImage;
  accessKey: AccessKey;
  signer: Signer;
}

const arcs = { 'dh GM': 1, 'ecdh GM': 2, 'dh IM': 3, 'ecdh IM': 4, 'ecdh CAM': 6 } as const;

/** Issues a document of the state of Utopia, unless the options name another. */
export function issueDocument(options: DocumentOptions = {}): IssuedDocument {
  const { state = 'UTO', expiryDate = '340415', hash = 'sha256', can } = options;
  const { documentNumber = 'L898902C3' } = options;
  const signer = options.signer ?? createSigner({ name: 'DS' }, createSigner());
  const files = new Map<number, Buffer>();
  const masterFiles = new Map<number, Buffer>();
  const key = {
    kind: 'mrz',
    documentNumber,
    birthDate: '740812',
    expiryDate,
  } as const;
  files.set(1, writeTlv(0x61, writeTlv(0x5f1f, Buffer.from(mrzText(state, key, options.mrzName)))));
  files.set(2, writeDg2(options.portrait ?? smallestJpeg()));
  const paceInfos = (options.pace ?? []).map(writePaceInfo);
  if (paceInfos.length > 0) masterFiles.set(fileIds.cardAccess, setOf(...paceInfos));
  const infos = [...paceInfos];
  const image: ChipImage = { files: new Map(), masterFiles, accessKey: key, ...(can && { can }) };
  if (options.pace?.some(({ mapping }) => mapping === 'CAM')) {
    const cam = addChipKey(
      options.pace.find(({ mapping }) => mapping === 'CAM')?.parameterId ?? 13,
      options.keyIds?.card,
    );
    image.camKey = cam.privateKey;
    const content = setOf(...paceInfos, cam.info);
    masterFiles.set(fileIds.cardSecurity, signData(signer, oids.securityObject, content));
  }
  if (options.chipAuthentication) {
    const { cipher, parameterId } = options.chipAuthentication;
    const { info, privateKey, group } = addChipKey(parameterId, options.keyIds?.dg14);
    const oid = chipAuthenticationOid(group.kind, cipher);
    image.chipAuthentication = { cipher, group, privateKey };
    infos.push(sequence(writeOid(oid), writeInteger(1)), info);
  }
  if (options.activeAuthentication) {
    const kind = { scheme: options.activeAuthentication, hash } as const;
    const { publicKey, privateKey } = createKeys(kind);
    image.activeAuthentication = { privateKey: privateKey satisfies KeyObject, hash };
    files.set(15, writeTlv(0x6f, publicKey.export({ format: 'der', type: 'spki' })));
  }
  if (infos.length > 0) files.set(14, writeTlv(0x6e, setOf(...infos)));
  if (options.fullName) files.set(11, writeDg11(options.fullName));
  for (const [number, bytes] of files) image.files.set(0x0100 + number, bytes);
  image.files.set(fileIds.com, writeCom([...files.keys()]));
  image.files.set(fileIds.sod, writeSod(signer, hash, files, undefined, options.sodContent));
  return { image, accessKey: key, signer };
}

function mrzText(
  state: string,
  key: Extract<AccessKey, { kind: 'mrz' }>,
  name = 'ERIKSSON<<ANNA<MARIA',
): string {
  const upper = `P<${state}${name}`.padEnd(44, '<');
  const information = mrzInformation(key);
  const number = information.slice(0, 10);
  const [birth, expiry] = [information.slice(10, 17), information.slice(17)];
  const optional = 'ZE184226B<<<<<';
  const rest = `${expiry}${optional}${checkDigit(optional)}`;
  return `${upper}${number}${state}${birth}F${rest}${checkDigit(number + birth + rest)}`;
}

function addChipKey(parameterId: number, keyId?: number) {
  const group = standardizedGroup(parameterId);
  if (!group) throw new Error('no group');
  const privateKey = (toBigInt(createECDH('secp384r1').generateKeys()) % (group.order - 1n)) + 1n;
  const publicKey = group.power(group.generator, privateKey);
  const isDh = group.kind === 'dh';
  const algorithm = sequence(writeOid(oids.standardizedParameters), writeInteger(parameterId));
  const bits = writeBitString(isDh ? writeInteger(toBigInt(publicKey)) : publicKey);
  const oid = isDh ? oids.publicKeyDh : oids.publicKeyEcdh;
  const id = keyId === undefined ? [] : [writeInteger(keyId)];
  return { group, privateKey, info: sequence(writeOid(oid), sequence(algorithm, bits), ...id) };
}

export function writePaceInfo({ mapping, agreement, cipher, parameterId }: PaceOffer): Buffer {
  const arc = arcs[`${agreement} ${mapping}` as keyof typeof arcs];
  const oid = `${bsi}.2.2.4.${arc}.${cipherNames.indexOf(cipher) + 1}`;
  return sequence(writeOid(oid), writeInteger(2), writeInteger(parameterId));
}

/** @param versions of LDS and Unicode, for version 1 of the structure */
export function writeSod(
  signer: Signer,
  hash: HashName,
  files: ReadonlyMap<number, Uint8Array>,
  versions?: Uint8Array,
  contentType: string = oids.ldsSecurityObject,
) {
  const hashes = [...files].sort().map(([number, bytes]) => {
    const digest = createHash(hash).update(bytes).digest();
    return sequence(writeInteger(number), octets(digest));
  });
  const content = sequence(
    writeInteger(versions ? 1 : 0),
    hashIdentifier(hash),
    sequence(...hashes),
    ...(versions ? [versions] : []),
  );
  return writeTlv(0x77, signData(signer, contentType, content));
}

function writeCom(numbers: readonly number[]): Buffer {
  const tags = [0, 0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68];
  tags.push(0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70);
  const list = Buffer.from(numbers.map((number) => tags[number] ?? 0));
  const [lds, unicode] = [Buffer.from('0107'), Buffer.from('040000')];
  return writeTlv(0x60, writeTlv(0x5f01, lds), writeTlv(0x5f36, unicode), writeTlv(0x5c, list));
}

/** A portrait in the coding of ISO/IEC 19794-5. */
function writeDg2(portrait: Uint8Array): Buffer {
  const face = Buffer.alloc(32);
  face.writeUInt32BE(32 + portrait.length, 0);
  const header = Buffer.alloc(14);
  header.write('FAC\u0000010\u0000', 0, 'latin1');
  header.writeUInt32BE(14 + 32 + portrait.length, 8);
  header.writeUInt16BE(1, 12);
  const record = Buffer.concat([header, face, portrait]);
  const format = [writeTlv(0x87, Buffer.of(1, 1)), writeTlv(0x88, Buffer.of(0, 8))];
  const template = writeTlv(0x7f60, writeTlv(0xa1, ...format), writeTlv(0x5f2e, record));
  return writeTlv(0x75, writeTlv(0x7f61, writeInteger(1), template));
}

/** A portrait in the coding of ISO/IEC 39794-5, with only the required fields. */
export function writeNewDg2(portrait: Uint8Array): Buffer {
  const version = writeTlv(0xa0, writeTlv(0x80, Buffer.of(3)), writeTlv(0x81, numberBytes(2019n)));
  const image = writeTlv(0xa1, writeTlv(0xa0, writeTlv(0xa0, writeTlv(0x80, portrait))));
  const representation = writeTlv(0x30, writeTlv(0x80, Buffer.of(0)), image);
  const block = writeTlv(0x65, version, writeTlv(0xa1, representation));
  const format = [writeTlv(0x87, Buffer.of(1, 1)), writeTlv(0x88, Buffer.of(0, 0x2a))];
  const data = writeTlv(0x7f2e, writeTlv(0xa1, block));
  const template = writeTlv(0x7f60, writeTlv(0xa1, ...format), data);
  return writeTlv(0x75, writeTlv(0x7f61, writeInteger(1), template));
}

function writeDg11(fullName: string): Buffer {
  const list = writeTlv(0x5c, Buffer.from('5f0e', 'hex'));
  return writeTlv(0x6b, list, writeTlv(0x5f0e, Buffer.from(fullName)));
}

/** The beginning of a JPEG of 413 by 531 pixels: enough for a reader that decodes nothing. */
export function smallestJpeg(bytes = 64): Buffer {
  const start = Buffer.from('ffd8ffc0000b080213019d01011100', 'hex');
  return Buffer.concat([start, Buffer.alloc(Math.max(0, bytes - start.length))]);
}
