import { createHash, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { NewCredentialKey } from '../../store/tables/credential-issuers.ts';
import { type Issuer, IssuerError } from './trust.ts';

/** What a certificate that is not for everything may sign: tests, vaccinations, recoveries. */
const purposes = { any: '1.3.6.1.4.1.1847.2021.1.', vaccination: '1.3.6.1.4.1.1847.2021.1.2' };

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the certificates with which a country signs EU certificates of vaccinations.
 *
 * @param country two letters
 * @param files certificates, DER or PEM; a PEM may hold several
 * @throws {IssuerError}
 */
export function readCertificates(
  country: string,
  name: string | null,
  files: readonly Buffer[],
): Issuer {
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new IssuerError(`"${country}" is no country: write its two letters, like DE.`);
  }
  const certificates = files.flatMap((file) => {
    const inPem = file.toString('latin1').match(pem);
    return (inPem ?? [file]).map(parse);
  });
  const keys = new Map(
    certificates
      .filter(isForVaccinations)
      .map(keyOf)
      .map((k) => [k.kid, k]),
  );
  if (keys.size === 0) {
    throw new IssuerError('None of these certificates is for certificates of vaccinations.');
  }
  return { kind: 'dcc', issuer: country, name, keys: [...keys.values()] };
}

/** Whether this is a certificate that can be read, with a key of a kind that is used. */
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
    throw new IssuerError('The file holds no X.509 certificate, neither as PEM nor as DER.');
  }
}

/** One that names a purpose of this scheme names all of its own. */
function isForVaccinations({ keyUsage }: X509Certificate): boolean {
  const named = ((keyUsage as string[] | undefined) ?? []).filter((oid) =>
    oid.startsWith(purposes.any),
  );
  return named.length === 0 || named.includes(purposes.vaccination);
}

function keyOf(certificate: X509Certificate): NewCredentialKey {
  const jwk = certificate.publicKey.export({ format: 'jwk' });
  const isElliptic = jwk.kty === 'EC' && jwk.crv === 'P-256';
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (!isElliptic && !(jwk.kty === 'RSA' && bits >= 2048)) {
    throw new IssuerError('A certificate has a key of a kind that this scheme does not use.');
  }
  return {
    // Its first eight bytes are how a credential calls the certificate.
    kid: createHash('sha256').update(certificate.raw).digest().subarray(0, 8).toString('base64'),
    algorithm: isElliptic ? 'ES256' : 'PS256',
    public_key: JSON.stringify(jwk),
    not_before: new Date(certificate.validFrom).toISOString(),
    not_after: new Date(certificate.validTo).toISOString(),
  };
}

const KeySet = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) });

const SigningKey = Type.Object({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  use: Type.Optional(Type.Literal('sig')),
  kid: Type.String(),
  x: Type.String(),
  y: Type.String(),
});

/**
 * Reads the JSON Web Key Set of an issuer of SMART Health Cards, which it publishes at
 * `<issuer>/.well-known/jwks.json`.
 *
 * @throws {IssuerError}
 */
export async function readKeySet(
  issuer: string,
  name: string | null,
  keySet: unknown,
): Promise<Issuer> {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url?.protocol !== 'https:' || issuer.endsWith('/')) {
    throw new IssuerError(
      `"${issuer}" is no issuer of health cards: write it as its cards do, like https://cards.example, without a slash at its end.`,
    );
  }
  if (!Value.Check(KeySet, keySet)) {
    throw new IssuerError('The file is no JSON Web Key Set: it has to look like {"keys": [...]}.');
  }
  const keys = new Map<string, NewCredentialKey>();
  for (const jwk of keySet.keys) {
    if ('d' in jwk) {
      throw new IssuerError(
        'The file holds a private key. Nobody but the issuer may have it: tell the issuer, and use the public keys only.',
      );
    }
    if (!Value.Check(SigningKey, jwk)) continue;
    const { kty, crv, x, y, kid } = jwk;
    await checkKid({ kty, crv, x, y }, kid);
    keys.set(kid, {
      kid,
      algorithm: 'ES256',
      public_key: JSON.stringify({ kty, crv, x, y }),
      not_before: null,
      not_after: null,
    });
  }
  if (keys.size === 0) {
    throw new IssuerError('The file holds no key that signs health cards (EC, P-256).');
  }
  return { kind: 'shc', issuer, name, keys: [...keys.values()] };
}

async function checkKid(key: Record<string, string>, kid: string): Promise<void> {
  // The framework asks for it, and a key under another's name would take its place.
  if ((await calculateJwkThumbprint(key)) === kid) return;
  throw new IssuerError(
    `The key "${kid}" is not called by its thumbprint, as keys of health cards are: the file was changed or is of another kind.`,
  );
}
