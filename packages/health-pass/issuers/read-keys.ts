import { createHash, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
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
export function readCertificates(country: string, files: readonly Buffer[]): Issuer {
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new IssuerError(
      'issuer_malformed',
      `"${country}" is no country: write its two letters, like DE.`,
    );
  }
  const keys = signingKeys(files);
  if (!keys.some((key) => key.purposes?.includes('vaccination') ?? true)) {
    throw new IssuerError(
      'no_key',
      'None of these certificates is for certificates of vaccinations.',
    );
  }
  return { kind: 'dcc', issuer: country, keys };
}

/**
 * Returns the keys of certificates for any purpose, because the signer of a test must be known too.
 *
 * @throws {IssuerError}
 */
export function signingKeys(files: readonly Buffer[]): SigningKey[] {
  const certificates = files.flatMap((file) => {
    const inPem = file.toString('latin1').match(pem);
    return (inPem ?? [file]).map(parse);
  });
  return [...new Map(certificates.map(keyOf).map((key) => [key.kid, key])).values()];
}

/** Whether this is a readable certificate with a supported kind of key. */
export function isUsable(file: Buffer): boolean {
  try {
    keyOf(parse(file));
    return true;
  } catch {
    return false;
  }
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

function keyOf(certificate: X509Certificate): SigningKey {
  const jwk = certificate.publicKey.export({ format: 'jwk' });
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

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) });

const CardKey = Type.Object({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  use: Type.Optional(Type.Literal('sig')),
  kid: Type.String(),
  x: Type.String(),
  y: Type.String(),
  alg: Type.Optional(Type.Literal('ES256')),
  x5c: Type.Optional(Type.Array(Type.String())),
  crlVersion: Type.Optional(Type.Unknown()),
});

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
  if (!Value.Check(KeySet, keySet)) {
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
  if (!Value.Check(CardKey, jwk)) {
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
