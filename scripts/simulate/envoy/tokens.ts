import { randomBytes } from 'node:crypto';

/** Whose a token is: the app's own, for the plugin API, or a user's, for the user API. */
export type Holder = 'plugin' | 'user';

export interface TokenAnswer {
  token_type: 'Bearer';
  access_token: string;
  expires_in: number;
  refresh_token: string;
  refresh_token_expires_in: number;
}

interface Given {
  holder: Holder;
  until: number;
}

/** The tokens that this account has given out. */
export class Tokens {
  readonly #tokens = new Map<string, Given>();
  readonly #refreshTokens = new Map<string, Given>();
  readonly #codes = new Set<string>();
  readonly #lifetimeSeconds: number;

  /** @param lifetimeSeconds of a token; Envoy was seen to give 43200 */
  constructor(lifetimeSeconds: number) {
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  issue(holder: Holder): TokenAnswer {
    const answer: TokenAnswer = {
      token_type: 'Bearer',
      access_token: random(),
      expires_in: this.#lifetimeSeconds,
      refresh_token: random(),
      refresh_token_expires_in: this.#lifetimeSeconds * 60,
    };
    const until = (seconds: number) => Date.now() + seconds * 1000;
    this.#tokens.set(answer.access_token, { holder, until: until(answer.expires_in) });
    const refresh = { holder, until: until(answer.refresh_token_expires_in) };
    this.#refreshTokens.set(answer.refresh_token, refresh);
    return answer;
  }

  /** Another token for one that was given with this refresh token, which is then used up. */
  renew(refreshToken: string): TokenAnswer | null {
    const given = this.#refreshTokens.get(refreshToken);
    this.#refreshTokens.delete(refreshToken);
    return given && Date.now() < given.until ? this.issue(given.holder) : null;
  }

  /** What a user who agreed is sent back to the app with. Good for one login. */
  issueCode(): string {
    const code = random();
    this.#codes.add(code);
    return code;
  }

  useCode(code: string): boolean {
    return this.#codes.delete(code);
  }

  /** Null when the token is not good, or no more. */
  holderOf(token: string): Holder | null {
    const given = this.#tokens.get(token);
    return given && Date.now() < given.until ? given.holder : null;
  }

  /** All that were given out are worth nothing from now on. */
  revokeAll(): void {
    this.#tokens.clear();
    this.#refreshTokens.clear();
  }
}

function random(): string {
  return randomBytes(24).toString('base64url');
}
