import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { doubts } from '../../server/installation/setup/system.ts';
import { defaultLocation } from '../../server/installation/setup/install-location.ts';
import {
  envoySecret,
  label,
  localHost,
  mailAddress,
  publicUrl,
  webhookAddress,
} from '../../scripts/commands/setup/valid.ts';
import { projectRoot } from '../../server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';
import { isRelease } from '../support/release.ts';

const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
const secret = 'a-client-secret-of-this-test';
const address = 'https://hook.acme.com';
/** Settings of a project that is set up. */
const usual = { node: '/usr/bin/node', hookPort: 1, lobbyPort: 2 };

/** Runs setup below `root`. `--as service` writes files there and does nothing else to this machine. */
async function setup(root: string, args: readonly string[]) {
  const { code, out, err } = await runInTurn(tmpdir(), ['setup', '--root', root, ...args]);
  return { status: code, stdout: out, stderr: err };
}

function asService(root: string, ...args: string[]) {
  return setup(root, ['--as', 'service', '--yes', ...args]);
}

/** Options that name a file with the secret. */
function secretIn(t: Test, text = secret): string[] {
  const file = path.join(t.testdir(), 'secret');
  writeFileSync(file, `${text}\n`);
  return ['--secret-file', file];
}

function content(root: string, name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function filesIn(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Everything below `root`: names, contents, modes. */
function picture(root: string): string[] {
  const entries = readdirSync(root, { recursive: true }) as string[];
  return entries.sort().map((name) => {
    const file = path.join(root, name);
    const { mode } = statSync(file);
    return `${mode.toString(8)} ${name} ${statSync(file).isFile() ? readFileSync(file, 'utf8') : ''}`;
  });
}

t.test(
  'answers by options make the files of an installation, and no secret is shown',
  async (t) => {
    const root = t.testdir();
    const { status, stdout, stderr } = await asService(
      root,
      ...secretIn(t),
      ...['--public-url', 'hook.acme.com', '--lobby-port', '9988'],
      ...['--liveness', 'passive', '--retention-days', '90', '--tell', 'email'],
      ...['--tell-to', 'desk@acme.com', '--smtp', 'smtp.acme.com', '--mail-from', 'v@acme.com'],
    );
    t.equal(status, 0, stderr);
    const settings = content(root, 'etc/vestibule/vestibule.env');
    t.match(settings, /^VESTIBULE_PUBLIC_URL=https:\/\/hook\.acme\.com$/m);
    t.match(settings, /^VESTIBULE_LIVENESS=passive$/m);
    t.match(settings, /^VESTIBULE_RETENTION_DAYS=90$/m);
    t.notMatch(settings, /SIGN_IN_RETENTION/, 'what is the default is not written');
    t.equal(content(root, 'etc/vestibule/credentials/ENVOY_CLIENT_SECRET'), `${secret}\n`);
    t.match(content(root, 'etc/cloudflared/config.yml'), 'hostname: hook.acme.com');
    t.match(content(root, 'etc/systemd/system/vestibule.service'), /Type=notify/);
    t.match(content(root, 'etc/xdg/autostart/vestibule-screen.desktop'), 'http://127.0.0.1:9988/');
    t.match(parse(content(root, 'etc/vestibule/notify.yaml')), {
      email: { host: 'smtp.acme.com', from: 'v@acme.com' },
      channels: [{ name: 'desk', type: 'email', to: ['desk@acme.com'] }],
    });
    t.notMatch(stdout + stderr, secret);
    t.match(stdout, `hidden, ${secret.length} characters`);
    for (const name of filesIn(root)) t.ok(stdout.includes(name), name);
  },
);

t.test(
  'a second machine becomes a stand-by, and nothing else of the service is written',
  async (t) => {
    const root = t.testdir();
    const standby = (...args: string[]) =>
      setup(root, ['--standby-for', ...args, '--yes', ...secretIn(t)]);
    const { status, stdout, stderr } = await standby('https://lobby.example:8443');
    t.equal(status, 0, stderr);
    t.notMatch(stdout + stderr, secret);
    t.same(filesIn(root).sort(), [
      'ENVOY_CLIENT_SECRET',
      'standby.env',
      'vestibule-standby.service',
      'vestibule-standby.socket',
    ]);
    t.match(
      content(root, 'etc/vestibule/standby.env'),
      /^STANDBY_FOR=https:\/\/lobby.example:8443\/$/m,
    );
    const unit = content(root, 'etc/systemd/system/vestibule-standby.service');
    t.match(unit, /vestibule\.js standby --for \$\{STANDBY_FOR\} \$STANDBY_OPTIONS$/m);
    t.match(unit, /^LoadCredential=vestibule:\/etc\/vestibule\/credentials$/m);
    const before = picture(root);
    t.match(await standby('http://192.0.2.10:8787'), { status: 1, stderr: /unencrypted/ });
    t.match(await standby('lobby'), { status: 1, stderr: /no\s+address/ });
    t.same(picture(root), before, 'a refusal changes nothing');
  },
);
t.test(
  'a mistake for which the service would hold everybody is refused, and nothing written',
  async (t) => {
    const wrong: [file: string, content: string, said: RegExp][] = [
      ['vestibule.env', 'VESTIBULE_ENGINE=magic\n', /VESTIBULE_ENGINE is "magic"/],
      ['vestibule.env', 'VESTIBULE_DATABASE_URL_FILE=/nonexistent\n', /cannot be read \(ENOENT\)/],
      ['credentials/HEARTBEAT_URL', 'ftp://x\n', /HEARTBEAT_URL is no http/],
      ['credentials/REMOTE_LIST_SECRET', 'abc\n', /REMOTE_LIST_SECRET must be/],
      ['credentials/VESTIBULE_DATABASE_URL', 'mysql://x\n', /VESTIBULE_DATABASE_URL must be/],
      ['credentials/ENVOY_CLIENT_SECRET_PREVIOUS', 'short\n', /PREVIOUS has 5 characters/],
    ];
    for (const [file, text, said] of wrong) {
      const root = t.testdir({ etc: { vestibule: { credentials: {} } } });
      writeFileSync(path.join(root, 'etc/vestibule', file), text);
      const before = picture(root);
      const { status, stderr } = await asService(root, ...secretIn(t), '--public-url', address);
      t.not(status, 0, file);
      t.match(stderr, said);
      t.same(picture(root), before);
    }
  },
);

t.test('whatever the umask of root, the files can be read by those they are for', (t) => {
  const root = t.testdir({ secret });
  const args = `--as service --yes --root "$2" --secret-file "$2/secret"`;
  const line = `umask 077; exec "$0" "$1" setup ${args}`;
  t.equal(spawnSync('sh', ['-c', line, process.execPath, program, root]).status, 0);
  const modes: Record<string, number> = {
    'etc/chromium/policies/managed': 0o755,
    'etc/chromium/policies/managed/vestibule.json': 0o644,
    'usr/local/bin': 0o755,
    'usr/local/bin/vestibule': 0o755,
    'etc/vestibule/credentials': 0o700,
    'etc/vestibule/credentials/ENVOY_CLIENT_SECRET': 0o600,
  };
  for (const [name, mode] of Object.entries(modes)) {
    t.equal(statSync(path.join(root, name)).mode & 0o777, mode, name);
  }
  t.end();
});

t.test('a second run keeps the earlier answers and shows each change', async (t) => {
  const root = t.testdir();
  await asService(root, ...secretIn(t), '--public-url', address);
  const file = path.join(root, 'etc/vestibule/vestibule.env');
  writeFileSync(file, `${readFileSync(file, 'utf8')}# ours\nVESTIBULE_OFFICE_NAME="Acme HQ"\n`);
  writeFileSync(path.join(root, 'etc/cloudflared/config.yml'), 'tunnel: filled-in\n');
  writeFileSync(path.join(root, 'etc/systemd/system/vestibule.service'), 'of an older version');
  const { stdout } = await asService(root, '--liveness', 'passive');
  const settings = readFileSync(file, 'utf8');
  t.match(settings, /^# ours\nVESTIBULE_OFFICE_NAME="Acme HQ"$/m);
  t.match(settings, /^VESTIBULE_PUBLIC_URL=https:\/\/hook\.acme\.com$/m);
  t.match(stdout, /^\+VESTIBULE_LIVENESS=passive$/m, 'as a difference');
  t.notMatch(stdout, /^\+VESTIBULE_PUBLIC_URL/m);
  t.equal(content(root, 'etc/cloudflared/config.yml'), 'tunnel: filled-in\n', 'theirs');
  t.match(content(root, 'etc/systemd/system/vestibule.service'), /Type=notify/, 'ours');
  t.match((await asService(root)).stdout, 'Every file is as it should be.');
});

/** Runs the unit's command with a program of this test as the tunnel. Returns its output. */
function runTunnel(t: Test, unit: string, root: string, program: string): string {
  const folder = t.testdir({ token: content(root, 'etc/vestibule/tunnel-token') });
  const line = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(unit)?.[1]?.replaceAll('$$', '$') ?? '';
  writeFileSync(path.join(folder, program), '#!/bin/sh\necho "$@"; env\n', { mode: 0o755 });
  const env = { PATH: `${folder}:/usr/bin:/bin`, CREDENTIALS_DIRECTORY: folder };
  return spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', env }).stdout;
}

t.test('with the token of a tunnel, a unit keeps it open', async (t) => {
  const token = 'eyJhIjoiNWFiNGU5Z0VudmVzdGlidWxlIn0=';
  const tokenFile = path.join(t.testdir(), 'token');
  // The text as pasted from Cloudflare's page.
  writeFileSync(tokenFile, `sudo cloudflared service install ${token}\n`);
  const given = ['--tunnel-token-file', tokenFile, '--public-url', address];
  const root = t.testdir();
  const { status, stdout, stderr } = await asService(root, ...given);
  t.equal(status, 0, stderr);
  t.notMatch(stdout + stderr, token);
  t.notOk(filesIn(root).includes('config.yml'), 'Cloudflare keeps the routes');
  t.match(stdout, 'path ^(/envoy/sign-in|/envoy/setup|/envoy/events)/?$');
  t.equal(statSync(path.join(root, 'etc/vestibule/tunnel-token')).mode & 0o777, 0o600);
  const unit = content(root, 'etc/systemd/system/vestibule-tunnel.service');
  t.match(unit, /^LoadCredential=token:\/etc\/vestibule\/tunnel-token$/m);
  t.notMatch(unit, token);
  const ran = runTunnel(t, unit, root, 'cloudflared');
  t.match(ran, /^--no-autoupdate tunnel run$/m, 'the token is in no command line');
  t.match(ran, `TUNNEL_TOKEN=${token}\n`);
  t.match((await asService(root)).stdout, 'Every file is as it should be.', 'the token stays');

  const other = t.testdir();
  t.equal((await asService(other, ...given, '--tunnel', 'ngrok')).status, 0);
  const ngrok = content(other, 'etc/systemd/system/vestibule-tunnel.service');
  const opened = runTunnel(t, ngrok, other, 'ngrok');
  t.match(
    opened,
    `http 8787 --url ${address} --traffic-policy-file /etc/vestibule/ngrok-policy.yml`,
  );
  t.match(opened, `NGROK_AUTHTOKEN=${token}\n`);

  writeFileSync(tokenFile, 'too short');
  const nothing = t.testdir();
  t.match(await asService(nothing, ...given), { status: 1, stderr: /at least 20 letters/ });
  t.match(await asService(nothing, ...given, '--tunnel', 'caddy'), {
    status: 1,
    stderr: /cloudflared or ngrok/,
  });
  t.same(filesIn(nothing), []);
});

t.test('beside the package, only what the package does not bring is written', async (t) => {
  const root = t.testdir({ usr: { lib: { systemd: { system: { 'vestibule.service': '' } } } } });
  t.equal((await asService(root, '--public-url', address, '--hook-port', '8790')).status, 0);
  t.same(filesIn(root).sort(), ['config.yml', 'port.conf', 'vestibule.env', 'vestibule.service']);
  const port = content(root, 'etc/systemd/system/vestibule.socket.d/port.conf');
  t.match(port, /^ListenStream=\nListenStream=127\.0\.0\.1:8790$/m);
  t.match((await asService(root, '--user', 'ada')).stderr, /a user and a data folder of its own/);
});

t.test('what it replaces is kept as it was, for root only', async (t) => {
  const root = t.testdir({ etc: { vestibule: { 'vestibule.env': '# empty\n' } } });
  const { stdout } = await asService(root, ...secretIn(t), '--public-url', address);
  t.match(stdout, 'etc/vestibule/before-setup');
  const copies = path.join(root, 'etc/vestibule/before-setup');
  t.equal(content(copies, 'etc/vestibule/vestibule.env'), '# empty\n');
  t.equal(statSync(copies).mode & 0o777, 0o700);
  const once = content(root, 'etc/vestibule/vestibule.env');
  await asService(root, '--liveness', 'passive');
  t.equal(content(copies, 'etc/vestibule/vestibule.env'), once, 'of the run before');
});

t.test('where one place takes no file, none is written', async (t) => {
  const root = t.testdir({ etc: { systemd: 'no folder' } });
  t.not((await asService(root, '--public-url', address)).status, 0);
  t.same(filesIn(root), ['systemd']);
});

t.test('with --dry-run the files are shown and none is written', async (t) => {
  const root = t.testdir();
  const { status, stdout } = await setup(root, ['--as', 'service', '--dry-run', '--yes']);
  t.equal(status, 0);
  t.match(stdout, /Type=notify/);
  t.same(readdirSync(root), []);
});

t.test('nonsense is no answer', (t) => {
  const nonsense: [(text: string) => unknown, string, RegExp][] = [
    [publicUrl, 'x', /"x" is no full name of a host/],
    [publicUrl, 'http://hook.acme.com', /https/],
    [publicUrl, 'https://hook.acme.com/envoy', /without a path/],
    [publicUrl, 'https://hook.acme.com:8787', /without a path and a port/],
    [publicUrl, 'lobby.local', /cannot be reached from outside/],
    [publicUrl, '192.0.2.1', /no full name/],
    [publicUrl, 'hook .acme.com', /address like/],
    [localHost, 'x', /full name/],
    [localHost, '127.0.0.1', /itself/],
    [localHost, 'localhost', /itself/],
    [mailAddress, 'ada', /e-mail address/],
    [mailAddress, 'ada@x', /e-mail address/],
    [webhookAddress, 'https://hooks.slack.com', /whole https address/],
    [envoySecret, 'short', /has 5 characters, but must have at least 16/],
    [envoySecret, 'two secrets are one too many', /no spaces/],
    [envoySecret, '\n', /nothing in it/],
    [label, 'A[B]', /square brackets/],
  ];
  for (const [read, text, sentence] of nonsense) t.throws(() => read(text), sentence, text);
  t.equal(publicUrl(' HOOK.acme.com/ '), address);
  t.equal(localHost('Lobby.acme.lan'), 'lobby.acme.lan');
  t.equal(localHost('192.0.2.10'), '192.0.2.10');
  t.end();
});

t.test('an option that cannot be used is named, and nothing is written', async (t) => {
  const root = t.testdir();
  const refused: [string[], RegExp][] = [
    [['--public-url', 'x'], /--public-url: "x" is no full name/],
    [['--screen', 'elsewhere'], /needs --screen-host/],
    [['--lobby-port', '8787'], /must differ/],
    [['--retention-days', '0'], /--retention-days: It must be a whole number from 1 to 3650/],
    [['--tell', 'slack'], /needs --webhook-file/],
    [['--data-dir', '/home/ada/vestibule'], /would not see/],
    [secretIn(t, 'short'), /at least 16/],
  ];
  for (const [args, sentence] of refused) {
    const { status, stderr } = await setup(root, ['--as', 'service', '--yes', ...args]);
    t.equal(status, 1, args.join(' '));
    t.match(stderr.replaceAll(/\s+/g, ' '), sentence, args.join(' '));
  }
  t.match((await setup(root, ['--as', 'service'])).stderr, 'no terminal to ask at');
  t.same(readdirSync(root), []);
});

t.test('when one file cannot be written, none is', async (t) => {
  const root = t.testdir({ etc: { vestibule: { 'vestibule.env': '# empty\n' } } });
  mkdirSync(path.join(root, 'usr/local'), { recursive: true });
  writeFileSync(path.join(root, 'usr/local/bin'), 'in the way');
  const before = picture(root);
  const { status } = await asService(root, ...secretIn(t), '--public-url', address);
  t.equal(status, 1);
  t.same(picture(root), before);
});

t.test('in a folder: settings and secrets in .env, the text published, doctor at the end', (t) => {
  const root = t.testdir();
  const args = ['--as', 'folder', '--json', '--secret-file', '-', '--pair', 'Lobby'];
  const text = ['--company', 'Acme', '--privacy-contact', 'privacy@acme.com'];
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'] }, input: secret } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'setup', '--root', root, ...args, ...text],
    options,
  );
  t.equal(status, 0, stderr);
  const file = path.join(root, projectRoot, '.env');
  t.equal(
    readFileSync(file, 'utf8'),
    `VESTIBULE_OFFICE_NAME=Acme\nENVOY_CLIENT_SECRET=${secret}\n`,
  );
  t.equal(statSync(file).mode & 0o777, 0o600);
  const said = JSON.parse(stdout) as {
    steps: { ok: boolean; text: string }[];
    findings: { code: string; state: string }[];
  };
  t.ok(said.steps.every(({ ok }) => ok));
  t.match(said.steps.map(({ text: step }) => step).join('\n'), /consent text.*counts[^]*[A-Z]{4}-/);
  t.match(
    said.findings.find(({ code }) => code === 'client_secret'),
    { state: 'ok' },
  );
  t.match(
    said.findings.find(({ code }) => code === 'tunnel'),
    { state: /warning|failing/ },
  );
  t.notMatch(stdout, secret);
  t.end();
});

t.test('what speaks against a machine is said before anything is written', (t) => {
  const place = (projectDir: string) => defaultLocation({ projectDir, ...usual });
  const ofSystemd = doubts('service', place('/opt/vestibule')).join();
  if (existsSync('/run/systemd/system')) t.equal(ofSystemd, '');
  else t.match(ofSystemd, 'systemd does not run on this machine');

  const project = mkdtempSync(path.join(tmpdir(), 'vestibule-project-'));
  t.teardown(() => rmSync(project, { recursive: true }));
  writeFileSync(path.join(project, 'package.json'), '{ "version": "0.0.0" }');
  for (const name of ['dist', 'node_modules']) {
    symlinkSync(path.join(projectRoot, name), path.join(project, name));
  }
  const flags = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const command = path.join(project, 'dist/scripts/vestibule.js');
  const args = ['setup', '--as', 'service', '--dry-run', '--yes'];
  const { stderr } = spawnSync(process.execPath, [...flags, command, ...args], {
    encoding: 'utf8',
  });
  t.match(stderr.replaceAll(/\s+/g, ' '), 'The project is in a temporary folder');
  t.end();
});

/** Types at a terminal of 80 columns. @param typed each text to wait for, and the keys. @returns the screen's output */
function atTerminal(t: Test, root: string, typed: readonly (readonly [string, string])[]) {
  const driver = path.join(projectRoot, 'test/support/at-terminal.py');
  const file = path.join(root, '..', `${path.basename(root)}.json`);
  writeFileSync(file, JSON.stringify(typed));
  t.teardown(() => rmSync(file, { force: true }));
  const command = [process.execPath, program, 'setup', '--as', 'folder', '--root', root];
  const env = { PATH: process.env['PATH'], TERM: 'xterm' };
  // An unexpected question would wait until the timeout; the error then shows that question.
  const options = { encoding: 'utf8', env, timeout: 120_000 } as const;
  const ended = spawnSync('python3', [driver, file, ...command], options);
  if (ended.error) throw new Error(stripVTControlCharacters(ended.stdout).slice(-300));
  return ended;
}

/** Whether setup first asks about a clone in a temporary folder. */
const isDoubted =
  doubts('folder', defaultLocation({ ...usual, projectDir: projectRoot })).length > 0;

const answered: readonly (readonly [string, string])[] = [
  ...(isDoubted ? [['Continue anyway', 'y'] as const] : []),
  ['company called', 'Acme\r'],
  ['Who gets a message', '\r'],
  ['How does Envoy reach', '\r'],
  ['Under which address', 'x\r'],
  ['no full name', '\u0015hook.acme.com\r'],
  ['The client secret', 'short\r'],
  ['at least 16', `\u0015${secret}\r`],
  ['client ID', 'an-app-of-acme\r'],
  ['Change more', 'y'],
  ['Where is the lobby screen', '\r'],
  ['port is the lobby page', '\r'],
  ['Heartbeat URL', 'healthchecks\r'],
  ['whole address', '\u0015https://hc.acme.com/1f0c\r'],
  ['Liveness check', '\r'],
  ['somebody is erased', '\r'],
  ['sign-in is kept', '\r'],
  ['people agree to', 'n'],
];
const ctrlC = '\u0003';

t.test('at a terminal', { skip: lacking('python3') }, (t) => {
  t.test('each answer is looked at when it is typed, and all files are agreed to', (t) => {
    const root = t.testdir();
    const { status, stdout } = atTerminal(t, root, [
      ...answered,
      ['Write these', '\r'],
      ['Your name', 'Ada Example\r'],
      ['Be the first visitor', 'y'],
      ['Has it started', 'y'],
      ['not ready yet', ''],
      ['Has it started', 'n'],
    ]);
    t.equal(status, 0, stdout);
    const settings = content(root, path.join(projectRoot, '.env'));
    t.match(settings, `ENVOY_CLIENT_SECRET=${secret}\n`);
    t.match(settings, `VESTIBULE_PUBLIC_URL=${address}\n`);
    t.match(settings, 'ENVOY_CLIENT_ID=an-app-of-acme\n');
    t.match(settings, 'HEARTBEAT_URL=https://hc.acme.com/1f0c\n');
    t.match(settings, 'VESTIBULE_OFFICE_NAME=Acme\n');
    t.notMatch(stdout, secret, 'it is not seen while it is typed');
    t.match(stdout, /pairing code +[A-Z]{4}-[A-Z]{4}/);
    t.match(stdout, /your account +http:\S+\/desk\/#link=\S+/);
    t.match(stdout, `${address}/envoy/sign-in`);
    t.match(stdout, /What is left \(\d\):[^]*✓ Envoy's client secret is stored/);
    t.match(stdout, /○ A lobby screen is paired/);

    const again = atTerminal(t, root, [
      ...answered.slice(0, isDoubted ? 1 : 0),
      ['company called', '\r'],
      ['Who gets a message', '\r'],
      ['How does Envoy reach', '\r'],
      ['Under which address', '\r'],
      ['The client secret', '\r'],
      ['client ID', '\r'],
      ['Change more', '\r'],
      ['Every file is as it should be', ''],
      ['Be the first visitor', 'y'],
      ['Your name, as you type it', '\r'],
    ]);
    t.equal(again.status, 0, again.stdout);
    t.match(again.stdout, /pairing code +[A-Z]{4}-[A-Z]{4}/, 'for the screen that was not paired');
    t.end();
  });

  t.test('who knows three things only is set up, and told what is left', (t) => {
    const root = t.testdir();
    const { status, stdout } = atTerminal(t, root, [
      ...answered.slice(0, isDoubted ? 1 : 0),
      ['company called', 'Acme\r'],
      ['Who gets a message', '\u001b[B\r'],
      ['Their e-mail address', 'desk@acme.com\r'],
      ['Which SMTP server', 'smtp.acme.com\r'],
      ['Its port', '\u0015465\r'],
      ['sender', 'v@acme.com\r'],
      ['User at that server', '\r'],
      ['How does Envoy reach', '\r'],
      ['Under which address', '\r'],
      ['The client secret', '\r'],
      ['Change more', '\r'],
      ['Write these', '\r'],
      ['Your name', '\r'],
    ]);
    t.equal(status, 0, stdout);
    t.match(parse(content(root, path.join(projectRoot, 'data/notify.yaml'))), {
      email: { host: 'smtp.acme.com', port: 465, security: 'tls' },
    });
    t.match(stdout, /○ Envoy's client secret is stored/);
    t.match(stdout, /○ Somebody gets a message[^]*Start the service/, 'nothing follows it yet');
    const wide = stripVTControlCharacters(stdout)
      .slice(stdout.indexOf('What is left'))
      .split(/\r?\n/)
      .filter((each) => each.length > 80 && !/https?:|\//.test(each));
    t.same(wide, []);
    t.end();
  });

  t.test('Ctrl-C at any question leaves nothing behind', (t) => {
    const questions = [...answered, ['Write these', ''] as const];
    // The first question, one in the middle, and the last.
    for (const i of [...(isRelease ? [0, 6] : []), questions.length - 1]) {
      const [question] = questions[i]!;
      const root = t.testdir();
      const { status, stdout } = atTerminal(t, root, [...questions.slice(0, i), [question, ctrlC]]);
      t.equal(status, 1, question);
      t.match(stdout, 'Nothing was written.', question);
      t.same(readdirSync(root), [], question);
    }
    t.end();
  });
  t.end();
});
