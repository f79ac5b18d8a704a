/** Logs people in at an OpenID provider. */
import * as oidc from 'openid-client';
import { textWithin } from '#base/http';

export interface OidcClient {
  /** The provider's address. Plain HTTP is taken as well: the caller decides which addresses are allowed. */
  issuer: string;
  clientId: string;
  /** Is also requested where the provider says that it knows it, as those do that need one for a claim. */
  scopeIfKnown?: string;
}

/** Limit for one call to the provider, while a browser waits. */
const timeoutSeconds = 10;
/** OpenID Connect Core 1.0, section 5.4: these two have the e-mail address and the name. */
const usualScopes = 'openid profile email';
/** Limits the parsing. */
const maxAnswerBytes = 256 * 1024;
/** Discovery repeats after this time, so that the provider's new keys and addresses take effect. */
const discoveredForMs = 60 * 60_000;

/** The state of a log-in, kept until the browser returns from the provider. */
export interface PendingLogIn {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** The provider's claims about a user. All values are untrusted text. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

/** The OpenID provider: authorization code flow with PKCE, state and nonce. */
export class OidcProvider {
  readonly #client: OidcClient;
  readonly #secret: string | null;
  #discovered: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  constructor(client: OidcClient, secret: string | null) {
    this.#client = client;
    this.#secret = secret;
  }

  /** @returns the address for the browser. @throws when the provider is unreachable */
  async begin(redirectUri: string): Promise<{ url: URL; pending: PendingLogIn }> {
    const configuration = await this.#clienturation();
    const pending = {
      redirectUri,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#scopes(configuration.serverMetadata().scopes_supported ?? []),
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /**
   * @param query the query of the provider's redirect, beginning with `?`
   * @returns the claims of the ID token, completed from the userinfo endpoint. `email` and `email_verified` are from
   * the same document
   * @throws when the provider refuses or is unreachable, or when a value does not match
   */
  async complete(pending: PendingLogIn, query: string): Promise<Claims> {
    const configuration = await this.#clienturation();
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

  #scopes(known: readonly string[]): string {
    const { scopeIfKnown: more } = this.#client;
    return more !== undefined && known.includes(more) ? `${usualScopes} ${more}` : usualScopes;
  }

  #clienturation(): Promise<oidc.Configuration> {
    const known = this.#discovered;
    if (known && performance.now() - known.at < discoveredForMs) return known.configuration;
    const { issuer, clientId } = this.#client;
    const address = new URL(issuer);
    const configuration = oidc.discovery(address, clientId, {}, this.#authentication(), {
      timeout: timeoutSeconds,
      [oidc.customFetch]: shortAnswer,
      // The caller decides which addresses are allowed.
      execute: address.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
    });
    const discovered = { at: performance.now(), configuration };
    this.#discovered = discovered;
    // After a failure, the next log-in repeats the discovery.
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
      // `client_secret_basic` is the default (OpenID Connect Discovery 1.0, section 3).
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      const way = methods.includes('client_secret_basic') ? basic : post;
      way(server, client, body, headers);
    };
  }
}

/** @throws when the provider's answer is longer than the limit */
const shortAnswer: oidc.CustomFetch = async (url, options) => {
  const response = await fetch(url, { ...options, body: options.body ?? null });
  const text = await textWithin(response, maxAnswerBytes);
  if (text === null) throw new Error('The answer of the provider is too long.');
  const { status, statusText, headers } = response;
  return new Response(text === '' ? null : text, { status, statusText, headers });
};
