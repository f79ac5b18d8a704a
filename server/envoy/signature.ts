import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'x-envoy-signature';

/** Base64 of 32 bytes. */
const shape = /^[A-Za-z0-9+/]{43}=$/;

/** Envoy's signature: standard Base64 of HMAC-SHA-256 over the raw body, keyed with the client secret as UTF-8. */
export function sign(secret: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** Whether the header could be a signature at all; what is not needs no body to be refused. */
export function isSignature(header: string | string[] | undefined): header is string {
  return typeof header === 'string' && shape.test(header);
}

/** Checks a signature while the body arrives, so that no body has to be kept for it. */
export class SignatureCheck {
  readonly #sums: ReturnType<typeof createHmac>[];

  constructor(secrets: readonly string[]) {
    this.#sums = secrets.map((secret) => createHmac('sha256', secret));
  }

  update(chunk: Uint8Array): void {
    for (const sum of this.#sums) sum.update(chunk);
  }

  /** Whether the header is the signature under one of the secrets. Constant time per secret. To be asked once. */
  matches(header: string | string[] | undefined): boolean {
    if (!isSignature(header)) return false;
    const given = Buffer.from(header);
    // Every secret is tried, so that the time taken does not tell which one matched.
    return this.#sums.reduce((matched, sum) => {
      const expected = Buffer.from(sum.digest('base64'));
      return timingSafeEqual(given, expected) || matched;
    }, false);
  }
}
