import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { Trial } from '../../lab/trial/trial.ts';
import { projectRoot } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Lines } from '../support/lines.ts';
import { StartingService } from '../support/starting-service.ts';

const open = 'default: { checks: none }\n';
const closed = 'default: { checks: { face: } }\n';
const files = ['policy file', 'folder of issuers', 'notification file'];

/** The service's own process, with a policy that lets everybody in. */
async function begin(t: Test) {
  const folder = t.testdir({ 'policy.yaml': open });
  const file = path.join(folder, 'policy.yaml');
  const env = { VESTIBULE_POLICY_FILE: file };
  const service = await StartingService.begin(t, path.join(folder, 'data'), env);
  await service.said(/Engine/);
  return { service, file };
}

t.test('on SIGHUP the files are read again, and one with a mistake changes nothing', async (t) => {
  const { service, file } = await begin(t);
  t.equal((await service.signIn('open')).status, 200);
  writeFileSync(file, closed);
  service.signal('SIGHUP');
  await service.said(/files reloaded/);
  t.match(await service.signIn('closed'), { status: 412, body: /No person is enrolled/ });
  writeFileSync(file, 'default: { checks: { fase: } }\n');
  service.signal('SIGHUP');
  await service.said(/line 1: .*`fase`.*THE POLICY FILE IS NOT FOLLOWED: what was in force stays/);
  t.match(await service.signIn('broken'), { status: 412, body: /No person is enrolled/ });
  rmSync(file);
  service.signal('SIGHUP');
  await service.said(/There is no such file.*THE POLICY FILE IS NOT FOLLOWED: what was in force/);
  t.match(await service.signIn('gone'), { status: 412, body: /No person is enrolled/ });
  t.equal(await service.end('SIGTERM'), 0);
});

t.test('a SIGHUP during the start ends nothing, and is done once it has started', async (t) => {
  const folder = t.testdir();
  const pipe = path.join(folder, 'policy.yaml');
  spawnSync('mkfifo', [pipe]);
  const env = { VESTIBULE_POLICY_FILE: pipe };
  const service = await StartingService.begin(t, path.join(folder, 'data'), env);
  await service.said(/is a pipe or a device/);
  service.signal('SIGHUP');
  await service.said(/reloaded once the service has started/);
  t.match(await service.signIn('starting'), { status: 412, body: /is starting, or cannot start/ });
  rmSync(pipe);
  writeFileSync(pipe, open);
  await service.said(/files reloaded/);
  t.equal((await service.signIn('started')).status, 200);
  t.equal(await service.end('SIGTERM'), 0);
});

t.test('a SIGHUP during the stop changes nothing, and the stop ends as usual', async (t) => {
  const { service, file } = await begin(t);
  writeFileSync(file, closed);
  const stopped = service.end('SIGTERM');
  await service.said(/"stopping"/);
  service.signal('SIGHUP');
  t.equal(await stopped, 0);
  t.notMatch(service.text, /files reloaded/);
});

t.test('a service whose terminal closes goes on answering, and reloads', async (t) => {
  const folder = t.testdir({ 'policy.yaml': closed });
  const file = path.join(folder, 'policy.yaml');
  const terminal = path.join(projectRoot, 'test/support/closed-terminal.py');
  const env = { VESTIBULE_POLICY_FILE: file };
  const before = ['python3', terminal, 'Engine'];
  const service = await StartingService.begin(t, path.join(folder, 'data'), env, before);
  await service.said(/terminal closed/);
  t.match(await service.signIn('closed'), { status: 412, body: /No person is enrolled/ });
  writeFileSync(file, open);
  service.signal('SIGHUP');
  // Nobody reads its log any more. The test's own time is the limit.
  for (let number = 1; (await service.signIn(`open ${number}`)).status !== 200; number++);
});

t.test('two reloads at once follow one another, and none begins after the stop', async (t) => {
  const folder = t.testdir({ 'policy.yaml': open, issuers: {} });
  const log = new Lines();
  const trial = await Trial.start(folder, createLogger('info', log));
  t.teardown(() => trial.stop());
  const { service } = trial;
  const before = log.text().length;
  writeFileSync(path.join(folder, 'policy.yaml'), closed);
  const first = service.reload();
  // Another mistake while the first reload runs: a directory instead of a file.
  const notify = path.join(folder, 'notify.yaml');
  mkdirSync(notify);
  await Promise.all([first, service.reload(), service.reload()]);
  const lines = log.text().slice(before);
  const order = [...lines.matchAll(new RegExp(files.join('|'), 'gi'))].map(([name]) => name);
  t.same(
    order.map((name) => name.toLowerCase()),
    [...files, ...files],
  );
  t.match(lines, /It is no file.*THE NOTIFICATION FILE IS NOT FOLLOWED/);
  t.equal((await trial.signIn({ name: 'Ada Example' })).status, 412, 'the policy counts');
  await service.stop();
  const length = log.text().length;
  await service.reload();
  t.equal(log.text().length, length);
});
