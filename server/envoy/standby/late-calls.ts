import type { FastifyBaseLogger } from 'fastify';
import { PeriodicTask, type Clock } from '../../platform/clock.ts';
import { longestMsAgo } from '../first-arrival.ts';
import { forward, type ForwardedCall, type ServiceAnswer, type ForwardTarget } from './forward.ts';

/** Null until the settings of the stand-by can be read. */
export interface CurrentTarget {
  current: ForwardTarget | null;
}

const everyMs = 5000;
const tryMs = 4000;
const mostCalls = 1000;
const mostBytes = 64 * 1024 * 1024;

/** Returns whether the service decided: the answer is proven and one of Envoy's two answers. */
export function isDecision({ isProven, status, body }: ServiceAnswer): boolean {
  return isProven && (status === 412 || (status === 200 && body.toString() === '{}'));
}

/**
 * Sign-ins that the stand-by held. When the service is back, it gets each of them as a call past its deadline. The
 * service holds them too, shows them at the desk and gives the same verdict to a repeat. They are only kept in
 * memory, because a call contains a visitor's data.
 */
export class LateCalls extends PeriodicTask {
  readonly #target: CurrentTarget;
  readonly #clock: Clock;
  readonly #log: FastifyBaseLogger;
  readonly #calls = new Map<string, ForwardedCall>();
  readonly #ending = new AbortController();
  #bytes = 0;
  #isAway = false;

  constructor(deps: { target: CurrentTarget; clock: Clock; log: FastifyBaseLogger }) {
    super({ ...deps, everyMs });
    this.#target = deps.target;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  get count(): number {
    return this.#calls.size;
  }

  add(jobId: string, call: ForwardedCall): void {
    this.#calls.set(jobId, call);
    this.#bytes += call.body.length;
    for (const [oldest] of this.#calls) {
      if (this.#calls.size <= mostCalls && this.#bytes <= mostBytes) break;
      this.#log.error({ jobId: oldest }, 'late sign-in dropped: the queue is full');
      this.#remove(oldest);
    }
  }

  override async stop(): Promise<void> {
    this.#ending.abort();
    await super.stop();
  }

  protected override async once(): Promise<void> {
    let isAnswered = true;
    for (const [jobId, call] of this.#calls) {
      isAnswered = await this.#retry(jobId, call);
      // Without an answer, the other calls wait too. An unexpected answer concerns only this call.
      if (!isAnswered) break;
    }
    this.#is(isAnswered ? 'back' : 'away');
  }

  /** @returns false when nothing answered */
  async #retry(jobId: string, call: ForwardedCall): Promise<boolean> {
    const { current } = this.#target;
    if (!current) return false;
    const timeout = new AbortController();
    const cancel = this.#clock.after(tryMs, () => timeout.abort());
    const signal = AbortSignal.any([timeout.signal, this.#ending.signal]);
    const limits = { agoMs: longestMsAgo, signal };
    const answer = await forward(call, current, limits).catch(() => null);
    cancel();
    if (answer === null) return false;
    if (!isDecision(answer)) return true;
    this.#remove(jobId);
    this.#log.info({ jobId, status: answer.status }, 'late sign-in delivered to the service');
    return true;
  }

  #remove(jobId: string): void {
    this.#bytes -= this.#calls.get(jobId)?.body.length ?? 0;
    this.#calls.delete(jobId);
  }

  #is(state: 'away' | 'back'): void {
    if (this.#isAway === (state === 'away')) return;
    this.#isAway = state === 'away';
    if (this.#isAway) this.#log.error({ waiting: this.count }, 'the service is away, retrying');
    else this.#log.info({ waiting: this.count }, 'the service is back');
  }
}
