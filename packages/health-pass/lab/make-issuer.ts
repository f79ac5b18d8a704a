import { calculateJwkThumbprint, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** An issuer of SMART Health Cards, made up for a test. */
export interface SigningIssuer {
  iss: string;
  kid: string;
  key: CryptoKey;
  /** What it would publish. */
  keySet: { keys: JWK[] };
}

export async function makeIssuer(iss = 'https://cards.example/issuer'): Promise<SigningIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    iss,
    kid,
    key: privateKey,
    keySet: { keys: [{ ...jwk, kid, use: 'sig', alg: 'ES256' }] },
  };
}
