import { json } from 'node:stream/consumers';
import { readOperatorFile, type OperatorFile } from '../../server/enrolment/operator-access.ts';
import { testCapturePath, type TestCaptureAnswer } from '../../server/kiosk/test-capture-route.ts';
import { listInstalls } from '../../server/store/tables/envoy-installs.ts';
import { listKiosks } from '../../server/store/tables/kiosks.ts';
import type { Db } from '../../server/store/schema.ts';
import { printable } from '../../server/platform/printable.ts';
import { askOperator } from '../cli/ask-operator.ts';
import { chosenFor } from '../kiosk/chosen-for.ts';
import { servesWhat } from '../kiosk/serves-what.ts';
import { timeOf } from '../cli/text.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** The service notes every minute which kiosks are connected. */
const connectedWithinMs = 90_000;

/** Is a lobby screen paired, and is each of them there? */
export async function examineKiosks(db: Db, now = new Date()): Promise<Finding[]> {
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  if (kiosks.length === 0) {
    return [
      failing(
        'kiosks',
        'Lobby screens',
        'None is paired, so every visitor is held.',
        'Open the lobby page, then: npm run kiosk -- pair --name Lobby',
      ),
    ];
  }
  const installs = await listInstalls(db);
  return kiosks.map((kiosk) => {
    const { name, lastSeenAt } = kiosk;
    const about = printable`Screen ${name}`;
    const serves = `It serves ${servesWhat(kiosk, chosenFor(name, installs))}.`;
    const isThere = lastSeenAt && now.getTime() - lastSeenAt.getTime() < connectedWithinMs;
    if (isThere) return ok('kiosk_connected', about, `It is connected. ${serves}`);
    const found = lastSeenAt
      ? `It was last connected on ${timeOf(lastSeenAt)}.`
      : 'It is paired and was never connected.';
    const todo = 'Look whether its browser shows the lobby page and whether the service runs.';
    return warning('kiosk_connected', about, found, todo);
  });
}

/** Only the running service reaches them. */
export const camerasNotTried = failing(
  'camera',
  'Cameras',
  'None was tried, for the service does not run.',
  'Start it; if it runs, say with VESTIBULE_DATA_DIR in which folder, and run this as its user.',
);

/** Turns the camera of every paired screen on for a moment. Needs the running service. */
export async function tryCameras(db: Db, dataDir: string): Promise<Finding[]> {
  const operator = await readOperatorFile(dataDir);
  if (!operator) return [camerasNotTried];
  const kiosks = (await listKiosks(db)).filter(({ revokedAt }) => !revokedAt);
  const findings: Finding[] = [];
  for (const { id, name } of kiosks)
    findings.push(await tryCamera(operator, id, printable`Camera ${name}`));
  return findings;
}

async function tryCamera(operator: OperatorFile, kioskId: string, about: string): Promise<Finding> {
  const code = 'camera';
  try {
    const response = await askOperator(operator, testCapturePath, { body: { kioskId } });
    const { ending, frames, firstFrameMs } = (await json(response)) as TestCaptureAnswer;
    if (ending === 'done') {
      return ok(code, about, `The first frame came after ${firstFrameMs} ms.`);
    }
    const found = `It sent ${frames} frames and ended: ${ending?.replaceAll('_', ' ')}.`;
    return failing(code, about, found, 'Look at the lobby screen: it says what is wrong.');
  } catch {
    const todo = 'Look whether the service runs, and run this as its user.';
    return failing(code, about, 'The service did not answer.', todo);
  }
}
