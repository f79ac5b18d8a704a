import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';

t.test('doctor names the program that has the port of the service', async (t) => {
  const other = createServer((_, response) => response.end('something else')).listen(
    0,
    '127.0.0.1',
  );
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  const env = { VESTIBULE_DATA_DIR: t.testdir(), VESTIBULE_HOOK_PORT: String(port) };
  const { out } = await runInTurn(projectRoot, ['doctor', '--json'], env);
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  const service = findings.find(({ code }) => code === 'service');
  t.match(service, { state: 'failing', todo: /End that program/ });
  t.match(service?.found, new RegExp(`\\(process ${process.pid}\\) answers at .*:${port}`));
});
