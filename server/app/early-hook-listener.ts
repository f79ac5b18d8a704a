import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { ReadableSecrets, Secrets } from '../config/secrets.ts';
import { OwnCalls } from '../envoy/call-guards.ts';
import { EnvoyCalls } from '../envoy/envoy-calls.ts';
import { buildHookListener } from '../envoy/hook-listener.ts';
import { ConfigError } from '../platform/operator-error.ts';
import {
  HostError,
  listenAlsoOn,
  listenOn,
  type HandedSockets,
} from '../platform/handed-sockets.ts';
import { LoopWatch } from '../platform/loop-watch.ts';
import { review, type Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { DecisionOutbox } from '../sign-in/decision-outbox.ts';

type HookDeps = Parameters<typeof buildHookListener>[0]['deps'];

interface Deps {
  config: Pick<Config, 'hook' | 'databaseServer' | 'envoy'>;
  secrets: Pick<ReadableSecrets, 'envoy' | 'forTryingOut'>;
  sockets?: HandedSockets;
  log: Logger;
}

/**
 * The hook listener, from the beginning of the process to its end, through every try to start the rest.
 * Envoy lets visitors in whom no one answers for, so it answers before anything else is there, and holds
 * everyone. What it imports is all that is read before the port is open.
 */
export class EarlyHookListener {
  readonly ownCalls: OwnCalls;
  readonly calls = new EnvoyCalls();
  readonly decisionOutbox: DecisionOutbox;
  readonly #deps: Deps;
  readonly #hookDeps: HookDeps;
  /** Those of Envoy. While none can be read, every call is held unseen. */
  readonly #secrets: string[];
  #isForTryingOut: boolean;
  readonly #visitorLog: Config['envoy']['visitorLog'];
  #listener: Promise<FastifyInstance> | undefined;
  #loop: LoopWatch | undefined;
  #outlivesService = true;
  #isEnding = false;
  /** It listens, and not as the settings say. */
  #mismatch: Error | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { config, secrets, log } = deps;
    this.#secrets = [...secrets.envoy];
    this.#isForTryingOut = secrets.forTryingOut;
    this.#visitorLog = { ...config.envoy.visitorLog };
    this.ownCalls = new OwnCalls();
    this.#shareOwnCalls(config);
    this.decisionOutbox = new DecisionOutbox(log);
    this.#hookDeps = this.#holding('starting');
  }

  /** Begins to answer Envoy: every sign-in is held at once, and stored once the store is there. */
  async listenHolding(): Promise<void> {
    await this.#listen();
  }

  /**
   * Goes on with settings that have no mistake. @throws {OperatorError} when it does not listen as they say
   */
  async applySettings(config: Config, secrets: Secrets): Promise<void> {
    if (this.#mismatch instanceof HostError) await this.#listenAtItsHost();
    if (this.#mismatch !== undefined) throw this.#mismatch;
    const { hook } = this.#deps.config;
    if (hook.host !== config.hook.host || hook.port !== config.hook.port) {
      throw new ConfigError([
        `The hook listener is at ${hook.host}:${hook.port}, but VESTIBULE_HOOK_HOST and VESTIBULE_HOOK_PORT say ${config.hook.host}:${config.hook.port} now. Restart the service.`,
      ]);
    }
    this.#secrets.splice(0, this.#secrets.length, ...secrets.envoy);
    this.#isForTryingOut = secrets.forTryingOut;
    Object.assign(this.#visitorLog, config.envoy.visitorLog);
    this.#shareOwnCalls(config);
  }

  /**
   * Answers Envoy with everything. What was answered during the start stays in memory until it is stored, so a
   * repeat gets the same answer.
   */
  async serveWith(
    deps: HookDeps,
    store: Parameters<DecisionOutbox['storeIn']>[0],
  ): Promise<FastifyInstance> {
    const listener = await this.#listen();
    this.decisionOutbox.storeIn(store);
    // Meanwhile it says that it is starting: what may be too old would be held as late.
    await this.#loop?.untilRead();
    Object.assign(this.#hookDeps, deps);
    this.#outlivesService = false;
    this.#isEnding = false;
    return listener;
  }

  /** Holds everybody again, over the end of the service that is behind it, until the next one opens it. */
  holdAgain(): void {
    this.#outlivesService = true;
    Object.assign(this.#hookDeps, this.#holding('starting'));
    this.decisionOutbox.leaveStore();
  }

  /** From now on clients and balancers make their next calls to another process. */
  beginToEnd(): void {
    this.#isEnding = !this.#outlivesService;
  }

  /** Holds everybody to the end of the process: where a port is closed, Envoy lets visitors in. */
  holdToTheEnd(): void {
    if (!this.#outlivesService) Object.assign(this.#hookDeps, this.#holding('stopping'));
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Whether no service answers by it, or another one is started after that: what is kept waits for it. */
  get outlivesService(): boolean {
    return this.#outlivesService;
  }

  async close(): Promise<void> {
    const listener = await this.#listener?.catch(() => undefined);
    await listener?.close();
    await this.decisionOutbox.stop();
  }

  /** Behind a balancer, what this instance calls may be another one. */
  #shareOwnCalls({ databaseServer }: Pick<Config, 'databaseServer'>): void {
    const [secret] = this.#secrets;
    if (databaseServer && secret !== undefined) this.ownCalls.shareBy(secret);
  }

  #holding(reason: 'starting' | 'stopping'): HookDeps {
    return {
      decides: async () => false,
      signIns: { answer: (signIn, arrivedAt) => this.#hold(signIn, arrivedAt, reason) },
      // Each is held and logged; notifications are not running.
      unread: { note: () => {}, noteMisdirected: () => {} },
      installs: null,
      arrivals: null,
      signedOut: null,
    };
  }

  /** Does not wait for the store to say what was decided of it before. */
  async #hold(
    signIn: SignInRequest,
    arrivedAt: number,
    because: 'starting' | 'stopping',
  ): Promise<Decision> {
    const { jobId, locationId } = signIn;
    const earlier = this.decisionOutbox.find(jobId);
    if (earlier) return earlier;
    const receivedAt = new Date(Date.now() - (performance.now() - arrivedAt));
    const decision = review(jobId, receivedAt, because);
    const { verdict, reason } = decision;
    this.#deps.log.info({ jobId, verdict, reason, locationId }, 'sign-in held without a look');
    this.decisionOutbox.keep(decision, signIn);
    return decision;
  }

  #listen(): Promise<FastifyInstance> {
    return (this.#listener ??= this.#begin());
  }

  async #begin(): Promise<FastifyInstance> {
    const { config, sockets = {}, log } = this.#deps;
    this.#loop = new LoopWatch(sockets.hook !== undefined, log);
    const listener = await buildHookListener({
      deps: this.#hookDeps,
      secrets: this.#secrets,
      knowsEnvoy: () => this.#secrets.length > 0 && !this.#isForTryingOut,
      ownCalls: this.ownCalls,
      calls: this.calls,
      visitorLog: this.#visitorLog,
      loop: this.#loop,
      isEnding: () => this.#isEnding,
      log,
    });
    await listenOn(listener, 'hook', config.hook, sockets).catch(async (error: unknown) => {
      if (error instanceof HostError) await listenOn(listener, 'hook', this.#onLoopback(), {});
      else if (!listener.server.listening || !(error instanceof Error)) throw error;
      this.#mismatch = error;
    });
    return listener;
  }

  /** Most tunnels reach it there, and it holds everybody. */
  #onLoopback() {
    return { ...this.#deps.config.hook, host: '127.0.0.1' };
  }

  /** A network may be up later than the service. @throws {HostError} while the host is not there */
  async #listenAtItsHost(): Promise<void> {
    await listenAlsoOn(await this.#listen(), this.#deps.config.hook);
    this.#mismatch = undefined;
  }
}
