import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import t, { type Test } from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { projectRoot } from '#server/config/environment.ts';
import { buildStandby } from '#server/envoy/standby/standby-listener.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import { lacking } from '../support/needs.ts';
import { freePort } from '../../lab/free-port.ts';
import { isOldCaddy, startServer } from '../support/started-server.ts';

const approving = {
  name: 'approving',
  run: async () => ({ passed: true, reason: 'matched' }) as const,
};

/** The proxy file from docs/standby.md, with the ports of this test. */
function shown(name: string, ports: { standby: number; service: number }): string {
  const page = readFileSync(path.join(projectRoot, 'docs/standby.md'), 'utf8');
  const [, block = ''] = page.split(`<!-- begin:${name} -->`);
  const [, text = ''] = /```\w+\n([\s\S]*?)```/.exec(block) ?? [];
  return text.replace('8787', String(ports.standby)).replace('8789', String(ports.service));
}

type StartProxy = (t: Test, site: string, port: number) => Promise<void>;

const proxies: Record<string, StartProxy> = {
  caddy: async (t, site, port) => {
    const config = path.join(t.testdir(), 'Caddyfile');
    const named = site
      .replace('request_buffers 8MB', isOldCaddy() ? 'buffer_requests' : '$&')
      .replace('vestibule.example.com', `http://127.0.0.1:${port}`);
    writeFileSync(config, `{\n\tadmin off\n}\n${named}`);
    await startServer(t, port, 'caddy', 'run', '--adapter', 'caddyfile', '--config', config);
  },
  nginx: async (t, site, port) => {
    const folder = t.testdir();
    const plain = site
      .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
      .replaceAll(/^\s*ssl_.*$/gm, '');
    writeFileSync(
      path.join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log stderr; events {}
       http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; ${plain} }`,
    );
    await startServer(t, port, 'nginx', '-p', folder, '-c', 'nginx.conf');
  },
};

for (const [name, startProxy] of Object.entries(proxies)) {
  t.test(
    `behind ${name}, the stand-by holds visitors without the service, and the service answers without it`,
    { skip: lacking(name as 'caddy' | 'nginx') },
    async (t) => {
      const ports = { standby: await freePort(), service: await freePort() };
      const options = { checks: [approving], databaseFile: `${t.testdir()}/vestibule.sqlite` };
      let hook = await startHook(t, { ...options, port: ports.service });
      t.teardown(() => hook.stop());
      const standby = await buildStandby({
        target: {
          current: { url: new URL(`http://127.0.0.1:${ports.service}`), secrets: [hookSecret] },
        },
        secrets: [hookSecret],
        log: pino({ level: 'silent' }),
      });
      t.teardown(() => standby.close());
      await standby.listen({ host: '127.0.0.1', port: ports.standby });
      const port = await freePort();
      await startProxy(t, shown(name, ports), port);
      const signIn = (jobId: string) =>
        sendSigned(
          `http://127.0.0.1:${port}/envoy/sign-in`,
          hookSecret,
          JSON.stringify(heldSignIn({ name: 'Ada Example', jobId })),
        );
      t.match(await signIn('both'), { status: 200 });
      await hook.stop();
      t.match(await signIn('service away'), { status: 412, body: /face check is away/ });
      hook = await startHook(t, { ...options, port: ports.service });
      t.match(await signIn('service back'), { status: 200 });
      await standby.close();
      // Old Caddy loses the body of a call that it retries.
      if (name === 'caddy' && isOldCaddy()) return;
      t.match(await signIn('stand-by away'), { status: 200 });
    },
  );
}
