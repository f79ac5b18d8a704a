const answerTimeoutMs = 15_000;
/** Worth another try although they are the caller's fault by their number. */
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
    // A redirect would carry a visitor's name to wherever it leads.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  }).catch((error: unknown) => {
    throw new DeliveryError(connectionFault(error));
  });
  await response.body?.cancel().catch(() => {});
  if (!response.ok) throw statusFault(response);
}

/** A response's text, or null when it is longer than `maxBytes` or no UTF-8; no more than that is ever held. */
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

/** What an answer that is no success means for further tries. */
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

/** The system's code for it, since the message of the error can hold the address. */
export function connectionFault(error: unknown): string {
  if (!(error instanceof Error)) return 'unreachable';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timed_out';
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? code : 'unreachable';
}

const maxRetryAfterMs = 6 * 60 * 60_000;

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

const usual = { firstMs: 30_000, maxMs: 60 * 60_000 };

/**
 * How long to wait after so many tries: twice as long each time, up to the longest, and somewhere
 * in the upper half of that, so that what failed together is not tried together.
 * @param random 0 to 1
 */
export function backOffMs(attempts: number, random: number, { firstMs, maxMs } = usual): number {
  const whole = Math.min(firstMs * 2 ** (attempts - 1), maxMs);
  return Math.round(whole / 2 + (random * whole) / 2);
}

interface FaultOptions {
  /** No later try can succeed. */
  permanent?: boolean;
  /** What the other side asked for. */
  retryAfterMs?: number | undefined;
}

/** Why something was not delivered. */
export class DeliveryError extends Error {
  /** For the log and the store: a code, never what a server said, for that can hold anything. */
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

/** Rejects once the signal is aborted. @throws {DeliveryError} that of the signal, or `timed_out` */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () =>
      reject(
        signal.reason instanceof DeliveryError ? signal.reason : new DeliveryError('timed_out'),
      );
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
