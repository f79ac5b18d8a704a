import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { projectRoot } from '#server/config/environment.ts';

interface Service {
  image: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  environment: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  depends_on?: unknown;
  configs?: unknown;
  healthcheck?: { test: unknown };
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
}

const folder = path.join(projectRoot, 'docs/container');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};
t.equal(files.length, 3);

for (const file of files) {
  t.test(`${file} starts containers that may do little, each by itself`, async (t) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const { services, secrets } = parse(text, { merge: true }) as Compose;
    for (const [name, service] of Object.entries(services)) {
      t.equal(service.read_only, true, `${name} cannot write`);
      t.strictSame(service.cap_drop, ['ALL'], `${name} has no capabilities`);
      t.strictSame(service.security_opt, ['no-new-privileges:true'], name);
      // When podman-compose 1.3 replaces a service, it stops the dependencies and ignores configs.
      t.notOk(service.depends_on ?? service.configs, `${name} is exchanged alone`);
      for (const secret of service.secrets ?? []) t.ok(secrets[secret], `${name} has ${secret}`);
      for (const volume of (service.volumes ?? []).filter((each) => each.startsWith('./'))) {
        t.ok(existsSync(path.join(folder, volume.split(':')[0]!)), volume);
      }
      // podman-compose 1.3 turns a list into a command that cannot run.
      if (service.healthcheck) t.type(service.healthcheck.test, 'string', name);
      if (name !== 'caddy' && name !== 'postgres')
        t.match(service.image, new RegExp(`:${version}$`));
    }
    const ours = Object.keys(services).filter((name) => name.startsWith('vestibule'));
    const caddy = services['caddy'];
    // A stand-by is behind the tunnel of its own machine, without Caddy.
    if (!caddy) return;
    const asked = caddy.environment['VESTIBULE_INSTANCES'];
    t.equal(asked, ours.map((name) => `${name}:8787`).join(' '), 'Caddy asks every instance');
  });
}

t.test('the health check tells a service that answers from one that does not', async (t) => {
  const { services } = parse(readFileSync(path.join(folder, 'compose.yaml'), 'utf8')) as Compose;
  const check = String(services['vestibule']?.healthcheck?.test);
  let status = 200;
  const server = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const command = check.replace('8787', String(port));
  const quoted = `'${command.replaceAll("'", `'"'"'`)}'`;
  // Docker runs the command in a shell; podman-compose adds another shell around that.
  for (const run of [command, `/bin/sh -c ${quoted}`]) {
    status = 200;
    t.equal(await exitCode(run), 0);
    status = 503;
    t.equal(await exitCode(run), 1);
  }
});

async function exitCode(command: string): Promise<number> {
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}
