import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Account } from './account.ts';
import type { ApiRoute } from './faults.ts';
import { JobUpdate } from './job-update.ts';
import type { Tokens } from './tokens.ts';

export interface ApiParts {
  account: Account;
  tokens: Tokens;
  clientId: string;
  secret: string;
}

const Login = Type.Object({
  grant_type: Type.Literal('client_credentials'),
  client_id: Type.String(),
  client_secret: Type.String(),
  scope: Type.String(),
});
const Purpose = Type.Object({ purpose: Type.String({ minLength: 1 }) });
const Config = Type.Record(Type.String(), Type.Unknown());
const Commands = Type.Object({
  install_id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  commands: Type.Array(
    Type.Object({
      action: Type.Enum(['get', 'set', 'set_unique', 'unset']),
      key: Type.String({ minLength: 1 }),
      value: Type.Optional(Type.Unknown()),
    }),
  ),
});

/** Envoy's plugin API, with answers whose `data` is never null. */
export const pluginApi: FastifyPluginAsync<ApiParts> = async (app, parts) => {
  const { account, tokens } = parts;
  app.post('/a/auth/v0/token', as('token'), async (request, reply) => {
    const basic = Buffer.from(`${parts.clientId}:${parts.secret}`).toString('base64');
    const body = request.body;
    const isKnown =
      request.headers.authorization === `Basic ${basic}` &&
      Value.Check(Login, body) &&
      body.client_id === parts.clientId &&
      body.client_secret === parts.secret;
    return isKnown ? tokens.issue() : reply.code(401).send({ error: 'invalid_client' });
  });

  await app.register(
    async (app) => {
      app.addHook('preHandler', async (request, reply) => {
        const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
        if (!tokens.isGood(token)) return refuse(reply, 401, 'the token is not good');
      });

      app.put<Of<'install'>>(
        '/installs/:install/purpose',
        as('purpose'),
        async ({ params, body }, reply) => {
          if (!Value.Check(Purpose, body)) return refuse(reply, 422, 'no purpose');
          account.purposes.set(params.install, body.purpose);
          return resource('plugin-installs', params.install, body);
        },
      );
      app.get<Of<'install'>>('/installs/:install/config', as('config'), async ({ params }) => ({
        data: account.configs.get(params.install) ?? {},
      }));
      app.put<Of<'install'>>(
        '/installs/:install/config',
        as('config'),
        async ({ params, body }, reply) => {
          if (!Value.Check(Config, body)) return refuse(reply, 422, 'not an object');
          account.configs.set(params.install, body);
          return { data: body };
        },
      );
      app.patch<Of<'job'>>('/jobs/:job', as('jobs'), async ({ params, body }, reply) => {
        if (!Value.Check(JobUpdate, body)) return refuse(reply, 422, 'not an update of a job');
        account.updateJob(params.job, body);
        return resource('jobs', params.job, body);
      });
      app.post('/storage', as('storage'), async ({ body }: FastifyRequest, reply) => {
        if (!Value.Check(Commands, body)) return refuse(reply, 422, 'not a pipeline of commands');
        const install = body.install_id === undefined ? null : String(body.install_id);
        return { data: body.commands.map((command) => account.runCommand(install, command)) };
      });
    },
    { prefix: '/api/v2/plugin-services' },
  );
};

interface Of<Name extends string> {
  Params: Record<Name, string>;
}

function as(apiRoute: ApiRoute) {
  return { config: { apiRoute } };
}

function resource(type: string, id: string, attributes: object) {
  return { data: { id, type, attributes } };
}

function refuse(reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply.code(status).send({ errors: [{ status: String(status), title }] });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The part of the plugin API that a route of the stand-in for Envoy belongs to. */
    apiRoute?: ApiRoute;
  }
}
