import { closeCodes, ServiceMessage } from '#server/protocol/messages.ts';
import { Value } from 'typebox/value';

/** The meaning of a closed socket for the page. */
export type Closing = 'lost' | 'revoked' | 'replaced' | 'outdated';

export function closingOf(code: number): Closing {
  switch (code) {
    case closeCodes.revoked:
      return 'revoked';
    case closeCodes.replaced:
      return 'replaced';
    case closeCodes.outdated:
      return 'outdated';
    default:
      return 'lost';
  }
}

/** Returns the message in the socket's data, or a few words about the mistake in it. */
export function readMessage(data: unknown): { message: ServiceMessage } | { mistake: string } {
  if (typeof data !== 'string') return { mistake: 'not a text message' };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { mistake: 'not JSON' };
  }
  if (Value.Check(ServiceMessage, value)) return { message: value };
  return { mistake: 'not a message of the service' };
}
const firstMs = 250;
const maxMs = 1500;

/**
 * Returns the milliseconds before the next try after `failures` failures in a row. The ceiling doubles each time, and
 * the delay is random between its half and its whole, so that many kiosks do not return at once. It stays short,
 * because a restarted service keeps a sign-in for its kiosk for only 4 s.
 */
export function backOff(failures: number, random: () => number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return ceiling * (0.5 + random() / 2);
}

/** After so many tries in a row to reach a further instance, the page keeps the sockets that it has. */
export const mostFurtherTries = 12;
const furtherMaxMs = 60_000;

/** Returns the milliseconds before the next try to reach a further instance, after `tries` tries in a row. */
export function furtherWait(tries: number, random: () => number): number {
  return Math.min(furtherMaxMs, firstMs * 2 ** tries) * (0.5 + random() / 2);
}
