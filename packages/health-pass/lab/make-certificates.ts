import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  type ECKeyPairOptions,
  type KeyObject,
  type RSAKeyPairOptions,
} from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { encode, Tagged } from 'cborg';
import type { Issuer, SigningKey } from '../trust.ts';
import { daysAgo, seconds } from './make-cards.ts';

/** A country that signs EU certificates, made up for a test. */
export interface Country {
  code: string;
  kid: Buffer;
  key: KeyObject;
  algorithm: 'ES256' | 'PS256';
  issuer: Issuer;
}

export function makeCountry(
  code = 'DE',
  algorithm: Country['algorithm'] = 'ES256',
  validity: { notBefore?: Date; notAfter?: Date } = {},
  namedCurve = 'P-256',
): Country {
  const { publicKey, privateKey } = createKeys(algorithm, namedCurve);
  const kid = createHash('sha256').update(randomUUID()).digest().subarray(0, 8);
  const key: SigningKey = {
    kid: kid.toString('base64'),
    jwk: { ...publicKey.export({ format: 'jwk' }) },
    notBefore: validity.notBefore ?? new Date(daysAgo(400)),
    purposes: null,
    crlVersion: null,
    notAfter: validity.notAfter ?? new Date(Date.now() + 1e10),
  };
  const issuer: Issuer = { kind: 'dcc', issuer: code, keys: [key] };
  return { code, kid, key: privateKey, algorithm, issuer };
}

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
function createKeys(algorithm: Country['algorithm'], namedCurve: string) {
  const { publicKey, privateKey } =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve, ...encodings })
      : generateKeyPairSync('rsa', { modulusLength: 2048, ...encodings });
  return {
    publicKey: createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
    privateKey: createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }),
  };
}

interface CertificateContent {
  family?: string;
  given?: string;
  standardised?: { family: string; given: string };
  birthDate?: string;
  product?: string;
  dose?: number;
  date?: string;
  issued?: number;
  expires?: number;
  country?: string;
  /** Instead of what the certificate has of that name; undefined takes it away. */
  change?: Record<string, unknown>;
  /** Of the vaccination. */
  vaccination?: Record<string, unknown>;
}

interface Packing {
  /** In the protected header, instead of what signs. */
  algorithm?: number;
  /** Where the key's id stands. */
  kidIn?: 'protected' | 'unprotected';
  /** Where the algorithm stands. */
  algorithmIn?: 'protected' | 'unprotected';
  /** Instead of the packed token. */
  packed?: Buffer;
  /** Not packed at all. */
  plain?: boolean;
  /** Changes the token after it was signed. */
  tampered?: boolean;
}

/** A certificate as its code shows it. */
export function makeEuCertificate(
  country: Country,
  content: CertificateContent = {},
  packing: Packing = {},
): string {
  const { algorithm, kidIn = 'protected', algorithmIn = 'protected', packed } = packing;
  const { plain = false, tampered = false } = packing;
  const label = algorithm ?? (country.algorithm === 'ES256' ? -7 : -37);
  const kid = [4, country.kid] as const;
  const alg = [1, label] as const;
  const header = new Map<number, unknown>([
    ...(algorithmIn === 'protected' ? [alg] : []),
    ...(kidIn === 'protected' ? [kid] : []),
  ]);
  const unprotected = new Map<number, unknown>([
    ...(algorithmIn === 'protected' ? [] : [alg]),
    ...(kidIn === 'protected' ? [] : [kid]),
  ]);
  const payload = encode(tokenOf(country, content));
  const protectedBytes = encode(header);
  const signed = encode(['Signature1', protectedBytes, new Uint8Array(0), payload]);
  const signature =
    country.algorithm === 'ES256'
      ? sign(label === -35 ? 'sha384' : 'sha256', signed, {
          key: country.key,
          dsaEncoding: 'ieee-p1363',
        })
      : sign('sha256', signed, {
          key: country.key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        });
  const shown = tampered ? encode(tokenOf(country, { ...content, dose: 9 })) : payload;
  const parts = [protectedBytes, unprotected, shown, new Uint8Array(signature)];
  const whole = encode(new Tagged(18, parts));
  return `HC1:${toBase45(packed ?? (plain ? whole : deflateSync(whole)))}`;
}

function tokenOf(country: Country, content: CertificateContent): Map<number, unknown> {
  const { family = 'Example', given = 'Ada', birthDate = '1985-12-10' } = content;
  const { standardised = { family: 'EXAMPLE', given: 'ADA' } } = content;
  const now = Math.round(seconds(new Date()));
  const certificate = {
    ver: '1.3.0',
    nam: { fn: family, gn: given, fnt: standardised.family, gnt: standardised.given },
    dob: birthDate,
    v: [
      {
        tg: '840539006',
        vp: '1119349007',
        mp: content.product ?? 'EU/1/20/1528',
        ma: 'ORG-100030215',
        dn: content.dose ?? 2,
        sd: 2,
        dt: content.date ?? daysAgo(60),
        co: country.code,
        is: 'Ministry of Examples',
        ci: 'URN:UVCI:01:XX:EXAMPLE#1',
        ...content.vaccination,
      },
    ],
    ...content.change,
  };
  const known = Object.entries(certificate).filter(([, value]) => value !== undefined);
  return new Map<number, unknown>([
    [1, content.country ?? country.code],
    [4, content.expires ?? now + 86_400],
    [6, content.issued ?? now - 3600],
    [-260, new Map([[1, Object.fromEntries(known)]])],
  ]);
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const isPair = i + 1 < bytes.length;
    let number = isPair ? (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0) : (bytes[i] ?? 0);
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++) {
      text += alphabet.charAt(number % 45);
      number = Math.floor(number / 45);
    }
  }
  return text;
}
