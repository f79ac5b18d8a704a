import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { projectRoot } from '../../server/config/environment.ts';

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
      // podman-compose 1.3 stops what an exchanged service depends on, and passes over configs.
      t.notOk(service.depends_on ?? service.configs, `${name} is exchanged alone`);
      for (const secret of service.secrets ?? []) t.ok(secrets[secret], `${name} has ${secret}`);
      for (const volume of (service.volumes ?? []).filter((each) => each.startsWith('./'))) {
        t.ok(existsSync(path.join(folder, volume.split(':')[0]!)), volume);
      }
      if (name !== 'caddy' && name !== 'postgres')
        t.match(service.image, new RegExp(`:${version}$`));
    }
    const ours = Object.keys(services).filter((name) => name.startsWith('vestibule'));
    const caddy = services['caddy'];
    // A stand-by has the tunnel of its own machine in front of it.
    if (!caddy) return;
    const asked = caddy.environment['VESTIBULE_INSTANCES'];
    t.equal(asked, ours.map((name) => `${name}:8787`).join(' '), 'Caddy asks every instance');
  });
}
