import * as oidc from 'openid-client';
import type { Config } from '../../../config/config.ts';
import { textWithin } from '../../../platform/http-call.ts';

export type OidcConfig = NonNullable<Config['desk']['oidc']>;

/** Of one call to the provider; a browser waits for it. */
const timeoutSeconds = 10;
/** What is parsed on the thread that answers sign-ins is short. */
const maxAnswerBytes = 256 * 1024;
/** So that new keys and addresses of the provider are taken up. */
const discoveredForMs = 60 * 60_000;

/** What is remembered of a log-in until the browser is back from the provider. */
export interface PendingLogIn {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** What the provider says of someone. Whatever is in it is text of others. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

/** The OpenID provider: authorization code flow with PKCE, state and nonce. */
export class OidcProvider {
  readonly #config: OidcConfig;
  readonly #secret: string | null;
  #discovered: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  constructor(config: OidcConfig, secret: string | null) {
    this.#config = config;
    this.#secret = secret;
  }

  /** @returns where to send the browser. @throws when the provider cannot be asked */
  async begin(redirectUri: string): Promise<{ url: URL; pending: PendingLogIn }> {
    const configuration = await this.#configuration();
    const pending = {
      redirectUri,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#config.scopes,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /**
   * @param query what the provider sent the browser back with, beginning with `?`
   * @returns the claims of the ID token, and those of the userinfo endpoint that it lacks. An e-mail and
   * whether it is verified are of one document
   * @throws when the provider refused, cannot be asked, or anything does not fit
   */
  async complete(pending: PendingLogIn, query: string): Promise<Claims> {
    const configuration = await this.#configuration();
    const url = new URL(pending.redirectUri);
    url.search = query;
    const tokens = await oidc.authorizationCodeGrant(configuration, url, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('The provider sent no ID token.');
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    const { email, email_verified } =
      [claims, more].find((each) => 'email' in each && 'email_verified' in each) ?? {};
    return { ...more, ...claims, email, email_verified };
  }

  #configuration(): Promise<oidc.Configuration> {
    const known = this.#discovered;
    if (known && performance.now() - known.at < discoveredForMs) return known.configuration;
    const { issuer, clientId } = this.#config;
    const address = new URL(issuer);
    const configuration = oidc.discovery(address, clientId, {}, this.#authentication(), {
      timeout: timeoutSeconds,
      [oidc.customFetch]: shortAnswer,
      // Settings have made sure that it is this machine.
      execute: address.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
    });
    const discovered = { at: performance.now(), configuration };
    this.#discovered = discovered;
    // The next one asks again.
    configuration.catch(() => {
      if (this.#discovered === discovered) this.#discovered = undefined;
    });
    return configuration;
  }

  #authentication(): oidc.ClientAuth {
    if (this.#secret === null) return oidc.None();
    const [basic, post] = [
      oidc.ClientSecretBasic(this.#secret),
      oidc.ClientSecretPost(this.#secret),
    ];
    return (server, client, body, headers) => {
      // Where the provider says nothing, it is the former (OpenID Connect Discovery 1.0, section 3).
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      const way = methods.includes('client_secret_basic') ? basic : post;
      way(server, client, body, headers);
    };
  }
}

/** @throws when the provider answers with more than is parsed here */
const shortAnswer: oidc.CustomFetch = async (url, options) => {
  const response = await fetch(url, { ...options, body: options.body ?? null });
  const text = await textWithin(response, maxAnswerBytes);
  if (text === null) throw new Error('The answer of the provider is too long.');
  const { status, statusText, headers } = response;
  return new Response(text === '' ? null : text, { status, statusText, headers });
};
