import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  onlyWith,
  replyRefusal,
  type ApiDeps,
  type Of,
} from '../../../lab/simulate/envoy/answers.ts';
import type { EnvoyDirectory, Resource } from './directory.ts';

const Relationships = Type.Record(
  Type.String(),
  Type.Object({
    data: Type.Union([Type.Null(), Type.Unknown()]),
  }),
);
const Given = Type.Object({
  data: Type.Object({
    attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    relationships: Type.Optional(Relationships),
  }),
});

interface UserDeps extends Pick<ApiDeps, 'tokens'> {
  directory: EnvoyDirectory;
  user: { name: string; email: string };
}

/** The user API: the people, places and forms of the account. */
export const userApi: FastifyPluginAsync<UserDeps> = async (app, { directory, user, tokens }) => {
  app.addHook('preHandler', onlyWith('user', tokens));

  app.get('/api/v2/users/me', async () => ({
    data: {
      id: '901',
      type: 'users',
      attributes: { name: user.name, email: user.email },
      relationships: {},
    },
  }));
  app.get<Of<'type'> & { Querystring: Record<string, string> }>(
    '/api/v3/:type',
    async ({ params, query }, reply) => {
      const found = directory.list(params.type, filtersIn(query));
      if (!found) return replyRefusal(reply, 404, 'there is no such list');
      const limit = Number(query['page[limit]'] ?? 100);
      const offset = Number(query['page[offset]'] ?? 0);
      if (!(limit >= 1 && offset >= 0)) return replyRefusal(reply, 422, 'no such page');
      return { data: found.slice(offset, offset + limit), meta: { total: found.length } };
    },
  );
  app.get<Of<'type' | 'id'>>('/api/v3/:type/:id', async ({ params }, reply) => {
    const found = directory.find(params.type, params.id);
    return found ? { data: found } : replyRefusal(reply, 404, 'there is no such thing');
  });
  app.get<Of<'page'>>(
    '/api/v3/sign-in-field-pages/:page/sign-in-fields',
    async ({ params }, reply) => {
      if (!directory.find('sign-in-field-pages', params.page)) {
        return replyRefusal(reply, 404, 'there is no such page');
      }
      const isOnPage = ({ relationships }: Resource) => {
        const data = relationships['sign-in-field-page']?.data;
        return [data ?? []].flat().some(({ id }) => id === params.page);
      };
      return { data: directory.ofType('sign-in-fields').filter(isOnPage) };
    },
  );

  await app.register(invitesApi, { directory });

  app.post('/a/rms/reservations', async ({ body }, reply) => {
    const given = givenIn(body);
    if (!given) return replyRefusal(reply, 422, 'not a reservation');
    return reply
      .code(201)
      .send({ data: directory.put({ id: randomUUID(), type: 'reservations', ...given }) });
  });
};

const invitesApi: FastifyPluginAsync<{ directory: EnvoyDirectory }> = async (
  app,
  { directory },
) => {
  app.post('/api/v3/invites', async ({ body }, reply) => {
    const given = givenIn(body);
    if (!given) return replyRefusal(reply, 422, 'not an invite');
    return reply.code(201).send({ data: directory.put({ type: 'invites', ...given }) });
  });
  const change = (isWhole: boolean) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { invite } = request.params as { invite: string };
    const earlier = directory.find('invites', invite);
    if (!earlier) return replyRefusal(reply, 404, 'there is no such invite');
    const given = givenIn(request.body);
    if (!given) return replyRefusal(reply, 422, 'not an invite');
    const kept = isWhole ? {} : earlier.attributes;
    const attributes = { ...kept, ...given.attributes };
    const relationships = { ...earlier.relationships, ...given.relationships };
    return { data: directory.put({ id: invite, type: 'invites', attributes, relationships }) };
  };
  app.put('/api/v3/invites/:invite', change(true));
  app.patch('/api/v3/invites/:invite', change(false));
  app.delete<Of<'invite'>>('/api/v3/invites/:invite', async ({ params }, reply) => {
    const removed = directory.remove('invites', params.invite);
    return removed ? { data: removed } : replyRefusal(reply, 404, 'there is no such invite');
  });
};

/** Reads filters such as `filter[email]=ada@example.com` from a query. */
function filtersIn(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => {
      const filter = /^filter\[([\w-]+)\]$/.exec(name)?.[1];
      return filter === undefined ? [] : [[filter, value]];
    }),
  );
}

function givenIn(body: unknown): Pick<Resource, 'attributes' | 'relationships'> | null {
  if (!Value.Check(Given, body)) return null;
  const { attributes = {}, relationships = {} } = body.data;
  return { attributes, relationships: relationships as Resource['relationships'] };
}
