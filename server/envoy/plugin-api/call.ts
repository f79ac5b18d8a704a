import { connectionFault, statusFault } from '../../notify/channels/http-delivery.ts';
import { DeliveryFault } from '../../notify/destination.ts';

export interface Call {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body: unknown;
  signal: AbortSignal;
  /** 10 s unless told. */
  answerWithinMs?: number;
}

/**
 * One call, tried once. Its faults carry a code and nothing of what was sent or answered, for a
 * token or a secret may be in it.
 *
 * @returns the answer's JSON; null when a success came without any
 * @throws {DeliveryFault}
 */
export async function call(request: Call): Promise<unknown> {
  const { method, url, headers, body, signal, answerWithinMs = 10_000 } = request;
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: JSON.stringify(body),
      // A redirect would carry the token to wherever it leads.
      redirect: 'manual',
      signal: within,
    });
    const text = await response.text();
    if (!response.ok) throw statusFault(response);
    return text === '' ? null : parsed(text);
  } catch (error) {
    throw error instanceof DeliveryFault ? error : new DeliveryFault(connectionFault(error));
  }
}

/** A page of HTML with status 200 is a network's log-in page, not Envoy. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DeliveryFault('bad_answer');
  }
}
