import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { freePort } from '../../lab/free-port.ts';
import { isOldCaddy, startServer } from './started-server.ts';

/**
 * Starts Caddy with the file of the compose files, in front of these instances. @param lobbyUrl where screens connect
 * @returns where Envoy calls, and the file as it is shipped
 */
export async function startComposed(
  t: Test,
  instances: readonly string[],
  lobbies: readonly string[] = ['127.0.0.1:1'],
  lobbyUrl?: string,
): Promise<{ hookUrl: string; file: string }> {
  const port = await freePort();
  const lastPort = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const text = readFileSync(path.join(projectRoot, 'docs/container/Caddyfile'), 'utf8');
  const site = text
    .replaceAll('8786', String(lastPort))
    .replace(':8788', `:${lobbyUrl ? new URL(lobbyUrl).port : await freePort()}`);
  const settings = {
    VESTIBULE_NAME: address,
    VESTIBULE_INSTANCES: instances.join(' '),
    VESTIBULE_LOBBIES: lobbies.join(' '),
    ...(isOldCaddy() && { VESTIBULE_BUFFERS: 'buffer_requests' }),
  };
  const caddy = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const folder = t.testdir();
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n}\n${site}`);
  caddy.push('caddy', 'run', '--adapter', 'caddyfile', '--config', file);
  await startServer(t, port, 'env', ...caddy);
  return { hookUrl: address + hookRoutes.signIn, file: text };
}
