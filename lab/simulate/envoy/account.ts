import { randomBytes } from 'node:crypto';
import { Type, type Static } from 'typebox';

/** A customer's account at Envoy, with the parts that an app can see or change. */
export class Account {
  /** Installs of the app. Envoy knows an install from the first call of its setup. */
  readonly installs = new Set<string>();
  /** By install id. */
  readonly purposes = new Map<string, string>();
  /** Values that the setup steps saved, by install id. */
  readonly configs = new Map<string, Record<string, unknown>>();
  /** Every update in order, by job id. */
  readonly jobs = new Map<string, JobUpdate[]>();
  /** Job ids of all sent events. */
  readonly jobIds = new Set<string>();

  /** Merges the answer of a setup step; null removes a key. */
  mergeConfig(installId: string, saved: Record<string, unknown>): Record<string, unknown> {
    const config = { ...this.configs.get(installId), ...saved };
    for (const [key, value] of Object.entries(config)) if (value === null) delete config[key];
    this.configs.set(installId, config);
    return config;
  }

  updateJob(jobId: string, update: JobUpdate): void {
    this.jobs.set(jobId, [...(this.jobs.get(jobId) ?? []), update]);
  }

  /** Uninstalls the app: deletes its values and refuses its calls. */
  uninstall(installId: string): void {
    this.installs.delete(installId);
    this.configs.delete(installId);
  }
}

/** The owner of a token: the app (plugin API), or a user. */
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

/** The issued tokens of this account. */
export class Tokens {
  readonly #tokens = new Map<string, Given>();
  readonly #refreshTokens = new Map<string, Given>();
  readonly #lifetimeSeconds: number;

  /** @param lifetimeSeconds of a token; Envoy's were seen to last 43200 */
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

  /** Exchanges a refresh token for a new token; each refresh token works once. */
  renew(refreshToken: string): TokenAnswer | null {
    const given = this.#refreshTokens.get(refreshToken);
    this.#refreshTokens.delete(refreshToken);
    return given && Date.now() < given.until ? this.issue(given.holder) : null;
  }

  /** Null when the token is invalid or expired. */
  holderOf(token: string): Holder | null {
    const given = this.#tokens.get(token);
    return given && Date.now() < given.until ? given.holder : null;
  }

  /** Makes all issued tokens invalid. */
  revokeAll(): void {
    this.#tokens.clear();
    this.#refreshTokens.clear();
  }
}

function random(): string {
  return randomBytes(24).toString('base64url');
}

const label = Type.String({ minLength: 1 });
const value = Type.String();

/** An attachment to a line of the visitor log. An unknown type counts as text. */
const Attachment = Type.Union([
  Type.Object({ type: Type.Literal('link'), label, value, url: Type.String() }),
  Type.Object({
    type: Type.Literal('credential_image'),
    label,
    value,
    title: Type.String(),
    image: Type.Object({ type: Type.Literal('s3'), link: Type.String() }),
  }),
  Type.Object({ type: Type.Literal('json'), label, value: Type.Unknown() }),
  Type.Object({
    type: Type.Optional(Type.String({ pattern: '^(?!(link|credential_image|json)$)' })),
    label,
    value,
  }),
]);

/** The calls about a job in the visitor log, with the fields that this simulation checks. */
export const JobUpdate = Type.Object(
  {
    status: Type.Optional(Type.Enum(['done', 'ignored', 'failed'])),
    status_message: Type.Optional(Type.String()),
    failure_reason: Type.Optional(Type.String()),
    attachments: Type.Optional(Type.Array(Attachment)),
  },
  { additionalProperties: false },
);
export type JobUpdate = Static<typeof JobUpdate>;
