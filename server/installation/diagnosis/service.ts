import { text, json } from 'node:stream/consumers';
import type { Config } from '../../config/config.ts';
import { programVersion } from '../../config/environment.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { CallTrouble, RefusedCalls } from '../../envoy/envoy-calls.ts';
import { lobbyAddress } from '../../kiosk/lobby-listener.ts';
import {
  readOperatorFile,
  type OperatorFile,
  testCapturePath,
  type TestCaptureAnswer,
} from '../../kiosk/operator-access.ts';
import { printable, readJson } from '#base/text';
import { timeOf } from '../../platform/local-time.ts';
import type { Db } from '../../store/schema.ts';
import { listKiosks } from '../../store/tables/kiosks.ts';
import { askOperator } from '../ask-operator.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { setClock } from './machine.ts';
import { portHolder } from './port-holder.ts';
import { vestibule } from '../../platform/operator-error.ts';

const timeoutMs = 5000;
const start = 'Start it: npm start, or systemctl start vestibule; its log says why it ended.';

/** Examines whether the service runs and could check a visitor now. A full disk needs space, not a restart. */
export async function checkService(config: Config, isDiskFull = false): Promise<Finding[]> {
  const hook = `http://${reachable(config.hook.host)}:${config.hook.port}`;
  const health = await answerOf(`${hook}/healthz`);
  if (health === null) {
    if (await answersOnLoopback(config.hook.port)) return [hostMissing(config.hook.host)];
    const found = `Nothing answers at ${hook}: Envoy lets every visitor in.`;
    return [failing('service', 'Service', found, start)];
  }
  if (health.status !== 200 || !isOurs(health.body)) {
    const { port } = config.hook;
    const holder = await portHolder(port);
    const found = printable`${holder ?? 'Another program'} answers at ${hook}, and not this service.`;
    // The command runs as the service's user, who cannot see other users' programs.
    const which = holder === null ? `See which one: sudo ss -ltnp sport = :${port}. ` : '';
    const todo = `${which}End that program, or change VESTIBULE_HOOK_PORT. The service then takes the port by itself.`;
    return [failing('service', 'Service', found, todo)];
  }
  return [
    running(health.body),
    ...calls(health.body, config.databaseServer !== null),
    ...(isStarting(health.body) ? [starting] : await readiness(config, isDiskFull)),
  ];
}

/** Whether an answer of `/healthz` is this program's. */
function isOurs(body: unknown): boolean {
  const { status } = (body ?? {}) as { status?: unknown };
  return status === 'ok' || status === 'starting';
}

/** The service answers on loopback while the machine lacks the configured address. */
async function answersOnLoopback(port: number): Promise<boolean> {
  return isStarting((await answerOf(`http://127.0.0.1:${port}/healthz`))?.body);
}

const hostMissing = (host: string) =>
  failing(
    'service',
    'Service',
    printable`This machine has no address ${host}. The service is at 127.0.0.1 only, and holds every visitor.`,
    'Set VESTIBULE_HOOK_HOST to 127.0.0.1, where a tunnel on this machine reaches it, and restart.',
  );

function isStarting(body: unknown): boolean {
  return (body as { status?: unknown } | null)?.status === 'starting';
}

const starting = failing(
  'starting',
  'Ready',
  'It is still starting, and holds every visitor.',
  'Its log says what it waits for: journalctl -u vestibule. It continues without a restart once you fix that.',
);

/** After an upgrade, the old process may still run. */
function running(body: unknown): Finding {
  const { version } = (body ?? {}) as { version?: unknown };
  const here = programVersion();
  if (version === here) return ok('service', 'Service', `It runs, version ${here}.`);
  const found =
    typeof version === 'string'
      ? printable`It runs, but is version ${version}; this command is ${here}.`
      : `It runs, but is of a version before ${here}, which this command is.`;
  return warning('service', 'Service', found, 'Restart it: systemctl restart vestibule.');
}

/** Reports what the service has noticed about Envoy's calls. */
function calls(body: unknown, isShared: boolean): Finding[] {
  const { refused, trouble } = body as { refused?: RefusedCalls; trouble?: CallTrouble };
  const findings: Finding[] = [];
  if (refused) {
    const found = refusedWords(refused, isShared);
    const since = refused.inRow > 0 ? 'None of Envoy came since.' : "Envoy's own came through.";
    findings.push(
      trouble?.kind === 'calls_refused'
        ? failing('wrong_signatures', aboutSecret, `${isAnothers} ${found}`, copyAgain)
        : warning('wrong_signatures', aboutSecret, `${found} ${since}`, strangers),
    );
  }
  if (trouble?.kind === 'clock_off') {
    const { minutes, isAhead } = trouble;
    const found = `The latest sign-ins were ${minutes} minutes ${isAhead ? 'old when they arrived' : 'in the future'}: this machine's clock is probably ${isAhead ? 'ahead' : 'behind'}.`;
    findings.push(failing('clock', 'Clock', found, setClock));
  }
  return findings;
}

function refusedWords({ count, lastAt, lastFrom, since }: RefusedCalls, isShared: boolean): string {
  const number = count === 1 ? '1 call' : `${count} calls`;
  const start = new Date(since);
  const isYoung = Date.now() - start.getTime() < 24 * 3600_000;
  const span = isYoung ? `since the start on ${timeOf(start)}` : 'in the last day';
  const last = `the last on ${timeOf(new Date(lastAt))} ${fromWhere(lastFrom)}`;
  const others = isShared ? ' Every other instance counts its own: run the doctor there.' : '';
  return printable`${number} with the signature of another secret came ${span}, ${last}.${others}`;
}

function fromWhere({ address, saidByTunnel }: RefusedCalls['lastFrom']): string {
  if (saidByTunnel !== null) return `from ${saidByTunnel}, as a header of the tunnel says`;
  if (address === null) return 'from a connection that was closed at once';
  const isTunnel = address.startsWith('127.') || address === '::1';
  return isTunnel ? `from this machine, or by a tunnel that names no address` : `from ${address}`;
}

const aboutSecret = 'Client secret';
const isAnothers =
  "Envoy's calls are refused, and Envoy lets the visitors in: the secret is probably another app's.";
const copyAgain = `Compare the client secret with the one on the app's page in Envoy, and store it again: ${vestibule} setup.`;
const strangers =
  'Nothing, if strangers can reach the address; otherwise look for a second app in Envoy.';

async function readiness(config: Config, isDiskFull: boolean): Promise<Finding[]> {
  const operator = await readOperatorFile(config.dataDir).catch(() => null);
  const ready = operator
    ? await answerTo(operator)
    : await answerOf(`${lobbyAddress(config.lobby)}/readyz`);
  const checks = (ready?.body as { checks?: Record<string, string> } | null)?.checks;
  if (!checks) {
    const todo = 'Look at VESTIBULE_LOBBY_HOST and VESTIBULE_LOBBY_PORT, and at its log.';
    return [failing('readiness', 'Ready', 'The lobby listener does not answer.', todo)];
  }
  const parts = Object.entries(checks).filter(
    ([part, state]) => part !== 'kiosk' && state !== 'ok',
  );
  if (parts.length === 0) return [ok('readiness', 'Ready', 'Its database and models work.')];
  const names = parts.map(([part]) => part).join(', ');
  return [
    warning(
      'readiness',
      'Ready',
      `This does not work: ${names}.`,
      isDiskFull
        ? 'Make room on the disk: it continues by itself, without a restart.'
        : 'Restart it; its log says more.',
    ),
  ];
}

async function answerOf(url: string): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, body: readJson(await response.text()) };
  } catch {
    return null;
  }
}

/** Asks the running service, whatever its certificate. */
async function answerTo(operator: OperatorFile): Promise<{ body: unknown } | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    return { body: readJson(await text(await askOperator(operator, '/readyz', { signal }))) };
  } catch {
    return null;
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Only the running service can reach the cameras. */
export const camerasNotTried = failing(
  'camera',
  'Cameras',
  'None was tried, because the service does not run.',
  'Start it; if it runs, say with VESTIBULE_DATA_DIR in which folder, and run this as its user.',
);

/** Turns every paired screen's camera on for a moment. Needs the running service. */
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

/** Examines whether anybody notices when this service is silent. */
export function checkHeartbeat({ heartbeatUrl }: Pick<Secrets, 'heartbeatUrl'>): Finding[] {
  if (heartbeatUrl !== null) return [];
  return [
    warning(
      'heartbeat',
      'Silence',
      'Nothing monitors this service. If it goes down, Envoy lets visitors in and nobody gets an alert.',
      `Add a heartbeat URL (${vestibule} setup, HEARTBEAT_URL) or monitor the sign-in URL from outside; see docs/notifications.md.`,
    ),
  ];
}
