import { closeCodes, ServiceMessage } from '../../../server/protocol/messages.ts';
import { Value } from 'typebox/value';

/** What a closed socket means for the page. */
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

/** The message in what came through the socket, or why it is none, in a few words. */
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
 * Milliseconds before the next try after `failures` failures in a row: doubled each time, and
 * anywhere between a half and the whole of that, so that many kiosks do not come back in step. Never
 * long: a service that starts again keeps a sign-in for its kiosk for 4 s.
 */
export function backOff(failures: number, random: () => number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return ceiling * (0.5 + random() / 2);
}
