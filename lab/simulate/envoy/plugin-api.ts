import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  as,
  onlyKnown,
  onlyWith,
  replyRefusal,
  resource,
  type ApiDeps,
  type Of,
} from './answers.ts';
import { JobUpdate } from './account.ts';

export const pluginServices = '/api/v2/plugin-services';

const Purpose = Type.Object({ purpose: Type.String({ minLength: 1 }) });

/** The part of Envoy's plugin API that Vestibule uses. The `data` of its answers is never null. */
export const pluginApi: FastifyPluginAsync<ApiDeps> = async (app, { account, tokens }) => {
  app.addHook('preHandler', onlyWith('plugin', tokens));
  app.addHook('preHandler', onlyKnown(account));

  app.put<Of<'install'>>(
    '/installs/:install/purpose',
    as('purpose'),
    async ({ params, body }, reply) => {
      if (!Value.Check(Purpose, body)) return replyRefusal(reply, 422, 'no purpose');
      account.purposes.set(params.install, body.purpose);
      return resource('plugin-installs', params.install, body);
    },
  );
  app.patch<Of<'job'>>('/jobs/:job', as('jobs'), async ({ params, body }, reply) => {
    if (!Value.Check(JobUpdate, body)) return replyRefusal(reply, 422, 'not an update of a job');
    account.updateJob(params.job, body);
    return resource('jobs', params.job, body);
  });
};
