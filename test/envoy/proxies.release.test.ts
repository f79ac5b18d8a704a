import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { defaultLocation } from '#server/installation/setup/install-location.ts';
import { projectRoot } from '#server/config/environment.ts';
import { tunnelConfig } from '#server/installation/setup/tunnels.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { sign } from '#envoy';
import type { Check } from '#server/sign-in/check.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { startComposed } from '../support/composed-caddy.ts';
import { startHaproxy } from '../support/composed-haproxy.ts';
import { lacking } from '../support/needs.ts';
import { freePort } from '../../lab/free-port.ts';
import { isOldCaddy, startServer } from '../support/started-server.ts';
import { StartingService } from '../support/starting-service.ts';

const welcoming: Pick<Check, 'name' | 'run'> = {
  name: 'test',
  run: async () => ({ passed: true, reason: 'matched' }),
};
const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'through-a-proxy' }));
const paths = Object.values(hookRoutes);

/** The configuration that setup writes. */
function configAt(hookPort: number, program: 'caddy' | 'nginx', hostname = 'hook.example') {
  return tunnelConfig(defaultLocation({ hookPort, hostname }), program);
}

/** Sends the target as written, where other clients would normalise it. @returns the status */
function call(port: number, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'x-envoy-signature': sign(hookSecret, body),
    };
    request({ port, host: '127.0.0.1', path: target, method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    })
      .on('error', reject)
      .end(body);
  });
}

/** Checks that the proxy forwards Envoy's calls and nothing else. */
async function letsThrough(t: Test, port: number) {
  const url = `http://127.0.0.1:${port}${hookRoutes.signIn}`;
  t.equal((await sendSigned(url, hookSecret, body)).status, 200);
  t.equal((await sendSigned(`${url}/`, hookSecret, body)).status, 200, 'with a slash at its end');
  t.equal((await sendSigned(url, 'another secret, not Envoy’s', body)).status, 401);
  const long = JSON.stringify({ filling: 'x'.repeat(3 * 1024 * 1024) });
  t.equal(
    (await sendSigned(url, hookSecret, long)).status,
    412,
    'held by the service when too long',
  );
  for (const known of paths) t.not(await call(port, known), 404, known);
  for (const other of [
    ...['/', '/healthz', '/readyz', '/metrics', '/desk/', '/envoy/', '/envoy/sign-in/more'],
    ...['/envoy/sign-in/../../readyz', '/envoy/sign-in/..%2f..%2freadyz', '//readyz'],
    ...['/readyz?/envoy/sign-in', '/readyz#/envoy/sign-in', '/x/envoy/sign-in'],
  ]) {
    t.match(await call(port, other), /^40[04]$/, other);
  }
}

t.test('Caddy', { skip: lacking('caddy') }, async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const port = await freePort();
  const hookPort = Number(new URL(hook.url).port);
  const site = configAt(hookPort, 'caddy', `http://127.0.0.1:${port}`);
  const file = path.join(t.testdir(), 'Caddyfile');
  writeFileSync(file, `{\n\tadmin off\n}\n${site}`);
  await startServer(t, port, 'caddy', 'run', '--adapter', 'caddyfile', '--config', file);
  await letsThrough(t, port);
});

async function composed(t: Test, ...instances: string[]): Promise<string> {
  const { hookUrl, file } = await startComposed(t, instances);
  t.match(file, configAt(1, 'caddy').match(/path_regexp .*/)![0], 'the same paths');
  return hookUrl;
}

async function behindHaproxy(t: Test, ...instances: string[]): Promise<string> {
  const { hookUrl, file } = await startHaproxy(t, instances);
  t.match(configAt(1, 'caddy'), /path_reg (.*)/.exec(file)![1]!, 'the same paths');
  return hookUrl;
}

t.test('HAProxy', { skip: lacking('haproxy') }, async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const { port } = await startHaproxy(t, [new URL(hook.url).host]);
  await letsThrough(t, port);
});

for (const [proxy, startProxy] of [
  ['caddy', composed],
  ['haproxy', behindHaproxy],
] as const) {
  // Debian 13's Caddy may lose the body of a call that it retries, and then answers that call itself.
  const mayLose = proxy === 'caddy' && isOldCaddy();

  t.test(
    `a call waits in the ${proxy} of our file while the service is exchanged`,
    { skip: lacking(proxy) },
    async (t) => {
      const hookPort = await freePort();
      const url = await startProxy(t, `127.0.0.1:${hookPort}`);
      const waiting = sendSigned(url, hookSecret, body);
      const hook = await startHook(t, { checks: [welcoming], port: hookPort });
      t.teardown(() => hook.stop());
      t.equal((await waiting).status, 200);
    },
  );

  t.test(
    `that ${proxy} asks an instance that is up, and one that starts when no other is there`,
    { skip: lacking(proxy) },
    async (t) => {
      // Without a database, this instance never finishes its start and holds every visitor.
      const starting = await StartingService.begin(t, t.testdir(), {
        VESTIBULE_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        ENVOY_CLIENT_SECRET: hookSecret,
      });
      await starting.said(/VISITORS ARE HELD/);
      const hook = await startHook(t, { checks: [welcoming] });
      const url = await startProxy(t, new URL(starting.origin).host, new URL(hook.url).host);
      const call = (jobId: string) =>
        sendSigned(url, hookSecret, JSON.stringify(heldSignIn({ name: 'Ada Example', jobId })));
      // Before its first health check, the proxy may call the instance that starts.
      let calls = 0;
      while ((await call(`early-${calls}`)).status !== 200) {
        calls += 1;
        await pause(50);
      }
      for (const jobId of ['one', 'two', 'three']) t.equal((await call(jobId)).status, 200);
      await hook.stop();
      for (let held = 0; held < 4; calls += 1) {
        const { status } = await call(`late-${calls}`);
        const isLost = proxy === 'caddy' && status === 502 && (held === 0 || mayLose);
        t.ok(status === 412 || isLost, 'not let in');
        if (status === 412) held += 1;
      }
    },
  );
}

t.test('nginx', { skip: lacking('nginx') }, async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const port = await freePort();
  const folder = t.testdir();
  const site = configAt(Number(new URL(hook.url).port), 'nginx');
  // Without the certificate, which belongs to the operator.
  const plain = site.replace('listen 443 ssl', `listen 127.0.0.1:${port}`);
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr; events {}
     http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
       ${plain.replaceAll(/^\s*ssl_.*$/gm, '')} }`,
  );
  await startServer(t, port, 'nginx', '-p', folder, '-c', 'nginx.conf');
  await letsThrough(t, port);
});

t.test('ssh, from the machine to one outside', { skip: lacking('root', 'sshd') }, async (t) => {
  const hook = await startHook(t, { checks: [welcoming] });
  t.teardown(() => hook.stop());
  const hookPort = Number(new URL(hook.url).port);
  const [sshPort, port] = [await freePort(), await freePort()];
  const folder = t.testdir();
  for (const key of ['host', 'client']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, key)]);
  }
  mkdirSync('/run/sshd', { recursive: true });
  const config = path.join(folder, 'sshd_config');
  writeFileSync(
    config,
    `Port ${sshPort}\nListenAddress 127.0.0.1\nHostKey ${folder}/host\nStrictModes no\nUsePAM no
     AuthorizedKeysFile ${folder}/client.pub\nPidFile none\nPermitRootLogin yes\n`,
  );
  await startServer(t, sshPort, '/usr/sbin/sshd', '-D', '-e', '-f', config);
  const known = `[127.0.0.1]:${sshPort} ${readFileSync(`${folder}/host.pub`, 'utf8')}`;
  writeFileSync(path.join(folder, 'known'), known);
  // The command of the guide, with another port at the far end, because both ends are one machine here.
  const guide = readFileSync(path.join(projectRoot, 'docs/tunnel.md'), 'utf8');
  const [command = ''] = /^ssh .*$/m.exec(guide) ?? [];
  const [program = '', ...line] = command
    .replaceAll('8787', String(hookPort))
    .replace('vestibule.example.com', '127.0.0.1')
    .replace(`127.0.0.1:${hookPort}:`, `127.0.0.1:${port}:`)
    .replace('tunnel@', `${userInfo().username}@`)
    .split(' ');
  const ours = ['-p', String(sshPort), '-i', `${folder}/client`, '-F', 'none'];
  await startServer(t, port, program, ...ours, '-o', `UserKnownHostsFile=${folder}/known`, ...line);
  const url = `http://127.0.0.1:${port}${hookRoutes.signIn}`;
  t.equal((await sendSigned(url, hookSecret, body)).status, 200);
  t.equal((await sendSigned(url, 'another secret, not Envoy’s', body)).status, 401);
});
