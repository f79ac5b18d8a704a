import type { FastifyPluginAsync } from 'fastify';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { as, type ApiDeps } from './answers.ts';
import type { TokenAnswer } from './account.ts';

const Text = Type.String({ minLength: 1 });
const Scope = Type.Union([Type.String(), Type.Array(Type.String())]);

/** The ways to log in. */
const Login = Type.Union([
  Type.Object({
    grant_type: Type.Literal('client_credentials'),
    client_id: Text,
    client_secret: Text,
    scope: Scope,
  }),
  Type.Object({ grant_type: Type.Literal('plugin_install'), install_id: Text }),
  Type.Object({
    grant_type: Type.Literal('password'),
    username: Text,
    password: Text,
    scope: Scope,
  }),
  Type.Object({
    grant_type: Type.Literal('authorization_code'),
    code: Text,
    scope: Type.Optional(Scope),
  }),
  Type.Object({ grant_type: Type.Literal('refresh_token'), refresh_token: Text }),
]);
type Login = Static<typeof Login>;

const Authorize = Type.Object({
  response_type: Type.Literal('code'),
  client_id: Text,
  redirect_uri: Type.String({ pattern: '^https?://' }),
});

/** Envoy's login, of the app and of its users. */
export const loginApi: FastifyPluginAsync<ApiDeps> = async (app, parts) => {
  const { tokens, clientId, secret } = parts;
  const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

  app.post('/a/auth/v0/token', as('token'), async ({ headers, body }, reply) => {
    if (headers.authorization !== basic) return reply.code(401).send({ error: 'invalid_client' });
    if (!Value.Check(Login, body)) return reply.code(400).send({ error: 'invalid_request' });
    const answer = grant(body, parts);
    if (answer) return answer;
    const isClient = body.grant_type === 'client_credentials';
    return reply
      .code(isClient ? 401 : 400)
      .send({ error: isClient ? 'invalid_client' : 'invalid_grant' });
  });

  // The user agrees at once, and is sent back.
  app.get('/a/auth/v0/authorize', as('token'), async ({ query }, reply) => {
    if (!Value.Check(Authorize, query) || query.client_id !== clientId) {
      return reply.code(400).send({ error: 'invalid_request' });
    }
    const back = new URL(query.redirect_uri);
    back.searchParams.set('code', tokens.issueCode());
    return reply.redirect(back.href);
  });
};

/** Null when it is not granted. */
function grant(login: Login, { account, tokens, clientId, secret }: ApiDeps): TokenAnswer | null {
  switch (login.grant_type) {
    case 'client_credentials': {
      const isApp = login.client_id === clientId && login.client_secret === secret;
      return isApp ? tokens.issue('plugin') : null;
    }
    case 'plugin_install':
      return account.installs.has(login.install_id) ? tokens.issue('user') : null;
    case 'password': {
      const { email, password } = account.user;
      const isUser = login.username === email && login.password === password;
      return isUser ? tokens.issue('user') : null;
    }
    case 'authorization_code':
      return tokens.useCode(login.code) ? tokens.issue('user') : null;
    case 'refresh_token':
      return tokens.renew(login.refresh_token);
  }
}
