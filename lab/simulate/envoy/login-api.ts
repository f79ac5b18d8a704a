import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { as, type ApiDeps } from './answers.ts';
import type { TokenAnswer } from './account.ts';

const Text = Type.String({ minLength: 1 });
export const Scope = Type.Union([Type.String(), Type.Array(Type.String())]);

const AppLogin = Type.Object({
  grant_type: Type.Literal('client_credentials'),
  client_id: Text,
  client_secret: Text,
  scope: Scope,
});
const AnyLogin = Type.Object({ grant_type: Type.String() });

/** Envoy's login for the app, and for its users if there is a `grant`. */
export const loginApi: FastifyPluginAsync<ApiDeps> = async (app, deps) => {
  const { clientId, secret, grant } = deps;
  const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

  app.post('/a/auth/v0/token', as('token'), async ({ headers, body }, reply) => {
    if (headers.authorization !== basic) return reply.code(401).send({ error: 'invalid_client' });
    if (!Value.Check(AnyLogin, body)) return reply.code(400).send({ error: 'invalid_request' });
    const isClient = Value.Check(AppLogin, body);
    const answer = isClient ? grantApp(body, deps) : grant?.(body, deps);
    if (answer) return answer;
    return reply
      .code(isClient ? 401 : 400)
      .send({ error: isClient ? 'invalid_client' : 'invalid_grant' });
  });
};

function grantApp(
  login: { client_id: string; client_secret: string },
  { tokens, clientId, secret }: ApiDeps,
): TokenAnswer | null {
  const isApp = login.client_id === clientId && login.client_secret === secret;
  return isApp ? tokens.issue('plugin') : null;
}
