import { text } from 'node:stream/consumers';
import type { Config } from '../../server/config/config.ts';
import { readOperatorFile, type OperatorFile } from '../../server/enrolment/operator-access.ts';
import { lobbyAddress } from '../../server/kiosk/lobby-address.ts';
import { askOperator } from '../cli/ask-operator.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const patienceMs = 5000;
const start = 'Start it: npm start, or systemctl start vestibule; its log says why it ended.';

/** Does the service run, and would it look at a visitor now? */
export async function examineService(config: Config): Promise<Finding[]> {
  const hook = `http://${reachable(config.hook.host)}:${config.hook.port}`;
  const health = await answerOf(`${hook}/healthz`);
  if (health === null) {
    return [failing('service', 'Service', `Nothing answers at ${hook}.`, start)];
  }
  if (health.status !== 200) {
    const todo = `Another program has port ${config.hook.port}: end it, or change VESTIBULE_HOOK_PORT.`;
    return [failing('service', 'Service', `Something else answers at ${hook}.`, todo)];
  }
  return [ok('service', 'Service', 'It runs.'), ...(await readiness(config))];
}

async function readiness(config: Config): Promise<Finding[]> {
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
      'Restart it; its log says more.',
    ),
  ];
}

async function answerOf(url: string): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, body: parsed(await response.text()) };
  } catch {
    return null;
  }
}

/** The running service, whatever certificate it has. */
async function answerTo(operator: OperatorFile): Promise<{ body: unknown } | null> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return { body: parsed(await text(await askOperator(operator, '/readyz', { signal }))) };
  } catch {
    return null;
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
