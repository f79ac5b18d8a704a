import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import { programVersion } from '../../config/environment.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import { LoopWatch } from '../../platform/loop-watch.ts';
import { hookRoutes, OwnCalls } from '../call-guards.ts';
import { readIdField, JobId, mayHoldSomebody, recordOf } from '#envoy';
import { guardedListener } from '../hook-listener.ts';
import { awayReply, reviewReply } from '../replies.ts';
import { BodyTooLongError, isSigned, signedBytesOf, signedJson } from '../signed-body.ts';
import { msSinceFirstArrival } from '../first-arrival.ts';
import { forward } from './forward.ts';
import { sha256Hex } from './answer-proof.ts';
import type { ForwardedCall, ServiceAnswer } from './forward.ts';
import { isDecision, LateCalls, type CurrentTarget } from './late-calls.ts';

export interface StandbyDeps {
  target: CurrentTarget;
  /** Envoy's client secrets, which may come later: until then, every call is held. */
  secrets: readonly string[];
  /** Milliseconds from a call's arrival until the stand-by answers by itself. */
  deadlineMs?: number;
  clock?: Clock;
  /** How long a call can have waited unread; default: the socket is its own. */
  loop?: LoopWatch;
  log: FastifyBaseLogger;
}

/** The service answers within 22 s. One of Envoy's clients gives up after 25 s. */
const usualDeadlineMs = 23_000;
const mostRemembered = 10_000;
/** The service makes its own calls one by one, so more at once come from others. */
const mostOwnCalls = 4;
const ownCallMs = 5000;

/** In each answer: the stand-by's version, and whether the service was away. */
export const standbyHeader = 'vestibule-standby';

type Answer = Pick<ServiceAnswer, 'status' | 'body'> & { isAway?: true };

/**
 * Listens for Envoy on a second machine and forwards each signed call to the service. It holds the visitor itself when
 * no valid answer comes in time, and never lets one in by itself.
 */
export async function buildStandby(deps: StandbyDeps): Promise<FastifyInstance> {
  const { target, secrets, log, clock = systemClock, loop = new LoopWatch(false, log) } = deps;
  const late = new LateCalls({ target, clock, log });
  const standby = new Standby({ deadlineMs: usualDeadlineMs, ...deps, clock, late, loop });
  const ownCalls = new OwnCalls();
  let ownCallsUnderWay = 0;
  const app = await guardedListener({
    ...{ secrets, ownCalls, log },
    // Only the service can recognise its own unsigned call, which tests whether the tunnel leads to it.
    beforeGuards: async (request, reply) => {
      const firstArrival = performance.now() - msSinceFirstArrival(request.headers);
      request.earliestArrival = Math.min(loop.earliest(request.raw.socket), firstArrival);
      const claim = OwnCalls.claimIn(request.headers);
      const isSignIn = request.method === 'POST' && request.routeOptions.url === hookRoutes.signIn;
      if (!claim || !isSignIn) return undefined;
      // These calls are unsigned, so only a few at once are forwarded. The others are refused and counted.
      if (ownCallsUnderWay >= mostOwnCalls) return undefined;
      ownCallsUnderWay++;
      const call = { ...callOf(request, hookRoutes.signIn, Buffer.alloc(0)), headers: {} };
      const answer = await standby.passOnOwnCall(call, claim).finally(() => ownCallsUnderWay--);
      return send(reply, answer);
    },
  });
  app.decorateRequest('earliestArrival', 0);
  app.server.once('listening', () => loop.start(app.server));
  app.setErrorHandler(async (error, _request, reply) => {
    log.error({ fault: (error as Error).name }, 'a call could not be read');
    const { status, body } = reviewReply(
      error instanceof BodyTooLongError ? 'bad_request' : 'internal_error',
    );
    return send(reply, { status, body: Buffer.from(body) });
  });
  for (const path of Object.values(hookRoutes)) {
    app.post(path, async (request, reply) => {
      const call = callOf(request, path, signedBytesOf(request));
      const body = signedJson(request);
      const isHeld = path === hookRoutes.signIn || mayHoldSomebody(body);
      return send(
        reply,
        await (isHeld ? standby.signIn(call, jobIdOf(body)) : standby.passOn(call)),
      );
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    // Envoy may send a sign-in to a mistyped address and waits for the answer.
    if (isSigned(request) && mayHoldSomebody(signedJson(request))) {
      log.error(
        `a sign-in came to a wrong address and was held: give ${hookRoutes.signIn} in Envoy`,
      );
      const { status, body } = reviewReply('bad_request');
      return send(reply, { status, body: Buffer.from(body) });
    }
    return reply.code(404).send({ message: 'Nothing answers here.' });
  });
  app.get('/healthz', { config: { open: true } }, async (_request, reply) => {
    void reply.header(standbyHeader, programVersion());
    return { status: 'ok', role: 'standby', version: programVersion(), late: late.count };
  });
  app.addHook('onReady', async () => late.start());
  app.addHook('onClose', async () => {
    loop.stop();
    await late.stop();
    if (late.count > 0) log.error({ count: late.count }, 'late sign-ins were not delivered');
  });
  return app;
}

/** Answers calls. All repeats of a job get the first answer. */
class Standby {
  readonly #deps: Required<StandbyDeps> & { late: LateCalls };
  readonly #answers = new Map<string, Remembered>();

  constructor(deps: Required<StandbyDeps> & { late: LateCalls }) {
    this.#deps = deps;
  }

  signIn(call: ArrivedCall, jobId: string | null): Promise<Answer> {
    if (jobId === null) return this.#decide(call, null);
    const earlier = this.#answers.get(jobId);
    if (earlier) return this.#repeat(call, earlier);
    const answer = this.#decide(call, jobId);
    this.#answers.set(jobId, { answer, hash: sha256Hex(call.body) });
    for (const [oldest] of this.#answers) {
      if (this.#answers.size <= mostRemembered) break;
      this.#answers.delete(oldest);
    }
    return answer;
  }

  /** An approval applies to one body. Only the service judges another body signed for the same job. */
  async #repeat(call: ArrivedCall, { answer, hash }: Remembered): Promise<Answer> {
    const earlier = await answer;
    if (earlier.status === 412 || hash === sha256Hex(call.body)) return earlier;
    return this.#decide(call, null);
  }

  async #decide(call: ArrivedCall, jobId: string | null): Promise<Answer> {
    const answer = await this.#ask(call);
    if (typeof answer !== 'string' && isDecision(answer)) return answer;
    const fault = typeof answer === 'string' ? answer : faultOf(answer);
    this.#deps.log.warn({ jobId, fault }, 'sign-in held by the stand-by: no valid answer came');
    if (jobId !== null) this.#deps.late.add(jobId, call);
    return away();
  }

  /** Passes on any proven answer to a call that holds nobody. */
  async passOn(call: ArrivedCall): Promise<Answer> {
    const answer = await this.#ask(call);
    return typeof answer !== 'string' && answer.isProven ? answer : away();
  }

  /** Passes on the status, and what proves that it is the service's. Nobody signed the call. */
  async passOnOwnCall(call: ArrivedCall, claim: Readonly<Record<string, string>>): Promise<Answer> {
    const answer = await this.#ask(call, ownCallMs, claim);
    if (typeof answer === 'string') return away();
    return { status: answer.status, body: Buffer.from(OwnCalls.answerIn(answer.body)) };
  }

  /** @returns the answer, or the code of the fault */
  async #ask(
    call: ArrivedCall,
    deadlineMs = this.#deps.deadlineMs,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ServiceAnswer | string> {
    const {
      target: { current: target },
      clock,
    } = this.#deps;
    if (!target) return 'not_set_up';
    const agoMs = performance.now() - call.earliestArrival;
    const deadline = new AbortController();
    const cancel = clock.after(Math.max(0, deadlineMs - agoMs), () => deadline.abort());
    try {
      return await forward(call, target, { agoMs, signal: deadline.signal, headers });
    } catch (error) {
      return deadline.signal.aborted
        ? 'timeout'
        : ((error as NodeJS.ErrnoException).code ?? 'error');
    } finally {
      cancel();
    }
  }
}

interface Remembered {
  answer: Promise<Answer>;
  /** Hash of the answered body. */
  hash: string;
}

interface ArrivedCall extends ForwardedCall {
  /** At the earliest: the call may have waited unread, or elsewhere. On the clock of `performance.now()`. */
  earliestArrival: number;
}

const json = 'application/json; charset=utf-8';

/** @param path of the route: nothing else of the address is passed on */
function callOf(request: FastifyRequest, path: string, body: Buffer): ArrivedCall {
  const { method, headers, earliestArrival } = request;
  return { method, path, headers, body, earliestArrival };
}

function jobIdOf(body: unknown): string | null {
  const { id } = recordOf(recordOf(recordOf(body)['meta'])['job']);
  return Value.Check(JobId, id) ? readIdField(id) : null;
}

function away(): Answer {
  const { status, body } = awayReply();
  return { status, body: Buffer.from(body), isAway: true };
}

function faultOf({ isProven, status }: ServiceAnswer): string {
  return isProven ? `http_${status}` : `http_${status}_without_proof`;
}

function send(reply: FastifyReply, { status, body, isAway }: Answer): FastifyReply {
  void reply.header(standbyHeader, isAway ? `${programVersion()} away` : programVersion());
  return reply.code(status).type(json).send(body);
}
