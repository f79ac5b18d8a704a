import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { projectRoot } from '#server/config/environment.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { freePort } from '../../lab/free-port.ts';

const vestibule = path.join(projectRoot, 'dist/scripts/vestibule.js');
const somewhere = ['--for', 'http://127.0.0.1:1'];

/** Starts the command, and waits for its port. */
async function startStandby(t: Test, args: readonly string[], env: NodeJS.ProcessEnv) {
  const port = String(await freePort());
  const child = spawn(process.execPath, [vestibule, 'standby', ...args, '--port', port], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  let hear = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      hear();
    });
  }
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${origin}/healthz`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const signIn = (jobId: string) => {
    const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId }));
    return sendSigned(`${origin}/envoy/sign-in`, hookSecret, body);
  };
  const says = async (pattern: RegExp) => {
    while (!pattern.test(said)) await new Promise<void>((resolve) => (hear = resolve));
  };
  const end = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    return exited;
  };
  return { signIn, says, end, hangUp: () => child.kill('SIGHUP') };
}

const approving = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }) as const,
};
const withSecret = { ENVOY_CLIENT_SECRET: hookSecret };
const mistakes: Record<string, [args: string[], env: NodeJS.ProcessEnv, said: RegExp]> = {
  'no secret': [somewhere, {}, /needs the client secret/],
  'a secret that is too short': [
    somewhere,
    { ENVOY_CLIENT_SECRET: 'short' },
    /must have at least 16/,
  ],
  'a folder of secrets that is not there': [
    somewhere,
    { CREDENTIALS_DIRECTORY: '/nonexistent/vestibule' },
    /needs the client secret/,
  ],
  'no address of a service': [['--for', 'lobby.example'], withSecret, /no address of a service/],
  'an address without TLS': [
    ['--for', 'http://192.0.2.10:8787'],
    withSecret,
    /unencrypted.*--without-tls/,
  ],
  'an authority that is not there': [
    ['--for', 'https://127.0.0.1:1', '--ca', '/nonexistent/ca.pem'],
    withSecret,
    /--ca is .* cannot be read \(ENOENT\)/,
  ],
  'an authority that is none': [
    ['--for', 'https://127.0.0.1:1', '--ca', vestibule],
    withSecret,
    /--ca is .* no certificate/,
  ],
  'a host that this machine does not have': [
    [...somewhere, '--host', '192.0.2.1'],
    withSecret,
    /no address 192\.0\.2\.1/,
  ],
};

for (const [what, [args, env, said]] of Object.entries(mistakes)) {
  t.test(`a stand-by with a mistake holds everybody, and says it: ${what}`, async (t) => {
    const standby = await startStandby(t, args, env);
    t.match(await standby.signIn('at once'), { status: 412 });
    await standby.says(said);
    t.match(await standby.signIn('later'), { status: 412 });
    t.same(await standby.end(), [0, null]);
  });
}

t.test('a mistake that is mended is taken up without a restart', async (t) => {
  const folder = t.testdir();
  const pipe = path.join(folder, 'ENVOY_CLIENT_SECRET');
  spawnSync('mkfifo', [pipe]);
  const hook = await startHook(t, { checks: [approving] });
  t.teardown(() => hook.stop());
  const { origin } = new URL(hook.url);
  const standby = await startStandby(t, ['--for', origin], { CREDENTIALS_DIRECTORY: folder });
  await standby.says(/is a pipe or a device/);
  standby.hangUp();
  t.match(await standby.signIn('unread'), { status: 412 }, 'SIGHUP does not end it');
  spawnSync('rm', [pipe]);
  writeFileSync(pipe, hookSecret);
  await standby.says(/The stand-by listens/);
  standby.hangUp();
  t.match(await standby.signIn('mended'), { status: 200 });
  t.same(await standby.end(), [0, null]);
});
