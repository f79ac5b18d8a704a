import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Test } from 'tap';
import { createKeys } from '#passport/lab/authority.ts';

/** A user who is signed in at the provider, with the claims about them. */
interface Subject {
  sub: string;
  claims: Record<string, unknown>;
  /** Claims that the ID token replaces. */
  inIdToken?: Record<string, unknown>;
}

export const clientSecret = 'a secret of the desk and the provider alone';

/**
 * A real OpenID provider on loopback. It has no page: every browser is `subject` at once, or is sent
 * back when `subject` is null.
 */
export async function startOpenIdProvider(t: Test) {
  const state: { subject: Subject | null } = { subject: null };
  let handle = (_request: IncomingMessage, response: ServerResponse) => void response.end();
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Starts the provider. @param redirectUris addresses of the desk */
  const open = (redirectUris: string[]) => {
    const key = createKeys({ scheme: 'ecdsa', hash: 'sha256' }).privateKey;
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'desk', client_secret: clientSecret, redirect_uris: redirectUris }],
      jwks: { keys: [{ ...key.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
      cookies: { keys: ['of the test'] },
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'roles', 'realm'],
      },
      // Set explicitly, so that the provider does not warn about defaults.
      ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: (use) => ({
          ...state.subject?.claims,
          ...(use === 'id_token' && state.subject?.inIdToken),
          sub,
        }),
      }),
      // The ID token has the claims of the scopes, too, as at many providers.
      conformIdTokenClaims: false,
      // Grants without asking for consent.
      loadExistingGrant: async (context) => {
        const { client, session, provider: own } = context.oidc;
        if (!client || !session?.accountId) return undefined;
        const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    });
    const callback = provider.callback();
    handle = (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
      const { subject } = state;
      const result = subject
        ? { login: { accountId: subject.sub, remember: false } }
        : { error: 'access_denied', error_description: 'not today' };
      return void provider.interactionFinished(request, response, result);
    };
  };
  return { issuer, state, open };
}
