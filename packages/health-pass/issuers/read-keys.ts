import { createHash, X509Certificate, type webcrypto } from 'node:crypto';
import { setImmediate as otherEvents } from 'node:timers/promises';
import { calculateJwkThumbprint } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { checkChain } from './certificate-chain.ts';
import { IssuerError } from './issuer-error.ts';
import type { Issuer, Purpose, SigningKey } from '../trust.ts';

/**
 * Extended key usages that limit what a certificate may sign (EU DCC, "Certificate Governance"). The first edition had
 * an extra zero, which certificates of that time still contain.
 */
const purposeOid = /^1\.3\.6\.1\.4\.1\.(?:0\.)?1847\.2021\.1\.(\d+)$/;
const purposes: Readonly<Record<string, Purpose>> = {
  '1': 'test',
  '2': 'vaccination',
  '3': 'recovery',
};

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the certificates with which a country signs EU vaccination certificates.
 *
 * @param country two letters
 * @param files certificates, DER or PEM; a PEM file may contain several
 * @throws {IssuerError}
 */
export async function readCertificates(country: string, files: readonly Buffer[]): Promise<Issuer> {
  expectCountry(country);
  return countryWith(country, await signingKeys(files));
}

function expectCountry(country: string): void {
  if (/^[A-Z]{2}$/.test(country)) return;
  throw new IssuerError(
    'issuer_malformed',
    `"${country}" is no country: write its two letters, like DE.`,
  );
}

/**
 * Returns a country with its keys, each of them once.
 *
 * @throws {IssuerError}
 */
export function countryWith(country: string, keys: readonly SigningKey[]): Issuer {
  expectCountry(country);
  if (!keys.some((key) => key.purposes?.includes('vaccination') ?? true)) {
    throw new IssuerError(
      'no_key',
      'None of these certificates is for certificates of vaccinations.',
    );
  }
  return {
    kind: 'dcc',
    issuer: country,
    keys: [...new Map(keys.map((key) => [key.kid, key])).values()],
  };
}

/**
 * Returns the keys of certificates for any purpose, because the signer of a test must be known too.
 *
 * @throws {IssuerError}
 */
export async function signingKeys(files: readonly Buffer[]): Promise<SigningKey[]> {
  const certificates = files.flatMap((file): (string | Buffer)[] => {
    const inPem = file.toString('latin1').match(pem);
    return inPem ?? [file];
  });
  const keys = new Map<string, SigningKey>();
  for (const [index, certificate] of certificates.entries()) {
    if (index % certificatesPerTurn === 0) await otherEvents();
    const key = signingKey(certificate);
    keys.set(key.kid, key);
  }
  return [...keys.values()];
}

/** Certificates after which other events get their turn. */
export const certificatesPerTurn = 50;

/**
 * Returns the key of one certificate.
 *
 * @throws {IssuerError} when it is not readable, or its key is of another kind
 */
export function signingKey(certificate: string | Buffer): SigningKey {
  return keyOf(parse(certificate));
}

function parse(certificate: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    throw new IssuerError(
      'key_unusable',
      'The file holds no X.509 certificate, neither as PEM nor as DER.',
    );
  }
}

/** Returns the purposes that a certificate names; null: it names none, and may sign anything. */
function purposesOf({ keyUsage }: X509Certificate): Purpose[] | null {
  const named = ((keyUsage as string[] | undefined) ?? []).flatMap((oid) => {
    const [, number] = purposeOid.exec(oid) ?? [];
    return number === undefined ? [] : [purposes[number]];
  });
  return named.length === 0 ? null : named.filter((purpose) => purpose !== undefined);
}

const curves: readonly unknown[] = ['P-256', 'P-384'];

/** Empty for a key that no JWK can describe, such as one of DSA. */
function jwkOf({ publicKey }: X509Certificate): webcrypto.JsonWebKey {
  try {
    return publicKey.export({ format: 'jwk' });
  } catch {
    return {};
  }
}

function keyOf(certificate: X509Certificate): SigningKey {
  const jwk = jwkOf(certificate);
  const isElliptic = jwk.kty === 'EC' && curves.includes(jwk.crv);
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (!isElliptic && !(jwk.kty === 'RSA' && bits >= 2048)) {
    throw new IssuerError(
      'key_unusable',
      'A certificate has a key of a kind that this scheme does not use.',
    );
  }
  return {
    // Credentials identify a certificate by the first eight bytes of this hash.
    kid: createHash('sha256').update(certificate.raw).digest().subarray(0, 8).toString('base64'),
    jwk: { ...jwk },
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    purposes: purposesOf(certificate),
    crlVersion: null,
  };
}

const keySetFormat = Compile(
  Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
);

const cardKeyFormat = Compile(
  Type.Object({
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    use: Type.Optional(Type.Literal('sig')),
    kid: Type.String(),
    x: Type.String(),
    y: Type.String(),
    alg: Type.Optional(Type.Literal('ES256')),
    x5c: Type.Optional(Type.Array(Type.String())),
    crlVersion: Type.Optional(Type.Unknown()),
  }),
);

/** An issuer of cards, with the unused parts of its key set. */
export interface CardIssuer extends Issuer {
  unused: { kid: string; why: string }[];
}

/**
 * Reads the JSON Web Key Set of an issuer of SMART Health Cards, which the issuer publishes at
 * `<issuer>/.well-known/jwks.json`.
 *
 * @throws {IssuerError}
 */
export async function readKeySet(issuer: string, keySet: unknown): Promise<CardIssuer> {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url?.protocol !== 'https:' || issuer.endsWith('/')) {
    throw new IssuerError(
      'issuer_malformed',
      `"${issuer}" is no issuer of health cards: write it as its cards do, like https://cards.example, without a slash at its end.`,
    );
  }
  if (!keySetFormat.Check(keySet)) {
    throw new IssuerError(
      'file_of_another_format',
      'The file is no JSON Web Key Set: it has to look like {"keys": [...]}.',
    );
  }
  const keys = new Map<string, SigningKey>();
  const unused: CardIssuer['unused'] = [];
  for (const jwk of keySet.keys) {
    const key = await cardKey(jwk, issuer);
    if ('why' in key) unused.push(key);
    else keys.set(key.kid, key);
  }
  if (keys.size === 0) {
    const [{ why } = { why: '' }] = unused;
    const first = why && ` Of the first: ${why}`;
    throw new IssuerError(
      'no_key',
      `The file holds no key that signs health cards (EC, P-256).${first}`,
    );
  }
  return { kind: 'shc', issuer, keys: [...keys.values()], unused };
}

async function cardKey(
  jwk: Record<string, unknown>,
  issuer: string,
): Promise<SigningKey | CardIssuer['unused'][number]> {
  if ('d' in jwk) {
    throw new IssuerError(
      'private_key',
      'The file holds a private key. Nobody but the issuer may have it: tell the issuer, and use the public keys only.',
    );
  }
  if (!cardKeyFormat.Check(jwk)) {
    const kid = typeof jwk['kid'] === 'string' ? jwk['kid'] : '';
    return { kid, why: 'It is of a kind that signs no cards.' };
  }
  const { kty, crv, x, y, kid, x5c, crlVersion } = jwk;
  await checkKid({ kty, crv, x, y }, kid);
  const broken = x5c ? checkChain(x5c, { kty, crv, x, y }, issuer) : null;
  if (broken !== null) return { kid, why: broken };
  return {
    kid,
    jwk: { kty, crv, x, y },
    notBefore: null,
    notAfter: null,
    purposes: null,
    crlVersion: Number.isSafeInteger(crlVersion) ? (crlVersion as number) : null,
  };
}

async function checkKid(key: Record<string, string>, kid: string): Promise<void> {
  // The framework requires this. Otherwise, a key with another key's name would replace that one.
  if ((await calculateJwkThumbprint(key)) === kid) return;
  throw new IssuerError(
    'key_unusable',
    `The key "${kid}" is not called by its thumbprint, as keys of health cards are: the file was changed or is of another kind.`,
  );
}
