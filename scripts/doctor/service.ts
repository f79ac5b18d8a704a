import { readOperatorFile } from '../../server/enrolment/operator-access.ts';
import type { Config } from '../../server/config/config.ts';
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
  const lobby = operator?.url ?? `http://${reachable(config.lobby.host)}:${config.lobby.port}/`;
  const ready = await answerOf(new URL('/readyz', lobby).href);
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
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
