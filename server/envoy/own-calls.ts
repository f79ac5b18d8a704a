import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const header = 'vestibule-own-call';

/**
 * By which this process knows a call of its own that comes back to it through the tunnel, and the
 * answer to it: anything else that answers there, with whatever status, is somebody else. Nobody is
 * let in by it, for such a call is refused like every one that Envoy did not sign.
 */
export class OwnCalls {
  readonly #token = randomBytes(32);
  readonly headers: Readonly<Record<string, string>> = {
    [header]: this.#token.toString('base64url'),
  };
  /** Stands in the answer. */
  readonly proof = createHash('sha256').update('seen').update(this.#token).digest('base64url');

  isOwn(headers: IncomingHttpHeaders): boolean {
    const given = Buffer.from(String(headers[header] ?? ''), 'base64url');
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}
