import { kioskCookie } from '../../server/kiosk/kiosk-cookie.ts';
import { PairingRefusal } from '../../server/kiosk/pairing-messages.ts';
import { Value } from 'typebox/value';

/** Trades a code for a kiosk's token, as the page does. @throws {Error} with the service's sentence. */
export async function pairKiosk(url: string, code: string): Promise<string> {
  const { origin } = new URL(url);
  const response = await fetch(`${origin}/kiosk/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Error(
      Value.Check(PairingRefusal, body) ? body.message : `Pairing failed: ${response.status}.`,
    );
  }
  const cookie = response.headers
    .getSetCookie()
    .find((one) => one.startsWith(`${kioskCookie}=`))
    ?.split(';')[0];
  if (!cookie) throw new Error('The service paired the kiosk but sent no token.');
  return cookie.slice(kioskCookie.length + 1);
}
