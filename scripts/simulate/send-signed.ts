import { sign, signatureHeader } from '../../server/envoy/signature.ts';

/** After this long Envoy lets the visitor in as if nothing had been asked. */
export const envoyPatienceMs = 30_000;

export interface Answer {
  status: number;
  body: string;
  milliseconds: number;
}

/** Sends a body the way Envoy does: signed over its bytes. Rejects when there is no answer in Envoy's 30 s. */
export async function sendSigned(
  url: string,
  secret: string,
  body: string,
  patienceMs = envoyPatienceMs,
): Promise<Answer> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [signatureHeader]: sign(secret, body) },
    body,
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await response.text();
  return { status: response.status, body: text, milliseconds: performance.now() - started };
}
