import { randomBytes } from 'node:crypto';

export interface TokenAnswer {
  token_type: 'Bearer';
  access_token: string;
  expires_in: number;
  refresh_token: string;
  refresh_token_expires_in: number;
}

/** The tokens that this account has given out. */
export class Tokens {
  readonly #expiries = new Map<string, number>();
  readonly #lifetimeSeconds: number;

  /** @param lifetimeSeconds of a token; Envoy was seen to give 43200 */
  constructor(lifetimeSeconds: number) {
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  issue(): TokenAnswer {
    const token = randomBytes(24).toString('base64url');
    this.#expiries.set(token, Date.now() + this.#lifetimeSeconds * 1000);
    return {
      token_type: 'Bearer',
      access_token: token,
      expires_in: this.#lifetimeSeconds,
      refresh_token: randomBytes(24).toString('base64url'),
      refresh_token_expires_in: this.#lifetimeSeconds * 60,
    };
  }

  isGood(token: string): boolean {
    return Date.now() < (this.#expiries.get(token) ?? 0);
  }

  /** All that were given out are worth nothing from now on. */
  revokeAll(): void {
    this.#expiries.clear();
  }
}
