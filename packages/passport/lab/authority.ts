import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type ECKeyPairOptions,
  type KeyObject,
  type RSAKeyPairOptions,
} from 'node:crypto';
import { hashBytes, oids, type HashName } from '../ber/oids.ts';
import { writeBitString, writeInteger, writeOid, writeTlv } from '../ber/write-ber.ts';
import * as der from './der.ts';
import { explicit, octets, sequence, setOf, type Scheme } from './der.ts';

/** Key and scheme of a signer: a modulus for `rsa` and `pss`, a curve for the others. */
export interface SigningKind {
  scheme: Scheme;
  hash: HashName;
  /** A curve of node:crypto; default: `prime256v1`. */
  curve?: string;
  modulusBits?: number;
}

export interface Signer {
  certificate: Buffer;
  privateKey: KeyObject;
  kind: SigningKind;
  subjectName: Buffer;
  issuerName: Buffer;
  serial: bigint;
  keyIdentifier: Buffer;
}

export interface SignerOptions {
  kind?: SigningKind;
  country?: string;
  name?: string;
  from?: Date;
  until?: Date;
  /** Object identifiers of extended key usage. */
  extendedUsages?: string[];
  isAuthority?: boolean;
  /** The key of an authority whose certificate is renewed; default: a new key. */
  privateKey?: KeyObject;
}

const defaultKind: SigningKind = { scheme: 'ecdsa', hash: 'sha256' };
const dates = { from: new Date('2024-01-01T00:00:00Z'), until: new Date('2040-01-01T00:00:00Z') };
let lastSerial = 4_096n;

const encodings: Pick<
  RSAKeyPairOptions<'der', 'der'> & ECKeyPairOptions<'der', 'der'>,
  'publicKeyEncoding' | 'privateKeyEncoding'
> = {
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
};

/**
 * Makes a key pair. Node 20 can deadlock when it collects the job that generated a key while it exports the key as JWK.
 * Keys read from DER have no such job.
 */
export function createKeys({ scheme, curve = 'prime256v1', modulusBits = 2_048 }: SigningKind) {
  const { publicKey, privateKey } =
    scheme === 'rsa' || scheme === 'pss'
      ? generateKeyPairSync('rsa', { modulusLength: modulusBits, ...encodings })
      : generateKeyPairSync('ec', { namedCurve: curve, ...encodings });
  return {
    publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
  };
}

function signBytes({ kind, privateKey }: Pick<Signer, 'kind' | 'privateKey'>, data: Uint8Array) {
  const { scheme, hash } = kind;
  if (scheme === 'rsa') return sign(hash, data, privateKey);
  if (scheme === 'pss') {
    const { RSA_PKCS1_PSS_PADDING: padding } = constants;
    return sign(hash, data, { key: privateKey, padding, saltLength: hashBytes[hash] });
  }
  const dsaEncoding = scheme === 'plain' ? 'ieee-p1363' : 'der';
  return sign(hash, data, { key: privateKey, dsaEncoding });
}

function identifierOf({ scheme, hash }: SigningKind): Buffer {
  return der.signatureIdentifier(scheme, hash, hashBytes[hash]);
}

/** Creates a self-signed authority, or a certificate that an authority signed. */
export function createSigner(options: SignerOptions = {}, authority?: Signer): Signer {
  const { kind = defaultKind, country = 'UT', name = 'CSCA', ...rest } = options;
  const {
    from = dates.from,
    until = dates.until,
    extendedUsages = [],
    isAuthority = !authority,
  } = rest;
  const privateKey = options.privateKey ?? createKeys(kind).privateKey;
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const keyIdentifier = createHash('sha1').update(spki).digest();
  const own = der.name({ C: country, O: 'Specimen', CN: name });
  const issuer = authority?.subjectName ?? own;
  const signing = authority ?? { kind, privateKey, keyIdentifier };
  lastSerial += 1n;
  const serial = lastSerial;
  const usage = isAuthority ? Buffer.of(1, 0x06) : Buffer.of(7, 0x80);
  const extensions = [
    extension('2.5.29.14', octets(keyIdentifier)),
    extension('2.5.29.35', sequence(writeTlv(0x80, signing.keyIdentifier))),
    extension('2.5.29.15', writeTlv(0x03, usage)),
    ...(isAuthority ? [extension('2.5.29.19', sequence(Buffer.from('0101ff', 'hex')))] : []),
    ...(extendedUsages.length > 0
      ? [extension('2.5.29.37', sequence(...extendedUsages.map(writeOid)))]
      : []),
  ];
  const identifier = identifierOf(signing.kind);
  const content = sequence(
    explicit(0, writeInteger(2)),
    writeInteger(serial),
    identifier,
    issuer,
    sequence(der.time(from), der.time(until)),
    own,
    spki,
    explicit(3, sequence(...extensions)),
  );
  const signature = writeBitString(signBytes(signing, content));
  const certificate = sequence(content, identifier, signature);
  return {
    certificate,
    privateKey,
    kind,
    subjectName: own,
    issuerName: issuer,
    serial,
    keyIdentifier,
  };
}

function extension(oid: string, value: Uint8Array): Buffer {
  return sequence(writeOid(oid), octets(value));
}

/** CMS signed data with signed attributes. */
export function signData(
  signer: Signer,
  contentType: string,
  content: Uint8Array,
  carried: readonly Uint8Array[] = [],
): Buffer {
  const { hash } = signer.kind;
  const digest = createHash(hash).update(content).digest();
  const attributes = [
    sequence(writeOid(oids.contentType), setOf(writeOid(contentType))),
    sequence(writeOid(oids.messageDigest), setOf(octets(digest))),
  ];
  const signature = signBytes(signer, setOf(...attributes));
  const info = sequence(
    writeInteger(1),
    sequence(signer.issuerName, writeInteger(signer.serial)),
    der.hashIdentifier(hash),
    explicit(0, ...attributes),
    identifierOf(signer.kind),
    octets(signature),
  );
  const data = sequence(
    writeInteger(3),
    setOf(der.hashIdentifier(hash)),
    sequence(writeOid(contentType), explicit(0, octets(content))),
    explicit(0, signer.certificate, ...carried),
    setOf(info),
  );
  return sequence(writeOid(oids.signedData), explicit(0, data));
}

/** A revocation list over these serial numbers. */
export function createRevocationList(
  authority: Signer,
  serials: readonly bigint[],
  from = dates.from,
  until = dates.until,
): Buffer {
  const identifier = identifierOf(authority.kind);
  const entries = serials.map((serial) => sequence(writeInteger(serial), der.time(dates.from)));
  const content = sequence(
    writeInteger(1),
    identifier,
    authority.subjectName,
    der.time(from),
    der.time(until),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
  );
  return sequence(content, identifier, writeBitString(signBytes(authority, content)));
}

/** A master list of these certificates. */
export function createMasterList(
  signer: Signer,
  certificates: readonly Uint8Array[],
  carried: readonly Uint8Array[] = [],
): Buffer {
  const content = sequence(writeInteger(0), setOf(...certificates));
  return signData(signer, oids.masterList, content, carried);
}
