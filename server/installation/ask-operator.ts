import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import { Value } from 'typebox/value';
import {
  ConnectedKiosks,
  connectedPath,
  type OperatorFile,
  readOperatorFile,
} from '../kiosk/operator-access.ts';

/**
 * Sends a request to the running service on this machine, with the operator's rights. Rejects when nothing answers
 * or the signal aborts; so does reading the answer.
 * @param body sent as JSON; without a body, the request is a GET
 */
export function askOperator(
  { url, token }: OperatorFile,
  path: string,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): Promise<IncomingMessage> {
  const target = new URL(path, url);
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      // A name of this machine that the service always accepts, whatever the lobby's name is.
      host: `localhost:${target.port}`,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const request =
      target.protocol === 'https:'
        ? // The certificate names the lobby and not localhost. A program that could take the port here without
          // the operator's rights could do so without TLS as well.
          httpsRequest(target, { ...options, rejectUnauthorized: false })
        : httpRequest(target, options);
    request.once('response', resolve).once('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const connectedWithinMs = 10_000;

/** The lobby screens connected now; null when the service does not run on this machine. */
export async function connectedKiosks(dataDir: string): Promise<ReadonlySet<string> | null> {
  try {
    const operator = await readOperatorFile(dataDir);
    if (!operator) return null;
    const signal = AbortSignal.timeout(connectedWithinMs);
    const answer: unknown = await json(await askOperator(operator, connectedPath, { signal }));
    return Value.Check(ConnectedKiosks, answer) ? new Set(answer.ids) : null;
  } catch {
    return null;
  }
}
