import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { TrustedKey } from '../../store/tables/credential-issuers.ts';
import { CredentialFault, type Credential } from '../credential.ts';
import { inflateLimited } from '../inflate.ts';
import { checkValidity } from '../validity.ts';
import { readBundle } from './bundle.ts';

/** A card that is shown as a code has at most some thousand characters; files hold longer ones. */
const maxCharacters = 64 * 1024;

const Payload = Type.Object({
  iss: Type.String(),
  nbf: Type.Number(),
  exp: Type.Optional(Type.Number()),
  vc: Type.Object({
    type: Type.Array(Type.String()),
    credentialSubject: Type.Object({ fhirBundle: Type.Unknown() }),
  }),
});

const cardType = 'https://smarthealth.cards#health-card';

/**
 * Reads a SMART Health Card. Nothing of it is unpacked, let alone believed, before its signature was
 * found to be that of a key which is trusted.
 *
 * @param jws compact, as in `verifiableCredential`
 * @throws {CredentialFault}
 */
export async function readHealthCard(
  jws: string,
  findKeys: (kid: string) => Promise<readonly TrustedKey[]>,
  now: Date,
): Promise<Credential> {
  if (jws.length > maxCharacters) throw new CredentialFault('too_large');
  const keys = await findKeys(kidOf(jws));
  if (keys.length === 0) throw new CredentialFault('unknown_issuer');
  for (const key of keys) {
    const packed = await signedBy(key, jws);
    if (packed) return readPayload(await inflateLimited(packed, 'raw'), key, now);
  }
  throw new CredentialFault('tampered');
}

function kidOf(jws: string): string {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(jws);
  } catch {
    throw new CredentialFault('unreadable');
  }
  // The algorithm is ours to choose, whatever the card would like.
  if (header.alg !== 'ES256') throw new CredentialFault('wrong_algorithm');
  if (header.zip !== 'DEF' || typeof header.kid !== 'string') {
    throw new CredentialFault('unreadable');
  }
  return header.kid;
}

/** What was signed, or null when this key signed something else. */
async function signedBy({ jwk, algorithm }: TrustedKey, jws: string): Promise<Uint8Array | null> {
  if (algorithm !== 'ES256') return null;
  try {
    const key = await importJWK(jwk, 'ES256');
    return (await compactVerify(jws, key, { algorithms: ['ES256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    throw new CredentialFault('unreadable');
  }
}

function readPayload(json: Buffer, key: TrustedKey, now: Date): Credential {
  const payload = parse(json);
  if (!Value.Check(Payload, payload) || !payload.vc.type.includes(cardType)) {
    throw new CredentialFault('unreadable');
  }
  // A key speaks for its issuer only.
  if (payload.iss !== key.issuer) throw new CredentialFault('unknown_issuer');
  checkValidity({ from: payload.nbf, until: payload.exp ?? null }, now);
  return readBundle(payload.vc.credentialSubject.fhirBundle);
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}
