import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRequest,
} from 'fastify';
import {
  type Install,
  signedOutEntry,
  type Visitor,
  envoyTimeoutMs,
  type HookAnswer,
} from '../held-sign-in.ts';
import { Account, Tokens } from './account.ts';
import { Faults, type ApiDeps, type ApiRoute, meetFault } from './answers.ts';
import { HookCalls, type HeldCall, type SetUp, type CallFailure } from './hook-calls.ts';
import { loginApi } from './login-api.ts';
import { pluginApi, pluginServices } from './plugin-api.ts';

export interface FakeEnvoyOptions {
  clientId: string;
  /** The app's client secret: signs calls to the app and is required at its login. */
  secret: string;
  /** The address of the app. */
  hook: string;
  /** How long a visitor is held; default: Envoy's 30 s. */
  timeoutMs?: number;
  tokenSeconds?: number;
  /** 0 means any free port. */
  port?: number;
  /** Parts of Envoy's API that Vestibule does not call. */
  more?: { routes: FastifyPluginAsync<ApiDeps>; grant: ApiDeps['grant'] };
}

/** A call to Envoy's API, recorded when it was answered. */
export interface ApiCall {
  route: ApiRoute;
  method: string;
  path: string;
  body: unknown;
  /** Null when the connection was closed or left open without an answer. */
  status: number | null;
}

interface FakeEnvoyEvents {
  call: [ApiCall];
}

/** A simulated Envoy: its API on a local port, and its calls to an app. */
export class FakeEnvoy extends EventEmitter<FakeEnvoyEvents> {
  readonly account = new Account();
  readonly faults = new Faults();
  readonly tokens: Tokens;
  /** Every call, answered or not, in the order of their ends. */
  readonly calls: ApiCall[] = [];
  readonly hooks: HookCalls;
  readonly #options: FakeEnvoyOptions;
  readonly #stopping = new AbortController();
  #app: FastifyInstance | null = null;
  #url = '';

  constructor(options: FakeEnvoyOptions) {
    super();
    this.#options = options;
    this.tokens = new Tokens(options.tokenSeconds ?? 43_200);
    this.hooks = new HookCalls({ timeoutMs: envoyTimeoutMs, ...options });
  }

  /** Base URL of the API. */
  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const { clientId, secret, port = 0, more } = this.#options;
    const app = Fastify({ forceCloseConnections: true });
    app.removeAllContentTypeParsers();
    const json = ['application/json', 'application/vnd.api+json'];
    app.addContentTypeParser(
      json,
      { parseAs: 'string' },
      app.getDefaultJsonParser('error', 'error'),
    );
    app.addHook('preHandler', async (request, reply) => {
      const { apiRoute } = request.routeOptions.config;
      const fault = apiRoute && this.faults.take(apiRoute);
      if (!fault) return;
      if (await meetFault(fault, request, reply, this.#stopping.signal)) return;
      if (fault.kind === 'closed_socket' || fault.kind === 'silence') this.#note(request, null);
      return reply;
    });
    app.addHook('onResponse', async (request, reply) => this.#note(request, reply.statusCode));
    const { account, tokens } = this;
    const deps = { account, tokens, clientId, secret, grant: more?.grant };
    await app.register(loginApi, deps);
    await app.register(pluginApi, { prefix: pluginServices, ...deps });
    if (more) await app.register(more.routes, deps);
    this.#app = app;
    this.#url = await app.listen({ host: '127.0.0.1', port });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#app?.close();
  }

  /** Resolves with the first past or future call of this route that fulfils the condition. */
  async nextCall(
    route: ApiRoute,
    matches: (call: ApiCall) => boolean = () => true,
  ): Promise<ApiCall> {
    const isIt = (call: ApiCall) => call.route === route && matches(call);
    const earlier = this.calls.find(isIt);
    if (earlier) return earlier;
    return new Promise((resolve) => {
      const listen = (call: ApiCall) => {
        if (!isIt(call)) return;
        this.off('call', listen);
        resolve(call);
      };
      this.on('call', listen);
    });
  }

  hold(visitor: Visitor): Promise<HeldCall> {
    return this.hooks.hold({ ...visitor, jobId: this.#newJob(visitor, visitor.jobId) });
  }

  /** Sends a setup step's form and saves the values that the app returns. */
  async setUp(install: Install, form?: unknown): Promise<SetUp> {
    const installId = this.#know(install);
    const answer = await this.hooks.setUp(this.#configure(install), form);
    if (answer.outcome !== 'saved') return answer;
    return { ...answer, config: this.account.mergeConfig(installId, answer.config) };
  }

  /** Sends an event. */
  tell(event: string, install: Install, payload?: unknown): Promise<HookAnswer | CallFailure> {
    return this.hooks.tell(event, install, payload, this.#newJob(install));
  }

  /** Sends a visitor's sign-out. */
  signOut(visitor: Visitor): Promise<HookAnswer | CallFailure> {
    return this.tell('entry_sign_out', visitor, signedOutEntry(visitor));
  }

  /** Uninstalls the app at a location, as an administrator would. */
  async uninstall(install: Install): Promise<HookAnswer | CallFailure> {
    const answer = this.tell('plugin_uninstalled', install);
    this.account.uninstall(install.installId ?? '9001');
    return answer;
  }

  #know({ installId = '9001' }: Install): string {
    this.account.installs.add(installId);
    return installId;
  }

  #newJob(install: Install, jobId: string = randomUUID()): string {
    this.#know(install);
    this.account.jobIds.add(jobId);
    return jobId;
  }

  #configure(install: Install): Install {
    return { ...install, config: this.account.configs.get(install.installId ?? '9001') ?? {} };
  }

  #note(request: FastifyRequest, status: number | null): void {
    const { apiRoute: route } = request.routeOptions.config;
    if (!route) return;
    const call = { route, method: request.method, path: request.url, body: request.body, status };
    this.calls.push(call);
    this.emit('call', call);
  }
}
