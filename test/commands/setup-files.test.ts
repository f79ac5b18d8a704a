import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { defaultLocation } from '#server/installation/setup/install-location.ts';
import {
  commandScript,
  serviceUnit,
  socketUnit,
  standbySocketUnit,
  standbyUnit,
} from '#server/installation/setup/units.ts';
import {
  namesOtherPort,
  openingSteps,
  tunnelConfig,
  tunnelUnit,
  tunnelUnitName,
} from '#server/installation/setup/tunnels.ts';
import { projectRoot } from '#server/config/environment.ts';
import { hookRoutes } from '#server/envoy/call-guards.ts';
import { lacking } from '../support/needs.ts';

const place = defaultLocation({
  projectDir: projectRoot,
  node: process.execPath,
  hookPort: 8787,
  lobbyPort: 8788,
});

/** Writes the command, and runs it with a fake `systemd-run` that prints its arguments. */
function command(t: Test, ...args: string[]) {
  const folder = t.testdir({
    // Points to an existing folder, so that the test does not depend on this machine's systemd.
    vestibule: commandScript(place).replaceAll('/run/systemd/system', projectRoot),
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
  // systemd turns two dollar signs into one.
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
  // Uses `daemon`, because the machine of the tests need not have the real user.
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

for (const tunnel of ['cloudflared', 'ngrok'] as const) {
  t.test(`systemd accepts the unit that keeps ${tunnel} open`, { skip }, async (t) => {
    const folder = t.testdir({ [tunnelUnitName]: tunnelUnit(place, tunnel) });
    const unit = path.join(folder, tunnelUnitName);
    t.equal(spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }).stderr, '');
    const worst = ['security', '--offline=yes', '--threshold=20', '--no-pager', unit];
    t.equal(spawnSync('systemd-analyze', worst).status, 0, 'an exposure of 2.0 at most');
  });
}

t.test('systemd accepts the unit of the stand-by', { skip }, (t) => {
  const folder = t.testdir({
    'vestibule-standby.service': standbyUnit(place),
    'vestibule-standby.socket': standbySocketUnit(),
  });
  const unit = path.join(folder, 'vestibule-standby.service');
  t.equal(spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' }).stderr, '');
  const worst = ['security', '--offline=yes', '--threshold=20', '--no-pager', unit];
  t.equal(spawnSync('systemd-analyze', worst).status, 0, 'an exposure of 2.0 at most');
  t.end();
});

t.test('a tunnel file that names only other ports leads elsewhere', async (t) => {
  const leads = (content: string) => namesOtherPort(place, 'file', () => content);
  for (const tunnel of ['cloudflared', 'caddy', 'nginx'] as const) {
    t.notOk(leads(tunnelConfig(place, tunnel)), tunnel);
    t.ok(leads(tunnelConfig({ ...place, hookPort: 9787 }, tunnel)), tunnel);
  }
  t.notOk(leads('tunnel: an id, and its rules are on the web'));
  t.notOk(
    namesOtherPort(place, null, () => null),
    'a tunnel without a file',
  );
});

t.test('a tunnel reaches the paths that Envoy calls and no other', async (t) => {
  interface Rules {
    ingress: { path?: string; service: string }[];
  }
  const [first, last, ...more] = (parse(tunnelConfig(place, 'cloudflared')) as Rules).ingress;
  t.same(last, { service: 'http_status:404' });
  t.same(more, []);
  const reached = new RegExp(first?.path ?? '^$');
  for (const route of Object.values(hookRoutes)) {
    t.ok(reached.test(route) && reached.test(`${route}/`));
    t.ok(
      openingSteps(place, 'tailscale', false).includes(
        `--set-path=${route} http://127.0.0.1:8787${route}`,
      ),
    );
  }
  for (const other of ['/', '/healthz', '/readyz', '/metrics', '/envoy', '/envoy/sign-in/more']) {
    t.notOk(reached.test(other), other);
  }
});
