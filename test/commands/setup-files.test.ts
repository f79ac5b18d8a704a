import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { commandScript } from '../../scripts/commands/setup/files.ts';
import { usualPlace } from '../../scripts/commands/setup/place.ts';
import {
  serviceUnit,
  cloudflaredConfig,
  funnelCommands,
} from '../../scripts/commands/setup/service-unit.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { socketUnit } from '../../scripts/commands/setup/socket-unit.ts';
import { hookRoutes } from '../../server/envoy/routes.ts';
import { lacking } from '../support/needs.ts';

const place = usualPlace({
  projectDir: projectRoot,
  node: process.execPath,
  hookPort: 8787,
  lobbyPort: 8788,
  deadlineSeconds: 20,
});

function installService(...args: string[]) {
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { PATH: process.env['PATH'], VESTIBULE_LOBBY_PORT: '9988' };
  return spawnSync(process.execPath, [program, 'install-service', ...args], {
    encoding: 'utf8',
    env,
  });
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
    const states = (files as { path: string; state: string }[]).map(
      ({ path: name, state }) => `${state} ${name}`,
    );
    t.ok(states.includes('written /etc/systemd/system/vestibule.service'));
    t.ok(states.includes('kept /etc/vestibule/vestibule.env'));
    const credentials = path.join(root, 'etc/vestibule/credentials');
    t.equal(statSync(credentials).mode & 0o777, 0o700);
  },
);

t.test('whatever the umask of root, the files can be read by those they are for', async (t) => {
  const root = t.testdir();
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const line = 'umask 077; exec "$0" "$1" install-service --root "$2"';
  t.equal(spawnSync('sh', ['-c', line, process.execPath, program, root]).status, 0);
  const modes: Record<string, number> = {
    'etc/chromium/policies/managed': 0o755,
    'etc/chromium/policies/managed/vestibule.json': 0o644,
    'usr/local/bin': 0o755,
    'usr/local/bin/vestibule': 0o755,
    'etc/vestibule/credentials': 0o700,
  };
  for (const [name, mode] of Object.entries(modes)) {
    t.equal(statSync(path.join(root, name)).mode & 0o777, mode, name);
  }
});

t.test('a data folder that the service would not see is refused', async (t) => {
  for (const folder of ['/home/ada/vestibule', '/tmp/vestibule', 'data']) {
    const { status, stderr } = installService('--dry-run', '--data-dir', folder);
    t.equal(status, 1, folder);
    t.match(stderr, /would not see/, folder);
  }
});

/** Writes the command, and runs it with something in systemd's place that prints what it is asked. */
function command(t: Test, ...args: string[]) {
  const folder = t.testdir({
    vestibule: commandScript(place),
    'systemd-run': '#!/bin/sh\nprintf "%s\\0" "$@"\n',
  });
  chmodSync(path.join(folder, 'systemd-run'), 0o755);
  const env = { PATH: `${folder}:${process.env['PATH']}`, VESTIBULE_SYSTEMD_DIR: folder };
  const file = path.join(folder, 'vestibule');
  const { status, stdout } = spawnSync('sh', [file, ...args], { encoding: 'utf8', env });
  const asked = stdout.split('\0').slice(0, -1);
  const from = asked.indexOf('--');
  return { status, options: asked.slice(0, from), given: asked.slice(from + 1) };
}

const needsRoot = lacking('root');

t.test(
  'a command beside the service is given all that the unit gives',
  { skip: needsRoot },
  (t) => {
    const { options } = command(t, 'enroll', 'list');
    const unit = serviceUnit(place).split('\n');
    for (const kind of ['User', 'Environment', 'EnvironmentFile', 'LoadCredential', 'UMask']) {
      const lines = unit.filter((line) => line.startsWith(`${kind}=`));
      t.not(lines.length, 0, kind);
      for (const line of lines) t.ok(options.includes(`--property=${line}`), line);
    }
    t.end();
  },
);

t.test('its arguments arrive as they are, and no name in the journal', { skip: needsRoot }, (t) => {
  const name = `Ada '$HOME' "\${USER}" %n\nExample\n`;
  const { options, given } = command(t, 'enroll', 'add', '--name', name, '');
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  // Of two dollars systemd leaves one.
  const doubled = name.replaceAll('$', '$$$$');
  t.same(given, [process.execPath, program, 'enroll', 'add', '--name', doubled, '']);
  t.notMatch(options.join(' '), /Ada/);
  t.match(options.join(' '), /--description=/);
  t.end();
});

t.test('a folder whose name holds a quote is one word of the command', async (t) => {
  const folder = t.testdir();
  const file = path.join(folder, 'vestibule');
  const projectDir = path.join(folder, `it's here`);
  writeFileSync(file, commandScript({ ...place, projectDir, node: '/bin/echo' }));
  const { status, stdout } = spawnSync('sh', [file, '--version'], { encoding: 'utf8' });
  t.equal(status, 0);
  t.equal(stdout, `${projectDir}/dist/scripts/vestibule.js --version\n`);
});

t.test('without a command it says which there are, as anybody', async (t) => {
  t.equal(command(t).status, 2);
  t.equal(command(t, '--version').status, 0);
});

const skip = lacking('systemd-analyze');

t.test('systemd accepts the unit and finds little that it can reach', { skip }, async (t) => {
  // The user need not exist on the machine that runs the tests.
  for (const dataDir of [place.dataDir, '/srv/vestibule']) {
    const content = serviceUnit({ ...place, user: 'daemon', dataDir });
    const folder = t.testdir({
      'vestibule.service': content,
      'vestibule.socket': socketUnit(place),
    });
    const unit = path.join(folder, 'vestibule.service');
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    t.equal(verified.stderr, '', dataDir);
    const worst = ['security', '--offline=yes', '--threshold=20', '--no-pager', unit];
    t.equal(spawnSync('systemd-analyze', worst).status, 0, 'an exposure of 2.0 at most');
  }
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
    t.ok(reached.test(route) && reached.test(`${route}/`));
    t.ok(funnelCommands(place).includes(`--set-path=${route} http://127.0.0.1:8787${route}\n`));
  }
  for (const other of ['/', '/healthz', '/readyz', '/metrics', '/envoy', '/envoy/sign-in/more']) {
    t.notOk(reached.test(other), other);
  }
});
