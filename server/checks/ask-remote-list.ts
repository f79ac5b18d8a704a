/** Asks a list that another organisation runs about a person. */
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { textWithin } from '#base/http';
import { WebhookSigner } from '#notification-channels';
import { readJson } from '#base/text';

export type RemoteListAnswer =
  | { kind: 'clear' }
  | { kind: 'hit'; reference: string | null }
  /** No one answered. */
  | { kind: 'unreachable'; why: UnreachableError['why'] }
  /** Someone answered something else. What they would say is not known. */
  | { kind: 'not_understood'; why: 'refused' | 'strange' };

/** The only valid answer of a list. Anything else is an error. */
const Answer = Type.Object(
  {
    /** The question's id, so that the answer to another question is not accepted. */
    id: Type.String(),
    hit: Type.Boolean(),
    /** Where the entry is in that list; never a name or a sentence. */
    reference: Type.Optional(Type.String({ pattern: '^[\\w.:#/-]{1,64}$' })),
  },
  { additionalProperties: false },
);

const maxAnswerBytes = 16 * 1024;

/**
 * The statuses by which a list, or a proxy in front of it, says that it is unavailable. No other status counts,
 * because the questioned person may be able to cause it: 500 by an odd name, 429 by many sign-ins.
 */
const outOfService: ReadonlySet<number> = new Set([502, 503, 504]);

/** The error codes of `fetch` when nothing answers. Any other error, such as a bad certificate, is an answer. */
const noConnection: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

class UnreachableError extends Error {
  readonly why: 'late' | 'no_connection' | 'out_of_service';

  constructor(why: UnreachableError['why']) {
    super(why);
    this.why = why;
  }
}

/** Queries one list. */
export class RemoteListClient {
  readonly #url: string;
  readonly #signer: WebhookSigner;

  constructor({ url, secret }: { url: string; secret: string }) {
    this.#url = url;
    this.#signer = new WebhookSigner(secret);
  }

  /** Answers within `timeoutMs`, whatever the list does. */
  async ask(
    question: Readonly<Record<string, unknown>>,
    timeoutMs: number,
  ): Promise<RemoteListAnswer> {
    const giveUp = AbortSignal.timeout(Math.max(0, Math.round(timeoutMs)));
    try {
      return await this.#post(question, giveUp);
    } catch (error) {
      if (error instanceof UnreachableError) return { kind: 'unreachable', why: error.why };
      throw error;
    }
  }

  /** @throws {UnreachableError} */
  async #post(
    question: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<RemoteListAnswer> {
    const id = randomUUID();
    const now = new Date();
    const body = JSON.stringify({
      type: 'sign_in.lookup',
      timestamp: now.toISOString(),
      data: { id, ...question },
    });
    const headers = {
      'content-type': 'application/json',
      ...this.#signer.headers(id, now, body),
    };
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        redirect: 'manual',
        signal,
        body,
        headers,
      });
    } catch (error) {
      if (signal.aborted) throw new UnreachableError('late');
      if (noConnection.has(codeOf(error))) throw new UnreachableError('no_connection');
      return { kind: 'not_understood', why: 'strange' };
    }
    if (outOfService.has(response.status)) {
      await letGo(response);
      throw new UnreachableError('out_of_service');
    }
    if (!response.ok) {
      await letGo(response);
      return { kind: 'not_understood', why: 'refused' };
    }
    return replyOf(await this.#read(response, signal), id);
  }

  /**
   * Null when the answer is too long, is not text, or breaks off: the list was reachable.
   * @throws {UnreachableError}
   */
  async #read(response: Response, signal: AbortSignal): Promise<string | null> {
    try {
      return await textWithin(response, maxAnswerBytes);
    } catch {
      if (signal.aborted) throw new UnreachableError('late');
      return null;
    }
  }
}

/** Returns the error code of the system or of undici. */
function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

/** Frees the connection without reading the rest of the answer. */
async function letGo(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

function replyOf(text: string | null, id: string): RemoteListAnswer {
  const answer = readJson(text ?? '');
  if (Value.Check(Answer, answer) && answer.id === id) {
    return answer.hit ? { kind: 'hit', reference: answer.reference ?? null } : { kind: 'clear' };
  }
  return { kind: 'not_understood', why: 'strange' };
}
