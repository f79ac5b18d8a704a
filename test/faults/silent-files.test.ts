import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { secret } from '../../lab/running-service.ts';
import { mountDeadFolder } from '../support/dead-mount.ts';
import { lacking } from '../support/needs.ts';
import { StartingService } from '../support/starting-service.ts';

const silent = 'vestibule-silent';

/** A pipe that nobody writes into. */
function pipeIn(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const pipe = path.join(folder, name);
  spawnSync('mkfifo', [pipe]);
  return pipe;
}

/** The environment with a file that never comes, in a folder of the test. */
const cases: Record<string, (folder: string) => NodeJS.ProcessEnv> = {
  "a pipe as the database's address": (folder) => ({
    VESTIBULE_DATABASE_URL_FILE: pipeIn(folder, silent),
  }),
  "a device as the database's address": () => ({ VESTIBULE_DATABASE_URL_FILE: '/dev/zero' }),
  'a pipe as the client secret': (folder) => {
    pipeIn(folder, 'ENVOY_CLIENT_SECRET');
    return { ENVOY_CLIENT_SECRET: '', CREDENTIALS_DIRECTORY: folder };
  },
  "a pipe as the credential of the database's address": (folder) => {
    pipeIn(folder, 'VESTIBULE_DATABASE_URL');
    return { CREDENTIALS_DIRECTORY: folder };
  },
  'a pipe as the policy': (folder) => ({ VESTIBULE_POLICY_FILE: pipeIn(folder, silent) }),
  'a pipe as the key': (folder) => ({ VESTIBULE_TEMPLATE_KEY_FILE: pipeIn(folder, silent) }),
  'a pipe as the logo': (folder) => ({ VESTIBULE_OFFICE_LOGO: pipeIn(folder, silent) }),
};

async function expectHeld(t: Test, service: StartingService, said: RegExp): Promise<void> {
  const answer = await service.signIn('at once');
  t.match(answer, { status: 412, body: /is starting, or cannot start/ });
  await service.said(said);
  const again = await service.signIn('later');
  t.match(again, { status: 412, body: /is starting, or cannot start/ });
}

for (const [what, environment] of Object.entries(cases)) {
  t.test(`a file that never comes keeps nobody from an answer: ${what}`, async (t) => {
    const folder = t.testdir();
    const env = environment(path.join(folder, 'files'));
    const service = await StartingService.begin(t, path.join(folder, 'data'), env);
    await expectOpen(service);
    await expectHeld(t, service, /is a pipe or a device: give the name of a file/);
    t.equal(await service.end('SIGTERM'), 0);
  });
}

t.test('a secret longer than any is refused, and everybody is held', async (t) => {
  const folder = t.testdir({ ENVOY_CLIENT_SECRET: 'x'.repeat(100_000) });
  const env = { ENVOY_CLIENT_SECRET: '', CREDENTIALS_DIRECTORY: folder };
  const service = await StartingService.begin(t, path.join(folder, 'data'), env);
  await expectOpen(service);
  await expectHeld(t, service, /ENVOY_CLIENT_SECRET cannot be read \(more than 64 kB\)/);
  t.equal(await service.end('SIGTERM'), 0);
});

t.test('a pipe that becomes a file is taken up without a restart', async (t) => {
  const folder = t.testdir();
  const credentials = path.join(folder, 'credentials');
  const pipe = pipeIn(credentials, 'ENVOY_CLIENT_SECRET');
  const env = { ENVOY_CLIENT_SECRET: '', CREDENTIALS_DIRECTORY: credentials };
  const service = await StartingService.begin(t, path.join(folder, 'data'), env);
  await service.said(/is a pipe or a device/);
  rmSync(pipe);
  writeFileSync(pipe, secret);
  await service.said(/is ready/);
  t.match(await service.signIn('afterwards'), { status: 412, body: /No person is enrolled/ });
});

t.test('a dead network share', { skip: lacking('fuse') }, async (t) => {
  const share = await mountDeadFolder(t);
  const there = (name: string) => path.join(share, name);
  const places: Record<string, NodeJS.ProcessEnv> = {
    secret: { ENVOY_CLIENT_SECRET: '', CREDENTIALS_DIRECTORY: share },
    "database's address": { VESTIBULE_DATABASE_URL_FILE: there('url') },
    policy: { VESTIBULE_POLICY_FILE: there('policy.yaml') },
    data: { VESTIBULE_DATA_DIR: there('data') },
  };
  for (const [what, env] of Object.entries(places)) {
    t.test(`it keeps nobody from an answer: ${what}`, async (t) => {
      const service = await StartingService.begin(t, path.join(t.testdir(), 'data'), env);
      await expectOpen(service);
      await expectHeld(t, service, /does not answer: look at its disk or network share/);
      t.equal(await service.end('SIGTERM'), 0);
    });
  }
});

/** Waits until the port answers. The test's own time is the limit. */
async function expectOpen(service: StartingService): Promise<void> {
  while (!(await fetch(`${service.origin}/healthz`).catch(() => null))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
