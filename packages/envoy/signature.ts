import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'x-envoy-signature';

/** 32 bytes in base64. */
const shape = /^[A-Za-z0-9+/]{43}=$/;

/** Envoy's signature: standard Base64 of HMAC-SHA-256 over the raw body, keyed with the client secret as UTF-8. */
export function sign(secret: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** Whether the header has the form of a signature. Any other header is refused without reading the body. */
export function isSignature(header: string | string[] | undefined): header is string {
  return typeof header === 'string' && shape.test(header);
}

/** Computes the signature while the body arrives, so that the body need not be kept. */
export class SignatureCheck {
  readonly #sums: ReturnType<typeof createHmac>[];

  constructor(secrets: readonly string[]) {
    this.#sums = secrets.map((secret) => createHmac('sha256', secret));
  }

  update(chunk: Uint8Array): void {
    for (const sum of this.#sums) sum.update(chunk);
  }

  /** Whether the header is the signature under one of the secrets. Constant time per secret. Call this once. */
  matches(header: string | string[] | undefined): boolean {
    if (!isSignature(header)) return false;
    const given = Buffer.from(header);
    // Tries every secret, so that the time does not reveal which one matched.
    return this.#sums.reduce((matched, sum) => {
      const expected = Buffer.from(sum.digest('base64'));
      return timingSafeEqual(given, expected) || matched;
    }, false);
  }
}
