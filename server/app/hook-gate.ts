import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { OwnCalls } from '../envoy/call-guards.ts';
import { buildHookListener } from '../envoy/hook-listener.ts';
import type { HookParts } from '../envoy/hook-parts.ts';
import { listenOn, type HandedSockets } from '../platform/handed-sockets.ts';
import type { Ledger } from '../sign-in/ledger.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { QueryError } from '../store/store-error.ts';

interface Deps {
  config: Pick<Config, 'hook' | 'deadlineMs' | 'databaseServer' | 'envoy'>;
  secrets: Pick<Secrets, 'envoy'>;
  sockets: HandedSockets;
  log: Logger;
}

/**
 * The hook listener, from the beginning of a start to its end. Envoy lets visitors in whom nobody answers
 * for, so while the store is out of reach it answers already, and holds everybody.
 */
export class HookGate {
  readonly ownCalls: OwnCalls;
  readonly #deps: Deps;
  readonly #parts: HookParts;
  readonly #ledger = new LateLedger();
  readonly #holding: SignIns;
  #listener: FastifyInstance | undefined;
  #isOpen = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { config, secrets, log } = deps;
    // Behind a balancer, what this instance calls may be another one.
    this.ownCalls = new OwnCalls(config.databaseServer ? secrets.envoy[0] : null);
    this.#holding = new SignIns({
      requires: () => {
        throw new Error('The store was out of reach a moment ago.');
      },
      ledger: this.#ledger,
      deadlineMs: config.deadlineMs,
      log,
    });
    this.#parts = {
      signIns: this.#holding,
      // Each is held, and logged; there is nobody yet who could be told.
      unread: { note: () => {}, noteMisdirected: () => {} },
      installs: null,
      arrivals: null,
      signedOut: null,
    };
  }

  /** Begins to answer Envoy: every sign-in is held at once, and stored once the store is there. */
  async holdEverybody(): Promise<void> {
    await this.#listen();
  }

  /**
   * Answers Envoy with everything. @param ledger where the reviews that were given meanwhile are stored;
   * before anybody is checked, so that a repeat of one of them is held, too
   */
  async open(parts: HookParts, ledger: Ledger): Promise<FastifyInstance> {
    this.#ledger.use(ledger);
    await this.#holding.stop();
    Object.assign(this.#parts, parts);
    const listener = await this.#listen();
    this.#isOpen = true;
    return listener;
  }

  /** Ends what was begun; from `open` on, whoever opened it closes the listener. */
  async close(): Promise<void> {
    await this.#holding.stop();
    if (!this.#isOpen) await this.#listener?.close();
  }

  async #listen(): Promise<FastifyInstance> {
    if (this.#listener) return this.#listener;
    const { config, secrets, sockets, log } = this.#deps;
    const listener = await buildHookListener({
      parts: this.#parts,
      secrets: secrets.envoy,
      ownCalls: this.ownCalls,
      visitorLog: config.envoy.visitorLog,
      log,
    });
    this.#listener = listener;
    await listenOn(listener, 'hook', config.hook, sockets);
    return listener;
  }
}

/**
 * A ledger that is out of reach until it is known which one it is. What was decided before is not known
 * until then, and nobody waits for it: whoever asks is held, and that is stored over it.
 */
class LateLedger implements Ledger {
  #ledger: Ledger | undefined;

  use(ledger: Ledger): void {
    this.#ledger = ledger;
  }

  async find(...about: Parameters<Ledger['find']>): ReturnType<Ledger['find']> {
    return this.#ledger ? this.#ledger.find(...about) : null;
  }

  async record(...about: Parameters<Ledger['record']>): ReturnType<Ledger['record']> {
    return this.#known().record(...about);
  }

  async amend(...about: Parameters<Ledger['amend']>): Promise<void> {
    return this.#known().amend(...about);
  }

  #known(): Ledger {
    if (this.#ledger) return this.#ledger;
    throw new QueryError('connection_lost', 'The store is not open yet.');
  }
}
