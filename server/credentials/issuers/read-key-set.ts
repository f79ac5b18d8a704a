import { calculateJwkThumbprint } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { NewCredentialKey } from '../../store/tables/credential-issuers.ts';
import type { Issuer } from './issuer.ts';
import { IssuerError } from './issuer-error.ts';

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
