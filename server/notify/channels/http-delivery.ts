import { DeliveryFault } from '../destination.ts';

const answerWithinMs = 15_000;
/** Worth another try although they are the caller's fault by their number. */
const passing = [408, 409, 423, 425, 429];

interface Post {
  url: string;
  body: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** Posts JSON. What the other side says is not read, for it can hold anything. @throws {DeliveryFault} */
export async function postJson({ url, body, headers, signal }: Post): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    // A redirect would carry a visitor's name to wherever it leads.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
  }).catch((error: unknown) => {
    throw new DeliveryFault(connectionFault(error));
  });
  await response.body?.cancel().catch(() => {});
  if (!response.ok) throw statusFault(response);
}

/** What an answer that is no success means for further tries. */
export function statusFault({ status, headers }: Response): DeliveryFault {
  const permanent = status < 500 && !passing.includes(status);
  const retryAfterMs = retryAfter(headers.get('retry-after'));
  return new DeliveryFault(`http_${status}`, {
    permanent,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The system's code for it, since the message of the error can hold the address. */
export function connectionFault(error: unknown): string {
  if (!(error instanceof Error)) return 'unreachable';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timed_out';
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? code : 'unreachable';
}

const longestRetryAfterMs = 6 * 60 * 60_000;

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, longestRetryAfterMs) : undefined;
}
