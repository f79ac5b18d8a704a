import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { freePort } from '../../lab/free-port.ts';
import { startServer } from './started-server.ts';

/** Starts HAProxy with the file of docs/container, in front of two instances. @returns where Envoy calls, and the file */
export async function startHaproxy(
  t: Test,
  [a = '', b = a]: readonly string[],
): Promise<{ hookUrl: string; port: number; file: string }> {
  const text = readFileSync(path.join(projectRoot, 'docs/container/haproxy.cfg'), 'utf8');
  const port = await freePort();
  const lobbyPort = await freePort();
  const site = text
    .replace('bind :443 ssl crt /etc/haproxy/vestibule.pem', `bind 127.0.0.1:${port}`)
    .replace('bind :8443 ssl crt /etc/haproxy/vestibule.pem', `bind 127.0.0.1:${lobbyPort}`)
    .replaceAll('10.0.0.1:8787', a)
    .replaceAll('10.0.0.2:8787', b)
    .replaceAll(/10\.0\.0\.[12]:8788/g, '127.0.0.1:1');
  const file = path.join(t.testdir(), 'haproxy.cfg');
  writeFileSync(file, site);
  await startServer(t, port, 'haproxy', '-db', '-q', '-f', file);
  return { hookUrl: `http://127.0.0.1:${port}${hookRoutes.signIn}`, port, file: text };
}
