import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { deriveKey, isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import type { TemplateKey } from '../keys/keyring.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { ForwardCall } from '../sign-in/other-instances.ts';
import { firstArrivalHeader, longestMsAgo } from './first-arrival.ts';
import type { HookReply } from './replies.ts';
import { signedBytesOf } from './signed-body.ts';
import { sha256Hex } from './standby/answer-proof.ts';
import { forward, type ForwardedCall, type ServiceAnswer } from './standby/forward.ts';
import { isDecision } from './standby/late-calls.ts';

/** Names both instances, and proves that the first one forwards this call and says when it arrived. */
export const forwardedHeader = 'vestibule-forwarded';

/** The other instance answers this much earlier, so that its decision is read before the deadline here. */
const handBackMs = 750;

interface Deps {
  /** All instances have the same. */
  templateKey: TemplateKey;
  /** Envoy's client secrets, with which the other instance proves its answer. */
  secrets: readonly string[];
  /** The id of this instance. */
  instanceId: string;
  log: Logger;
}

/**
 * Passes sign-ins on to the instance that has a socket to the lobby screen. A call that was forwarded here is never
 * forwarded again.
 */
export class Forwarding {
  readonly #deps: Deps;
  readonly #key: Buffer;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#key = deriveKey(deps.templateKey.encryption, 'forwarded call');
  }

  /**
   * @returns null for a call that another instance has forwarded to this one; `misdirected` when it was meant for
   *   an instance that is no longer at this address
   */
  receive(request: FastifyRequest): PassableCall | 'misdirected' | null {
    const { method, originalUrl: path, headers, ip: caller } = request;
    const call = { method, path, headers, caller, body: signedBytesOf(request) };
    const [from = '', to = '', mark = ''] = String(headers[forwardedHeader] ?? '').split(' ');
    const expected = this.#mark(from, to, call, String(headers[firstArrivalHeader]));
    if (!isSameHash(mark, expected)) return new PassableCall(this, call, request.earliestArrival);
    return to === this.#deps.instanceId ? null : 'misdirected';
  }

  /** @throws when no complete answer came in time */
  async send(
    call: ForwardedCall,
    to: { id: string; address: string },
    limits: { agoMs: number; signal: AbortSignal },
  ): Promise<ServiceAnswer> {
    const { instanceId, secrets, log } = this.#deps;
    const agoMs = Math.min(longestMsAgo, Math.max(0, Math.round(limits.agoMs)));
    const mark = `${instanceId} ${to.id} ${this.#mark(instanceId, to.id, call, String(agoMs))}`;
    log.info({ instance: to.id }, 'sign-in forwarded to the instance with the lobby screen');
    return forward(
      call,
      { url: new URL(to.address), secrets },
      { agoMs, signal: limits.signal, headers: { [forwardedHeader]: mark } },
    );
  }

  #mark(from: string, to: string, { method, path, body }: ForwardedCall, agoMs: string): string {
    return keyedHash(this.#key, from, to, method, path, sha256Hex(body), agoMs).toString(
      'base64url',
    );
  }
}

/** A call of Envoy's that this instance may forward. */
class PassableCall {
  readonly #forwarding: Forwarding;
  readonly #call: ForwardedCall;
  readonly #arrivedAt: number;
  #answer: ServiceAnswer | null = null;

  constructor(forwarding: Forwarding, call: ForwardedCall, arrivedAt: number) {
    this.#forwarding = forwarding;
    this.#call = call;
    this.#arrivedAt = arrivedAt;
  }

  readonly forward: ForwardCall = async (to, until, signals) => {
    const end = new AbortController();
    const abort = () => end.abort();
    const timeout = setTimeout(abort, Math.max(0, until - performance.now()));
    for (const signal of signals) signal.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    try {
      const agoMs = performance.now() - this.#arrivedAt + handBackMs;
      const answer = await this.#forwarding.send(this.#call, to, { agoMs, signal: end.signal });
      if (answer.status === 421) return 'unreachable';
      if (!isDecision(answer)) return 'refused';
      this.#answer = answer;
      return 'answered';
    } catch {
      return 'unreachable';
    } finally {
      clearTimeout(timeout);
      for (const signal of signals) signal.removeEventListener('abort', abort);
    }
  };

  /** The other instance's answer byte for byte, when it gave the stored decision; null: it did not. */
  replyWith({ verdict, reason }: Decision): HookReply | null {
    const status = verdict === 'approved' ? 200 : 412;
    if (this.#answer?.status !== status || reason === 'instance_silent') return null;
    return { status, body: this.#answer.body.toString() };
  }
}
