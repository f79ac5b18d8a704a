import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { TokenAnswer } from '../../../lab/simulate/envoy/account.ts';
import {
  onlyKnown,
  onlyWith,
  replyRefusal,
  resource,
  type ApiDeps,
  type Of,
} from '../../../lab/simulate/envoy/answers.ts';
import { Scope } from '../../../lab/simulate/envoy/login-api.ts';
import { pluginServices } from '../../../lab/simulate/envoy/plugin-api.ts';
import { EnvoyDirectory } from './directory.ts';
import { Storage, StorageCommand } from './storage.ts';
import { userApi } from './user-api.ts';

const Text = Type.String({ minLength: 1 });
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const Commands = Type.Object({
  install_id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  commands: Type.Array(StorageCommand),
});

/** Ways to log in besides the app's own. */
const Login = Type.Union([
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

const Authorize = Type.Object({
  response_type: Type.Literal('code'),
  client_id: Text,
  redirect_uri: Type.String({ pattern: '^https?://' }),
});

/**
 * The parts of Envoy's API that Vestibule does not call, as Envoy's SDK describes them, for features to come. They are
 * the plugin's config, notifications and storage, its users, and what a user's token opens.
 */
export class RestOfEnvoy {
  readonly directory = new EnvoyDirectory();
  readonly storage = new Storage();
  /** Notifications that the app asked for, by the id of the install. */
  readonly notifications = new Map<string, object[]>();
  /** The user who can log in to the user API. */
  readonly user = { name: 'Grace Host', email: 'grace@acme.example', password: 'simulated' };
  /** Codes of users who agreed and returned to the app. Each is valid for one login. */
  readonly #codes = new Set<string>();

  readonly routes: FastifyPluginAsync<ApiDeps> = async (app, deps) => {
    await app.register(this.#pluginRoutes, { prefix: pluginServices, ...deps });
    await app.register(this.#authorize, deps);
    await app.register(userApi, { ...deps, directory: this.directory, user: this.user });
  };

  readonly grant = (login: unknown, { account, tokens }: ApiDeps): TokenAnswer | null => {
    if (!Value.Check(Login, login)) return null;
    switch (login.grant_type) {
      case 'plugin_install':
        return account.installs.has(login.install_id) ? tokens.issue('user') : null;
      case 'password': {
        const { email, password } = this.user;
        const isUser = login.username === email && login.password === password;
        return isUser ? tokens.issue('user') : null;
      }
      case 'authorization_code':
        return this.#codes.delete(login.code) ? tokens.issue('user') : null;
      case 'refresh_token':
        return tokens.renew(login.refresh_token);
    }
  };

  readonly #authorize: FastifyPluginAsync<ApiDeps> = async (app, { clientId }) => {
    // The user agrees at once, and is redirected back.
    app.get('/a/auth/v0/authorize', async ({ query }, reply) => {
      if (!Value.Check(Authorize, query) || query.client_id !== clientId) {
        return reply.code(400).send({ error: 'invalid_request' });
      }
      const code = randomUUID();
      this.#codes.add(code);
      const back = new URL(query.redirect_uri);
      back.searchParams.set('code', code);
      return reply.redirect(back.href);
    });
  };

  readonly #pluginRoutes: FastifyPluginAsync<ApiDeps> = async (app, { account, tokens }) => {
    app.addHook('preHandler', onlyWith('plugin', tokens));
    app.addHook('preHandler', onlyKnown(account));
    app.get<Of<'install'>>('/installs/:install/config', async ({ params }) => ({
      data: account.configs.get(params.install) ?? {},
    }));
    app.put<Of<'install'>>('/installs/:install/config', async ({ params, body }, reply) => {
      if (!Value.Check(AnyObject, body)) return replyRefusal(reply, 422, 'not an object');
      return { data: account.mergeConfig(params.install, body) };
    });
    app.post<Of<'install'>>('/installs/:install/notifications', async ({ params, body }, reply) => {
      if (!Value.Check(AnyObject, body)) return replyRefusal(reply, 422, 'not an object');
      const earlier = this.notifications.get(params.install) ?? [];
      this.notifications.set(params.install, [...earlier, body]);
      return resource('notifications', randomUUID(), body);
    });
    app.post('/storage', async ({ body }: FastifyRequest, reply) =>
      this.#runCommands(account, body, reply),
    );
  };

  #runCommands(account: ApiDeps['account'], body: unknown, reply: FastifyReply) {
    if (!Value.Check(Commands, body)) return replyRefusal(reply, 422, 'not a pipeline of commands');
    const install = body.install_id === undefined ? null : String(body.install_id);
    if (install !== null && !account.installs.has(install)) {
      return replyRefusal(reply, 404, 'there is no such install');
    }
    const isEmptySpan = body.commands.some(
      (command) =>
        command.action === 'set_unique_num' &&
        (command.min ?? 0) >= (command.max ?? Number.MAX_SAFE_INTEGER),
    );
    if (isEmptySpan) return replyRefusal(reply, 422, 'min must be lower than max');
    return { data: body.commands.map((command) => this.storage.run(install, command)) };
  }
}
