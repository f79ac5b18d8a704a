import { randomUUID } from 'node:crypto';
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleType,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { Webhook } from 'standardwebhooks';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Question } from './question.ts';
import { readLimited } from './read-limited.ts';

export type Reply =
  | { kind: 'clear' }
  | { kind: 'hit'; reference: string | null }
  | { kind: 'unreachable'; why: 'left_alone' | Failure['why'] };

/** Everything a list may answer; anything else is no answer. */
const Answer = Type.Object(
  {
    /** The question's, so that an answer to something else is not taken for one. */
    id: Type.String(),
    hit: Type.Boolean(),
    /** Where the front desk finds it in the list; no name and no sentence. */
    reference: Type.Optional(Type.String({ pattern: '^[\\w.:#/-]{1,64}$' })),
  },
  { additionalProperties: false },
);

/** So many failures in a row, and the list is left alone for a while. */
const failuresInARow = 3;
const maxAnswerBytes = 16 * 1024;

class Failure extends Error {
  readonly why: 'late' | 'no_connection' | 'refused' | 'strange';

  constructor(why: Failure['why']) {
    super(why);
    this.why = why;
  }
}

interface LineOptions {
  url: string;
  secret: string;
  leftAloneMs: number;
}

/** The line to one list, shared by all sign-ins, so that a dead list costs only the first of them time. */
export class Line {
  readonly #url: string;
  readonly #webhook: Webhook;
  readonly #breaker: CircuitBreakerPolicy;

  constructor({ url, secret, leftAloneMs }: LineOptions) {
    this.#url = url;
    this.#webhook = new Webhook(secret);
    this.#breaker = circuitBreaker(handleType(Failure), {
      halfOpenAfter: leftAloneMs,
      breaker: new ConsecutiveBreaker(failuresInARow),
    });
  }

  /** Whatever the list does, this answers within `patience` (milliseconds). */
  async ask(question: Question, patience: number): Promise<Reply> {
    const giveUp = AbortSignal.timeout(Math.max(0, Math.round(patience)));
    // While one sign-in tries a list that was left alone, the others wait for what comes of it.
    const late = new Promise<never>((_, reject) => {
      giveUp.addEventListener('abort', () => reject(new Failure('late')), { once: true });
    });
    late.catch(() => {});
    try {
      const answer = await Promise.race([
        this.#breaker.execute(() => this.#post(question, giveUp)),
        late,
      ]);
      return answer.hit ? { kind: 'hit', reference: answer.reference ?? null } : { kind: 'clear' };
    } catch (error) {
      if (error instanceof BrokenCircuitError) return { kind: 'unreachable', why: 'left_alone' };
      if (error instanceof Failure) return { kind: 'unreachable', why: error.why };
      throw error;
    }
  }

  /** @throws {Failure} */
  async #post(question: Question, signal: AbortSignal): Promise<Static<typeof Answer>> {
    const id = randomUUID();
    const now = new Date();
    const body = JSON.stringify({
      type: 'sign_in.lookup',
      timestamp: now.toISOString(),
      data: { id, ...question },
    });
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        redirect: 'error',
        signal,
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': this.#webhook.sign(id, now, body),
        },
      });
      const text = await readLimited(response, maxAnswerBytes);
      if (!response.ok) throw new Failure('refused');
      return parse(text, id);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(signal.aborted ? 'late' : 'no_connection');
    }
  }
}

/** @throws {Failure} */
function parse(text: string | null, id: string): Static<typeof Answer> {
  try {
    const answer: unknown = JSON.parse(text ?? '');
    if (Value.Check(Answer, answer) && answer.id === id) return answer;
  } catch {
    // Not JSON: as strange as any other.
  }
  throw new Failure('strange');
}
