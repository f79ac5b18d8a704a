import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { PairingRefusal } from '#server/protocol/pairing-messages.ts';
import { readerPairingPath, ReaderPaired } from '#server/protocol/reader-messages.ts';
import { RefusalError } from './terminal/answer.ts';

// How a program in the lobby exchanges a pairing code for its token.

/** Pairs a lobby screen, as its page does. @throws {RefusalError} with the service's sentence */
export async function pairKiosk(url: string, code: string): Promise<string> {
  const { headers } = await redeem(url, '/kiosk/pair', code);
  const token = headers
    .getSetCookie()
    .map((one) => (one.startsWith(kioskCookie) ? /=([^;]+)/.exec(one)?.[1] : undefined))
    .find((one) => one !== undefined);
  if (token) return token;
  throw new RefusalError('not_paired', 'The service paired the kiosk but sent no token.');
}

/** Pairs a document reader beside a lobby screen. @throws {RefusalError} with the service's sentence */
export async function pairReader(url: string, code: string): Promise<Static<typeof ReaderPaired>> {
  const { body } = await redeem(url, readerPairingPath, code);
  if (Value.Check(ReaderPaired, body)) return body;
  throw new RefusalError('not_paired', 'The service paired the reader but sent no token.');
}

async function redeem(
  url: string,
  path: string,
  code: string,
): Promise<{ headers: Headers; body: unknown }> {
  const { origin } = new URL(url);
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  }).catch((error: Error & { cause?: { code?: string } }) => {
    throw new RefusalError('not_reached', whyNotReached(origin, error.cause?.code));
  });
  const { ok, status, headers } = response;
  const body: unknown = await response.json().catch(() => null);
  if (ok) return { headers, body };
  const isRefusal = Value.Check(PairingRefusal, body);
  const text = isRefusal ? body.message : `Pairing failed: ${status}.`;
  throw new RefusalError(isRefusal ? body.error : 'not_paired', text);
}

function whyNotReached(origin: string, code: string | undefined): string {
  if (code === 'ECONNREFUSED') return `Nothing listens at ${origin}. Is the service running?`;
  return `${origin} could not be reached${code ? ` (${code})` : ''}. Is the address right?`;
}
