import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { usualPlace } from '../../scripts/install-service/place.ts';
import { serviceUnit } from '../../scripts/install-service/service-unit.ts';
import { cloudflaredConfig, funnelCommands } from '../../scripts/install-service/tunnels.ts';
import { projectRoot } from '../../server/config/paths.ts';
import { hookRoutes } from '../../server/envoy/routes.ts';

const place = usualPlace({
  projectDir: projectRoot,
  node: process.execPath,
  hookPort: 8787,
  lobbyPort: 8788,
  deadlineSeconds: 20,
});
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

function installService(...args: string[]) {
  const program = path.join(projectRoot, 'dist/scripts/install-service.js');
  const env = { PATH: process.env['PATH'], VESTIBULE_LOBBY_PORT: '9988' };
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env });
}

t.test('with --dry-run the files are printed and none is written', async (t) => {
  const root = t.testdir();
  const { status, stdout } = installService('--dry-run', '--root', root);
  t.equal(status, 0);
  t.match(stdout, /Type=notify/);
  t.match(stdout, /http:\/\/127\.0\.0\.1:9988/, 'with the settings of this machine');
  t.throws(() => statSync(path.join(root, 'etc')), { code: 'ENOENT' });
});

t.test(
  'what whoever installs has filled in is kept, and the rest brought up to date',
  async (t) => {
    const root = t.testdir();
    t.equal(installService('--root', root).status, 0);
    const settings = path.join(root, 'etc/vestibule/vestibule.env');
    const unit = path.join(root, 'etc/systemd/system/vestibule.service');
    writeFileSync(settings, 'VESTIBULE_LIVENESS=active\n');
    writeFileSync(unit, 'of an older version');
    const { stdout } = installService('--root', root, '--json');
    t.equal(readFileSync(settings, 'utf8'), 'VESTIBULE_LIVENESS=active\n');
    t.match(readFileSync(unit, 'utf8'), /Type=notify/);
    const { files } = JSON.parse(stdout) as { files: unknown };
    t.match(files, [
      { path: '/etc/systemd/system/vestibule.service', state: 'written' },
      { path: '/etc/vestibule/vestibule.env', state: 'kept' },
    ]);
    const credentials = path.join(root, 'etc/vestibule/credentials');
    t.equal(statSync(credentials).mode & 0o777, 0o700);
  },
);

const skip = hasSystemd ? false : 'needs systemd-analyze';

t.test('systemd accepts the unit and finds little that it can reach', { skip }, async (t) => {
  // The user need not exist on the machine that runs the tests.
  const folder = t.testdir({ 'vestibule.service': serviceUnit({ ...place, user: 'daemon' }) });
  const unit = path.join(folder, 'vestibule.service');
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  t.equal(verified.stderr, '');
  const worst = ['security', '--offline=yes', '--threshold=20', '--no-pager', unit];
  t.equal(spawnSync('systemd-analyze', worst).status, 0, 'an exposure of 2.0 at most');
});

t.test('a tunnel reaches the paths that Envoy calls and no other', async (t) => {
  interface Rules {
    ingress: { path?: string; service: string }[];
  }
  const [first, last, ...more] = (parse(cloudflaredConfig(place)) as Rules).ingress;
  t.same(last, { service: 'http_status:404' });
  t.same(more, []);
  const reached = new RegExp(first?.path ?? '^$');
  for (const route of Object.values(hookRoutes)) {
    t.ok(reached.test(route));
    t.ok(funnelCommands(place).includes(`--set-path=${route} http://127.0.0.1:8787${route}\n`));
  }
  for (const other of ['/', '/healthz', '/readyz', '/metrics', '/envoy', '/envoy/sign-in/more']) {
    t.notOk(reached.test(other), other);
  }
});
