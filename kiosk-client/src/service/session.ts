import { Value } from 'typebox/value';
import { PairingRefusal, Session, type PairingRequest } from '#server/protocol/pairing-messages.ts';
import type { PairingProblem } from '../machine/state.ts';

/** Milliseconds. The page repeats the session request while a service starts. */
const timeLimits = { session: 2500, pair: 10_000 };

/** Whether this browser is paired; null when the service gives no valid answer. */
export async function fetchSession(): Promise<{ paired: boolean } | null> {
  const body = await request('/kiosk/session', timeLimits.session, { cache: 'no-store' });
  return Value.Check(Session, body) ? body : null;
}

/** Exchanges a pairing code for the cookie. Null on success; otherwise the reason. */
export async function redeemCode(code: string): Promise<PairingProblem | null> {
  const body = await request('/kiosk/pair', timeLimits.pair, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code } satisfies PairingRequest),
  });
  if (Value.Check(Session, body)) return body.paired ? null : 'wrong_code';
  return Value.Check(PairingRefusal, body) ? body.error : 'unreachable';
}

async function request(path: string, timeoutMs: number, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return await response.json();
  } catch {
    return null;
  }
}
