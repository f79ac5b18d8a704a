import {
  enrolmentPath,
  type EnrolmentEvent,
  type EnrolmentRequest,
} from '#server/enrolment/enrolment-messages.ts';
import { askOperator } from '#server/installation/ask-operator.ts';
import { readOperatorFile } from '#server/kiosk/operator-access.ts';
import { RefusalError } from './answer.ts';
import { vestibule } from '#server/platform/operator-error.ts';

type LastEvent = Extract<EnrolmentEvent, { type: 'result' | 'refused' }>;

/**
 * Makes the running service enrol somebody at a kiosk. Aborting the signal turns the camera off.
 * @throws {RefusalError} when no service runs on this data folder or its answer is incomplete
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
