import {
  sendSigned,
  heldSignIn,
  type HookAnswer,
  type Visitor,
} from '../../../scripts/simulate/held-sign-in.ts';
import { secret } from '../../running-service.ts';
import type { Instance } from './instance.ts';

/** Where calls can go. */
type Place = Pick<Instance, 'number' | 'hookUrl'>;

/** What came back by way of the balancer. */
export interface BalancedCall {
  /** Of the instance that answered; null when none did in Envoy's time. */
  answer: HookAnswer | null;
  at: Place | null;
  /** How often it went to another instance because one did not take the call, or broke it off. */
  resent: number;
  /** Since Envoy's call, with all that came before. */
  milliseconds: number;
}

/** One of Envoy's clients gives up then. */
const giveUpMs = 25_000;
const retryMs = 100;

/**
 * Stands for what is between Envoy and the instances: each call goes to one of them at random, and to
 * another one when that refuses the connection or breaks it off.
 */
export class Balancer {
  readonly #instances: readonly Place[];
  readonly #draw: () => number;

  constructor(instances: readonly Place[], draw: () => number) {
    this.#instances = instances;
    this.#draw = draw;
  }

  /**
   * @param not where it is not to go at first
   * @param key what it is signed with
   */
  async pass(
    visitor: Visitor,
    { not, key = secret }: { not?: Place | null; key?: string } = {},
  ): Promise<BalancedCall> {
    const body = JSON.stringify(heldSignIn(visitor));
    const started = performance.now();
    const since = () => performance.now() - started;
    let avoided = new Set(not ? [not] : []);
    for (let resent = 0; ;) {
      const free = this.#instances.filter((each) => !avoided.has(each));
      const at = free[Math.floor(this.#draw() * free.length)];
      if (!at) {
        avoided = new Set();
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        continue;
      }
      const leftMs = giveUpMs - since();
      if (leftMs <= 0) return { answer: null, at: null, resent, milliseconds: since() };
      try {
        const answer = await sendSigned(at.hookUrl, key, body, Math.ceil(leftMs));
        return { answer, at, resent, milliseconds: since() };
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') {
          return { answer: null, at, resent, milliseconds: since() };
        }
        if (!isBroken(error)) throw error;
        avoided.add(at);
        resent++;
      }
    }
  }
}

/** The connection was refused or broken off; anything else is a fault of the soak. */
function isBroken(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}
