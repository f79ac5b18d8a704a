import { createHash, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { encode, Tagged } from 'cborg';
import { createKeys, type Signer } from '#passport/lab/authority.ts';
import { tags } from '../cbor.ts';
import { documentTypes, type DocumentType } from '../request.ts';
import { sign1, type HeldDocument } from '../virtual-wallet/index.ts';

// Issues documents to a wallet in software.

export interface IssueOptions {
  signer: Signer;
  /** Other certificates behind the signer's. */
  chain?: readonly Uint8Array[];
  kind?: DocumentType;
  /** Elements beside the usual ones; undefined leaves one out. */
  elements?: Record<string, unknown>;
  signedAt?: Date;
  validFrom?: Date;
  validUntil?: Date;
  /** Of the security object. */
  status?: Record<string, unknown>;
}

export const fullDate = (text: string) => new Tagged(tags.date, text);
const time = (date: Date) => new Tagged(tags.time, `${date.toISOString().slice(0, 19)}Z`);

export function issueMobileDocument({
  signer,
  chain = [],
  kind = 'mdl',
  elements = {},
  signedAt = new Date('2025-01-01T00:00:00Z'),
  validFrom = signedAt,
  validUntil = new Date('2035-01-01T00:00:00Z'),
  status,
}: IssueOptions): HeldDocument {
  const { docType, namespace } = documentTypes[kind];
  const all: Record<string, unknown> = {
    family_name: 'Eriksson',
    given_name: 'Anna Maria',
    birth_date: fullDate('1974-08-12'),
    expiry_date: fullDate('2034-04-15'),
    issuing_country: 'UT',
    ...elements,
  };
  const values = Object.entries(all).filter(([, value]) => value !== undefined);
  const items = values.map(([elementIdentifier, elementValue], digestID) =>
    embedValue({ digestID, random: randomOf(32), elementIdentifier, elementValue }),
  );
  const digests = items.map((item, at) => [at, digestOf(encode(item))] as const);
  const { privateKey: deviceKey } = createKeys({ scheme: 'ecdsa', hash: 'sha256' });
  const object = {
    version: '1.0',
    digestAlgorithm: 'SHA-256',
    valueDigests: { [namespace]: new Map(digests) },
    deviceKeyInfo: { deviceKey: coseKeyOf(deviceKey) },
    docType,
    validityInfo: {
      ...{ signed: time(signedAt), validFrom: time(validFrom), validUntil: time(validUntil) },
    },
    ...(status && { status }),
  };
  const certificates = [signer.certificate, ...chain].map((one) => Uint8Array.from(one));
  const header = new Map([[33, certificates.length === 1 ? certificates[0] : certificates]]);
  const issuerAuth = sign1(signer.privateKey, header, encode(embedValue(object)));
  return { docType, namespace, items, issuerAuth, deviceKey };
}

/** Its elements, of which somebody changed the first. */
export function alteredItems({ items }: HeldDocument): Tagged[] {
  return items.map((item, at) =>
    at === 0
      ? new Tagged(item.tag, Uint8Array.from(item.value as Uint8Array).with(-1, 0x58))
      : item,
  );
}

export interface VicalOptions {
  issuedAt?: Date;
  nextUpdate?: Date;
}

/** A list of these authorities, signed by the first of the chain. */
export function createVical(
  chain: readonly Signer[],
  authorities: readonly Uint8Array[],
  { issuedAt = new Date('2026-01-01T00:00:00Z'), nextUpdate }: VicalOptions = {},
): Buffer {
  const list = {
    version: '1.0',
    vicalProvider: 'Specimen',
    date: time(issuedAt),
    ...(nextUpdate && { nextUpdate: time(nextUpdate) }),
    certificateInfos: authorities.map((one) => ({
      certificate: Uint8Array.from(one),
      docType: [documentTypes.mdl.docType],
    })),
  };
  const [signer] = chain;
  if (!signer) throw new Error('a list has a signer');
  const certificates = chain.map(({ certificate }) => Uint8Array.from(certificate));
  return Buffer.from(
    encode(
      new Tagged(tags.sign1, sign1(signer.privateKey, new Map([[33, certificates]]), encode(list))),
    ),
  );
}

function embedValue(value: unknown): Tagged {
  return new Tagged(tags.embedded, Uint8Array.from(encode(value)));
}

function coseKeyOf(key: KeyObject): Map<number, unknown> {
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const coordinate = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));
  return new Map<number, unknown>([
    [1, 2],
    [-1, 1],
    [-2, coordinate(x)],
    [-3, coordinate(y)],
  ]);
}

function digestOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

function randomOf(length: number): Uint8Array {
  return Uint8Array.from(randomBytes(length));
}
