/** HTTP calls that fail with a code, and say whether a retry may succeed. */
const answerTimeoutMs = 15_000;
/** Status codes of client errors that may still pass with a retry. */
const passing = [408, 409, 423, 425, 429];

interface Post {
  url: string;
  body: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** Posts JSON. Ignores the response body, which can hold anything. @throws {DeliveryError} */
export async function postJson({ url, body, headers, signal }: Post): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    // A redirect would carry a visitor's name to its target.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  }).catch((error: unknown) => {
    throw new DeliveryError(connectionFault(error));
  });
  await response.body?.cancel().catch(() => {});
  if (!response.ok) throw statusFault(response);
}

/** A response's text, or null when it exceeds `maxBytes` or is not UTF-8. Never holds more than that in memory. */
export async function textWithin(response: Response, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return null;
  }
}

/** Converts an unsuccessful status to an error that says whether a retry may succeed. */
export function statusFault({
  status,
  headers,
}: {
  status: number;
  headers: Pick<Headers, 'get'>;
}): DeliveryError {
  const permanent = status < 500 && !passing.includes(status);
  const retryAfterMs = retryAfter(headers.get('retry-after'));
  return new DeliveryError(`http_${status}`, { permanent, retryAfterMs });
}

/** Returns the system's error code, because the message may contain the address. */
export function connectionFault(error: unknown): string {
  if (!(error instanceof Error)) return 'unreachable';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timed_out';
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? code : 'unreachable';
}

const maxRetryAfterMs = 6 * 60 * 60_000;

/** The header has seconds or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

const usual = { firstMs: 30_000, maxMs: 60 * 60_000 };

/**
 * The pause after so many tries: doubles each time up to the longest. A random part of its upper half keeps failed
 * calls from retrying together.
 * @param random 0 to 1
 */
export function backOffMs(attempts: number, random: number, { firstMs, maxMs } = usual): number {
  const whole = Math.min(firstMs * 2 ** (attempts - 1), maxMs);
  return Math.round(whole / 2 + (random * whole) / 2);
}

interface FaultOptions {
  /** Whether no retry can succeed. */
  permanent?: boolean;
  /** The pause that the other side asked for. */
  retryAfterMs?: number | undefined;
}

/** Why a message was not delivered. */
export class DeliveryError extends Error {
  /** A code for the log and the store. Never the server's words, which may contain anything. */
  readonly code: string;
  readonly permanent: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, { permanent = false, retryAfterMs }: FaultOptions = {}) {
    super(`Not delivered: ${code}`);
    this.name = 'DeliveryError';
    this.code = code;
    this.permanent = permanent;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Rejects once the signal aborts. @throws {DeliveryError} the signal's own, or `timed_out` */
export function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () =>
      reject(
        signal.reason instanceof DeliveryError ? signal.reason : new DeliveryError('timed_out'),
      );
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
