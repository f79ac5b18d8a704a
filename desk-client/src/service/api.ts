import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** A request that the service refused, or that did not reach it; the message is for the reader. */
export class Refusal extends Error {
  readonly code: string;
  /** What the service sent beside it. */
  readonly body: unknown;

  constructor(code: string, message: string, body: unknown = null) {
    super(message);
    this.code = code;
    this.body = body;
  }
}

const unreachable = 'The service does not answer. Try again in a moment.';

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
}

/** Asks the service, and checks its answer. @param body JSON, or a form that is sent as it is @throws {Refusal} */
export async function ask<Schema extends TSchema>(
  path: string,
  schema: Schema,
  { method = 'GET', body }: Request = {},
): Promise<Static<Schema>> {
  const isForm = body instanceof FormData;
  const response = await fetch(path, {
    method,
    headers: body === undefined || isForm ? {} : { 'content-type': 'application/json' },
    body: isForm ? body : body === undefined ? null : JSON.stringify(body),
  }).catch(() => null);
  if (!response) throw new Refusal('unreachable', unreachable);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const { error, message } = (answer ?? {}) as { error?: string; message?: string };
    throw new Refusal(error ?? `http_${response.status}`, message ?? unreachable, answer);
  }
  if (!Value.Check(schema, answer)) {
    throw new Refusal('outdated', 'This page is older than the service. Please reload it.');
  }
  return answer;
}

/** Hands a file over to whoever reads the page. */
export function download(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
