import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Values } from '#server/protocol/sentences.ts';
import { answerText, say } from './language.ts';

/** A request that the service refused, or that did not reach the service. The message is for the reader. */
export class RefusedRequestError extends Error {
  readonly code: string;
  /** The body of the refusal. */
  readonly body: unknown;

  constructor(code: string, message: string, body: unknown = null) {
    super(message);
    this.code = code;
    this.body = body;
  }
}

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
}

interface Refused {
  error?: string;
  message?: string;
  values?: Values;
}

/** Sends a request, and checks the answer. @param body JSON, a form or a CSV @throws {RefusedRequestError} */
export async function ask<Schema extends TSchema>(
  path: string,
  schema: Schema,
  { method = 'GET', body }: Request = {},
): Promise<Static<Schema>> {
  const response = await fetch(path, { method, ...toRequest(body) }).catch(() => null);
  if (!response) throw new RefusedRequestError('unreachable', say('fault-unreachable'));
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const { error = `http_${response.status}`, ...details } = (answer ?? {}) as Refused;
    const message = answerText({ message: say('fault-unreachable'), ...details, code: error });
    throw new RefusedRequestError(error, message, answer);
  }
  if (!Value.Check(schema, answer)) {
    throw new RefusedRequestError('outdated', say('fault-outdated'));
  }
  return answer;
}

function toRequest(body: unknown): Pick<RequestInit, 'headers' | 'body'> {
  if (body === undefined) return {};
  if (body instanceof FormData) return { body };
  if (body instanceof Blob) return { headers: { 'content-type': 'text/csv' }, body };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Offers a file to the reader as a download. */
export function downloadFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
