import { setTimeout as wait } from 'node:timers/promises';
import {
  sendSigned,
  heldSignIn,
  type HookAnswer,
  type Visitor,
} from '../../simulate/held-sign-in.ts';
import { secret } from '../../running-service.ts';
import type { Instance } from './instance.ts';

/** The target of a call. */
type Place = Pick<Instance, 'number' | 'hookUrl'>;

/** The result of a call through the balancer. */
export interface BalancedCall {
  /** The answer of the instance; null when none came within Envoy's timeout. */
  answer: HookAnswer | null;
  at: Place | null;
  /** How often the call was resent because an instance refused or broke the connection. */
  resent: number;
  /** Time since Envoy's call, with all attempts. */
  milliseconds: number;
}

/** Envoy's client gives up after this time. */
const giveUpMs = 25_000;
const retryMs = 100;

/**
 * The load balancer between Envoy and the instances. Each call goes to a random instance, and to another one when that
 * instance refuses or breaks the connection.
 */
export class Balancer {
  readonly #instances: readonly Place[];
  readonly #draw: () => number;

  constructor(instances: readonly Place[], draw: () => number) {
    this.#instances = instances;
    this.#draw = draw;
  }

  /**
   * @param not the instance that must not get the call at first
   * @param key the key that signs the call
   */
  async pass(
    visitor: Visitor,
    { not, key = secret }: { not?: Place | null; key?: string } = {},
  ): Promise<BalancedCall> {
    const body = JSON.stringify(heldSignIn(visitor));
    const started = performance.now();
    let avoided = new Set(not ? [not] : []);
    for (let resent = 0; ;) {
      const milliseconds = performance.now() - started;
      if (milliseconds >= giveUpMs) return { answer: null, at: null, resent, milliseconds };
      const free = this.#instances.filter((each) => !avoided.has(each));
      const at = free[Math.floor(this.#draw() * free.length)];
      if (!at) {
        avoided = new Set();
        await wait(retryMs);
        continue;
      }
      const left = Math.ceil(giveUpMs - milliseconds);
      const answer = await sendSigned(at.hookUrl, key, body, left).catch(whyNone);
      if (answer !== 'broken') {
        return { answer, at, resent, milliseconds: performance.now() - started };
      }
      avoided.add(at);
      resent++;
    }
  }
}

/** Null: none came in time; `broken`: the connection was. Any other error is a fault of the soak. */
function whyNone(error: unknown): null | 'broken' {
  if (error instanceof Error && error.name === 'TimeoutError') return null;
  if (error instanceof TypeError && error.cause !== undefined) return 'broken';
  throw error;
}
