import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { OwnCalls } from '../envoy/call-guards.ts';
import { EnvoyCalls } from '../envoy/envoy-calls.ts';
import { notForwardedHere } from '../envoy/forwarding.ts';
import { buildHookListener } from '../envoy/hook-listener.ts';
import { ConfigError } from '../platform/operator-error.ts';
import {
  HostError,
  listenAlsoOn,
  listenOn,
  type HandedSockets,
} from '../platform/handed-sockets.ts';
import { systemTimer } from '../platform/clock.ts';
import { LoopWatch } from '../platform/loop-watch.ts';
import { review, type Decision } from '../sign-in/decision.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { DecisionOutbox } from '../sign-in/decision-outbox.ts';
import { assertFilesAnswer } from '../config/answering-files.ts';
import { WaitingMark } from '../sign-in/waiting-mark.ts';

type HookDeps = Parameters<typeof buildHookListener>[0]['deps'];

interface Deps {
  config: Pick<Config, 'hook'> & Partial<Pick<Config, 'dataDir'>>;
  /** Envoy's client secrets, as far as they can be read. */
  secrets: readonly string[];
  sockets?: HandedSockets;
  log: Logger;
}

/**
 * The hook listener, from the beginning of the process to its end, through all tries to start the other parts.
 * Envoy lets visitors in when nothing answers. So this listener answers before anything else runs, and holds
 * everybody. It imports only what is needed to open the port.
 */
export class EarlyHookListener {
  readonly ownCalls: OwnCalls;
  readonly calls = new EnvoyCalls();
  readonly decisionOutbox: DecisionOutbox;
  /** Null without a data folder. */
  readonly waitingMark: WaitingMark | null;
  readonly #deps: Deps;
  readonly #hookDeps: HookDeps;
  /** Envoy's client secrets. While none can be read, every call is held unread. */
  readonly #secrets: string[];
  #isForTryingOut = false;
  #listener: Promise<FastifyInstance> | undefined;
  #loop: LoopWatch | undefined;
  /** The error of a listener that runs, but not at its configured address. */
  #mismatch: Error | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { config, secrets, log } = deps;
    this.#secrets = [...secrets];
    this.ownCalls = new OwnCalls();
    const { dataDir } = config;
    this.waitingMark =
      dataDir === undefined ? null : new WaitingMark(dataDir, () => assertFilesAnswer([dataDir]));
    this.decisionOutbox = new DecisionOutbox(log, systemTimer, this.waitingMark);
    this.#hookDeps = this.#holding();
  }

  /** Starts answering Envoy: holds every sign-in at once and stores it once the store is open. */
  async listenHolding(): Promise<void> {
    await this.#listen();
  }

  /**
   * Applies valid settings. @throws {OperatorError} when the listener cannot use the configured address
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
    // Behind a balancer, a call of this instance to itself may reach another instance.
    if (config.databaseServer) this.ownCalls.shareBy(secrets.envoy[0]);
  }

  /**
   * Starts answering Envoy with real decisions. Answers from the start phase stay in memory until they are stored, so
   * a repeat gets the same answer.
   */
  async serveWith(
    deps: HookDeps,
    store: Parameters<DecisionOutbox['storeIn']>[0],
  ): Promise<FastifyInstance> {
    const listener = await this.#listen();
    this.decisionOutbox.storeIn(store);
    // Still answers "starting" until old calls are read: otherwise those calls would be held as late.
    await this.#loop?.untilRead();
    Object.assign(this.#hookDeps, deps);
    return listener;
  }

  /** Holds everybody again, from the end of one service until the next one serves. */
  holdAgain(): void {
    Object.assign(this.#hookDeps, this.#holding());
    this.decisionOutbox.leaveStore();
  }

  /** From now on, balancers send their next calls to another process. */
  leave(): void {
    this.#hookDeps.decides = async () => false;
  }

  /** Answers by what was decided, and holds everybody else, until the port closes. */
  holdWith(signIns: HookDeps['signIns']): void {
    Object.assign(this.#hookDeps, { ...this.#holding(), signIns });
  }

  async closePort(): Promise<void> {
    const listener = await this.#listener?.catch(() => undefined);
    await listener?.close();
  }

  /** For a process that ends without a service. */
  async close(): Promise<void> {
    await this.closePort();
    await this.decisionOutbox.stop();
  }

  #holding(): HookDeps {
    return {
      decides: async () => false,
      signIns: { answer: (signIn, arrivedAt) => this.#hold(signIn, arrivedAt) },
      // Every sign-in is held and logged; notifications do not run yet.
      unread: { note: () => {} },
      installs: null,
      arrivals: null,
      signedOut: null,
      forwarding: notForwardedHere,
    };
  }

  /** Holds without waiting for an earlier decision in the store. */
  async #hold(signIn: SignInRequest, arrivedAt: number): Promise<Decision> {
    const { jobId, locationId } = signIn;
    const earlier = this.decisionOutbox.find(jobId);
    if (earlier) return earlier;
    const receivedAt = new Date(Date.now() - (performance.now() - arrivedAt));
    const decision = review(jobId, receivedAt, 'starting');
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
      loop: this.#loop,
      log,
    });
    await listenOn(listener, 'hook', config.hook, sockets).catch(async (error: unknown) => {
      if (error instanceof HostError) await listenOn(listener, 'hook', this.#onLoopback(), {});
      else if (!listener.server.listening || !(error instanceof Error)) throw error;
      this.#mismatch = error;
    });
    return listener;
  }

  /** The loopback address, where most tunnels reach the hook; it holds everybody. */
  #onLoopback() {
    return { ...this.#deps.config.hook, host: '127.0.0.1' };
  }

  /** The network may come up later than the service. @throws {HostError} while the address is missing */
  async #listenAtItsHost(): Promise<void> {
    await listenAlsoOn(await this.#listen(), this.#deps.config.hook);
    this.#mismatch = undefined;
  }
}
