import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'x-envoy-signature';

/** Envoy's signature: standard Base64 of HMAC-SHA-256 over the raw body, keyed with the client secret as UTF-8. */
export function sign(secret: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** Whether the header is the body's signature under one of the secrets. Constant time per secret. */
export function isSignedBy(
  secrets: readonly string[],
  body: Uint8Array,
  header: string | string[] | undefined,
): boolean {
  if (typeof header !== 'string') return false;
  const given = Buffer.from(header, 'utf8');
  // Every secret is tried, so that the time taken does not tell which one matched.
  return secrets.reduce((matched, secret) => {
    const expected = Buffer.from(sign(secret, body), 'utf8');
    // timingSafeEqual throws on unequal lengths; the length of a signature is no secret.
    const same = given.length === expected.length && timingSafeEqual(given, expected);
    return same || matched;
  }, false);
}
