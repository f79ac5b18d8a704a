import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { as, onlyWith, refuse, resource, type ApiDeps, type Of } from './answers.ts';
import { JobUpdate } from './account.ts';
import { StorageCommand } from './storage.ts';

const Purpose = Type.Object({ purpose: Type.String({ minLength: 1 }) });
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Commands = Type.Object({
  install_id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  commands: Type.Array(StorageCommand),
});

/**
 * Envoy's plugin API, with answers whose `data` is never null. Installs and jobs that the account does
 * not know are refused.
 */
export const pluginApi: FastifyPluginAsync<ApiDeps> = async (app, { account, tokens }) => {
  app.addHook('preHandler', onlyWith('plugin', tokens));
  app.addHook('preHandler', async ({ params }: FastifyRequest, reply) => {
    const { install, job } = params as { install?: string; job?: string };
    if (install !== undefined && !account.installs.has(install)) {
      return refuse(reply, 404, 'there is no such install');
    }
    if (job !== undefined && !account.jobIds.has(job)) {
      return refuse(reply, 404, 'there is no such job');
    }
    return undefined;
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
      if (!Value.Check(AnyObject, body)) return refuse(reply, 422, 'not an object');
      return { data: account.mergeConfig(params.install, body) };
    },
  );
  app.post<Of<'install'>>(
    '/installs/:install/notifications',
    as('notifications'),
    async ({ params, body }, reply) => {
      if (!Value.Check(AnyObject, body)) return refuse(reply, 422, 'not an object');
      account.notify(params.install, body);
      return resource('notifications', randomUUID(), body);
    },
  );
  app.patch<Of<'job'>>('/jobs/:job', as('jobs'), async ({ params, body }, reply) => {
    if (!Value.Check(JobUpdate, body)) return refuse(reply, 422, 'not an update of a job');
    account.updateJob(params.job, body);
    return resource('jobs', params.job, body);
  });
  app.post('/storage', as('storage'), async ({ body }: FastifyRequest, reply) =>
    runCommands(account, body, reply),
  );
};

function runCommands(account: ApiDeps['account'], body: unknown, reply: FastifyReply) {
  if (!Value.Check(Commands, body)) return refuse(reply, 422, 'not a pipeline of commands');
  const install = body.install_id === undefined ? null : String(body.install_id);
  if (install !== null && !account.installs.has(install)) {
    return refuse(reply, 404, 'there is no such install');
  }
  const isEmptySpan = body.commands.some(
    (command) =>
      command.action === 'set_unique_num' &&
      (command.min ?? 0) >= (command.max ?? Number.MAX_SAFE_INTEGER),
  );
  if (isEmptySpan) return refuse(reply, 422, 'min must be lower than max');
  return { data: body.commands.map((command) => account.storage.run(install, command)) };
}
