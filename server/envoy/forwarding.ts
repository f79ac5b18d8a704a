import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { deriveKey, isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import type { TemplateKey } from '../keys/keyring.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { CallRoute, ForwardCall } from '../sign-in/other-instances.ts';
import { firstArrivalHeader, longestMsAgo } from './first-arrival.ts';
import type { HookReply } from './replies.ts';
import { signedBytesOf } from './signed-body.ts';
import { sha256Hex } from './standby/answer-proof.ts';
import { forward, type ForwardedCall, type ServiceAnswer } from './standby/forward.ts';
import { isDecision } from './standby/late-calls.ts';

/**
 * Names both instances, says when the first one received the call, and proves that it forwards this call. The key of
 * the mark may not be read yet, so its form alone shows a starting instance a forwarded call.
 */
export const forwardedHeader = 'vestibule-forwarded';
const markForm = /^[\da-f-]{36} [\da-f-]{36} \d{13} [\w-]{43}$/;

/** For an instance that starts or stops: another one decides what was forwarded. Envoy's own calls are held here. */
export const notForwardedHere: Pick<Forwarding, 'receive'> = {
  receive: ({ headers }) => (markForm.test(String(headers[forwardedHeader])) ? 'misdirected' : {}),
};

/** The other instance answers this much earlier, so that its decision is read before the deadline here. */
const handBackMs = 750;
/** The next instance is tried when connecting takes longer. */
const connectMs = 2000;

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

  /** @returns `misdirected` for a call that was forwarded to an instance that is no longer at this address */
  receive(request: FastifyRequest): ReceivedCall | 'misdirected' {
    const { method, originalUrl: path, headers } = request;
    const call = { method, path, headers, body: signedBytesOf(request) };
    const header = String(headers[forwardedHeader] ?? '');
    const [from = '', to = '', at = '', mark = ''] = header.split(' ');
    const expected = this.#mark([from, to, at], call, String(headers[firstArrivalHeader]));
    if (!isSameHash(mark, expected)) return new PassableCall(this, call, request);
    if (to !== this.#deps.instanceId) return 'misdirected';
    return { receivedAt: new Date(Number(at)), isForwarded: true };
  }

  /** @throws when no complete answer came in time */
  async send(
    call: ForwardedCall,
    to: { id: string; address: string },
    limits: { agoMs: number; receivedAt: Date; signal: AbortSignal },
  ): Promise<ServiceAnswer> {
    const { instanceId, secrets, log } = this.#deps;
    const agoMs = Math.min(longestMsAgo, Math.max(0, Math.round(limits.agoMs)));
    const about = [instanceId, to.id, String(limits.receivedAt.getTime())];
    const mark = [...about, this.#mark(about, call, String(agoMs))].join(' ');
    log.info({ instance: to.id }, 'sign-in forwarded to the instance with the lobby screen');
    return forward(
      call,
      { url: new URL(to.address), secrets },
      { agoMs, signal: limits.signal, connectMs, headers: { [forwardedHeader]: mark } },
    );
  }

  #mark(about: string[], { method, path, body }: ForwardedCall, agoMs: string): string {
    const hash = keyedHash(this.#key, ...about, method, path, sha256Hex(body), agoMs);
    return hash.toString('base64url');
  }
}

interface ReceivedCall extends CallRoute {
  /** The other instance's answer byte for byte, when it gave the stored decision; null: it did not. */
  replyWith?(decision: Decision): HookReply | null;
}

/** A call of Envoy's that this instance may forward. */
class PassableCall implements ReceivedCall {
  readonly receivedAt: Date;
  readonly #forwarding: Forwarding;
  readonly #call: ForwardedCall;
  readonly #arrivedAt: number;
  #answer: ServiceAnswer | null = null;
  #stored: Decision | null = null;

  constructor(
    forwarding: Forwarding,
    call: ForwardedCall,
    { arrivedAt, earliestArrival }: Pick<FastifyRequest, 'arrivedAt' | 'earliestArrival'>,
  ) {
    this.#forwarding = forwarding;
    this.#call = call;
    this.#arrivedAt = earliestArrival;
    this.receivedAt = new Date(Date.now() - (performance.now() - arrivedAt));
  }

  readonly forward: ForwardCall = async (to, until, signals) => {
    const end = new AbortController();
    const abort = () => end.abort();
    const timeout = setTimeout(abort, Math.max(0, until - performance.now()));
    for (const signal of signals) signal.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    try {
      const agoMs = performance.now() - this.#arrivedAt + handBackMs;
      const { receivedAt } = this;
      const limits = { agoMs, receivedAt, signal: end.signal };
      const answer = await this.#forwarding.send(this.#call, to, limits);
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

  noteStored(decision: Decision | null): void {
    this.#stored = decision;
    if (!decision) this.#answer = null;
  }

  replyWith(decision: Decision): HookReply | null {
    const status = decision.verdict === 'approved' ? 200 : 412;
    if (decision !== this.#stored || this.#answer?.status !== status) return null;
    return { status, body: this.#answer.body.toString() };
  }
}
