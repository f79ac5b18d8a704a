import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { json } from 'node:stream/consumers';
import { Value } from 'typebox/value';
import {
  enrolmentPath,
  type EnrolmentEvent,
  type EnrolmentRequest,
} from '../../server/enrolment/enrolment-messages.ts';
import {
  ConnectedKiosks,
  connectedPath,
  type OperatorFile,
  readOperatorFile,
} from '../../server/kiosk/operator-access.ts';
import { RefusalError } from './answer.ts';
import { vestibule } from '../../server/platform/operator-error.ts';

/**
 * Asks something of the running service on this machine, in the operator's name. Rejects when nothing
 * answers, or when the signal is aborted; so does reading the answer.
 * @param body sent as JSON; nothing asks with GET
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
      // A name of this machine that the service always goes by, whatever the lobby calls it.
      host: `localhost:${target.port}`,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const request =
      target.protocol === 'https:'
        ? // The certificate names the lobby, and not this machine to itself; who could take the port
          // here without being its operator could do so without TLS as well.
          httpsRequest(target, { ...options, rejectUnauthorized: false })
        : httpRequest(target, options);
    request.once('response', resolve).once('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

type LastEvent = Extract<EnrolmentEvent, { type: 'result' | 'refused' }>;

/**
 * Has the running service enrol someone at a kiosk. When the signal is aborted, the camera goes off.
 * @throws {RefusalError} when no service runs on this data folder, or it does not answer to the end
 */
export async function askService(
  dataDir: string,
  request: EnrolmentRequest,
  signal: AbortSignal,
  onEvent: (event: EnrolmentEvent) => void,
): Promise<LastEvent> {
  const operator = await readOperatorFile(dataDir);
  if (!operator) throw notRunning;
  try {
    const response = await askOperator(operator, enrolmentPath, { body: request, signal });
    if (response.statusCode !== 200) throw unexpected(response.statusCode);
    for await (const line of linesOf(response)) {
      const event = JSON.parse(line) as EnrolmentEvent;
      if (event.type === 'result' || event.type === 'refused') return event;
      onEvent(event);
    }
    throw cutOff;
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    if (signal.aborted) throw stopped;
    throw (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? notRunning : cutOff;
  }
}

const connectedWithinMs = 10_000;

/** The lobby screens that are connected at this moment; null when the service does not run here. */
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

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const notRunning = new RefusalError(
  'service_not_running',
  'The service does not run on this data folder, so there is no camera. Start it with "npm start", or enrol from photos with "add". Nothing was stored.',
);

const stopped = new RefusalError('stopped', 'Stopped. The camera is off, and nothing was stored.');

const cutOff = new RefusalError(
  'service_lost',
  `The service ended before it said whether it was done. Look with "${vestibule} enroll show" before you try again.`,
);

function unexpected(status: number | undefined): RefusalError {
  if (status === 429) {
    return new RefusalError(
      'too_many_tries',
      'That was too often. Wait a minute; nothing was stored.',
    );
  }
  const sentence =
    status === 401
      ? 'The service does not take this command for its operator’s. Restart the service, and run this as the same user.'
      : `The service did not understand (${status}). Is it of the same version as this command?`;
  return new RefusalError('service_refused', `${sentence} Nothing was stored.`);
}
