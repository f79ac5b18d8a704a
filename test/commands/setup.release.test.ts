import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv, stripVTControlCharacters } from 'node:util';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { settingSchemas, type SettingName } from '#server/config/settings.ts';
import { fields } from '../../scripts/commands/setup/fields.ts';
import { projectRoot } from '#server/config/environment.ts';
import { runInTurn } from '../support/in-turn.ts';
import { lacking } from '../support/needs.ts';
import { isRelease, testOnce } from '../support/release.ts';

const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
const secret = 'a-client-secret-of-this-test';
const address = 'https://hook.acme.com';
/** What an installer wrote into the settings. */
const ownPorts = 'VESTIBULE_HOOK_PORT=8790\nVESTIBULE_LOBBY_PORT=9988\n';

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

testOnce(
  t,
  'answers by options make the files of an installation, and no secret is shown',
  async (t) => {
    const root = t.testdir({ etc: { vestibule: { 'vestibule.env': ownPorts } } });
    const { status, stdout, stderr } = await asService(
      root,
      ...secretIn(t),
      ...['--public-url', 'hook.acme.com', '--camera', 'two-cameras', '--tell', 'email'],
      ...['--tell-to', 'desk@acme.com', '--smtp', 'smtp.acme.com:465'],
    );
    t.equal(status, 0, stderr);
    const settings = content(root, 'etc/vestibule/vestibule.env');
    t.match(settings, /^VESTIBULE_PUBLIC_URL=https:\/\/hook\.acme\.com$/m);
    t.match(settings, /^VESTIBULE_LIVENESS=two_cameras$/m);
    t.match(settings, /^VESTIBULE_DESK_SEES_CAMERA=false$/m);
    t.equal(content(root, 'etc/vestibule/credentials/ENVOY_CLIENT_SECRET'), `${secret}\n`);
    t.match(content(root, 'etc/cloudflared/config.yml'), 'hostname: hook.acme.com');
    t.match(content(root, 'etc/systemd/system/vestibule.service'), /Type=notify/);
    t.match(content(root, 'etc/xdg/autostart/vestibule-screen.desktop'), 'http://127.0.0.1:9988/');
    t.match(parse(content(root, 'etc/vestibule/notify.yaml')), {
      email: { host: 'smtp.acme.com', port: 465, from: 'desk@acme.com' },
      channels: [{ name: 'desk', type: 'email', to: ['desk@acme.com'] }],
    });
    t.notMatch(stdout + stderr, secret);
    for (const name of filesIn(root)) {
      if (!name.includes('before-setup')) t.ok(stdout.includes(name), name);
    }
  },
);

testOnce(
  t,
  'the settings file has every value that is edited there, with its default',
  async (t) => {
    const root = t.testdir();
    t.match(await asService(root), { status: 0 });
    const hints = content(root, 'etc/vestibule/vestibule.env').matchAll(/^# ([A-Z_]+)=(.*)$/gm);
    const names: string[] = [];
    for (const [, name = '', value] of hints) {
      names.push(name);
      const schema = settingSchemas[name as SettingName] as { default?: unknown } | undefined;
      t.ok(schema, name);
      if (schema && 'default' in schema) t.equal(value, String(schema.default), name);
    }
    t.ok(names.includes('VESTIBULE_RETENTION_DAYS') && names.includes('VESTIBULE_LIVENESS'));
  },
);

testOnce(t, 'where nobody sees the camera, a policy asks for what comes beside it', async (t) => {
  const checks = {
    'personal-code': { face: null, personal_code: null },
    'identity-document': { face: { whenNotEnrolled: 'document' }, identity_document: null },
  };
  for (const [guard, expected] of Object.entries(checks)) {
    const root = t.testdir();
    t.match(await asService(root, '--camera', guard), { status: 0 });
    const settings = content(root, 'etc/vestibule/vestibule.env');
    t.match(settings, /^VESTIBULE_POLICY_FILE=\/etc\/vestibule\/policy.yaml$/m, guard);
    t.match(settings, /^VESTIBULE_DESK_SEES_CAMERA=false$/m, guard);
    const policy = content(root, 'etc/vestibule/policy.yaml');
    t.strictSame(parse(policy), { default: { checks: expected } });
    const file = path.join(t.testdir({ 'policy.yaml': policy }), 'policy.yaml');
    t.match(await runInTurn(tmpdir(), ['policy', 'check', file]), { code: 0 }, guard);
  }
});

testOnce(t, 'where a law may forbid the face check, the policy has none', async (t) => {
  for (const country of ['us-portland', 'us-school', 'us-illinois']) {
    const root = t.testdir();
    t.match(await asService(root, '--country', country), { status: 0 });
    const isWithout = existsSync(path.join(root, 'etc/vestibule/policy.yaml'));
    t.equal(isWithout, country !== 'us-illinois', country);
    if (!isWithout) continue;
    const policy = content(root, 'etc/vestibule/policy.yaml');
    t.strictSame(parse(policy), { default: { checks: 'none' } }, country);
    const file = path.join(t.testdir({ 'policy.yaml': policy }), 'policy.yaml');
    t.match(await runInTurn(tmpdir(), ['policy', 'check', file]), { code: 0 }, country);
  }
});

testOnce(t, 'a policy that is there stays, and so does a stricter liveness', async (t) => {
  const root = t.testdir({ etc: { vestibule: { 'policy.yaml': '# ours\n' } } });
  const file = path.join(root, 'etc/vestibule/vestibule.env');
  const own = 'VESTIBULE_POLICY_FILE=/etc/vestibule/policy.yaml\nVESTIBULE_LIVENESS=two_cameras\n';
  writeFileSync(file, own);
  t.match(await asService(root, '--camera', 'personal-code'), { status: 0 });
  t.equal(content(root, 'etc/vestibule/policy.yaml'), '# ours\n');
  t.match(await asService(root, '--camera', 'desk'), { status: 0 });
  t.equal(readFileSync(file, 'utf8'), own);
});

testOnce(
  t,
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
      t.equal(status, 1, file);
      t.match(stderr, said);
      t.same(picture(root), before);
    }
  },
);

testOnce(t, 'whatever the umask of root, the files can be read by those they are for', (t) => {
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

testOnce(t, 'a second run keeps answers and edits, and shows each change', async (t) => {
  const root = t.testdir();
  t.match(await asService(root, ...secretIn(t), '--public-url', address), { status: 0 });
  const file = path.join(root, 'etc/vestibule/vestibule.env');
  const edited = `${readFileSync(file, 'utf8')}# ours\nVESTIBULE_RETENTION_DAYS=90\nVESTIBULE_LIVENESS=passive\n`;
  writeFileSync(file, edited);
  writeFileSync(path.join(root, 'etc/cloudflared/config.yml'), 'tunnel: filled-in\n');
  writeFileSync(path.join(root, 'etc/systemd/system/vestibule.service'), 'of an older version');
  const { status, stdout } = await asService(root, '--company', 'Acme');
  t.equal(status, 0);
  const line = 'VESTIBULE_OFFICE_NAME=Acme';
  t.equal(readFileSync(file, 'utf8'), edited.replace(`# ${line}`, line));
  t.match(stdout, /^\+VESTIBULE_OFFICE_NAME=Acme$/m, 'as a difference');
  t.notMatch(stdout, /^\+VESTIBULE_PUBLIC_URL/m);
  t.equal(content(root, 'etc/cloudflared/config.yml'), 'tunnel: filled-in\n', 'theirs');
  t.match(content(root, 'etc/systemd/system/vestibule.service'), /Type=notify/, 'ours');
  const before = picture(path.join(root, 'etc/vestibule/credentials'));
  const again = await asService(root);
  t.equal(again.status, 0, again.stderr);
  t.notMatch(again.stdout, /\(changed/);
  t.equal(readFileSync(file, 'utf8'), edited.replace(`# ${line}`, line));
  t.same(picture(path.join(root, 'etc/vestibule/credentials')), before);
});

/** Runs the unit's command with a program of this test as the tunnel. Returns its output. */
function runTunnel(t: Test, unit: string, root: string, program: string): string {
  const folder = t.testdir({ token: content(root, 'etc/vestibule/tunnel-token') });
  const line = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(unit)?.[1]?.replaceAll('$$', '$') ?? '';
  writeFileSync(path.join(folder, program), '#!/bin/sh\necho "$@"; env\n', { mode: 0o755 });
  const env = { PATH: `${folder}:/usr/bin:/bin`, CREDENTIALS_DIRECTORY: folder };
  return spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8', env }).stdout;
}

testOnce(t, 'with the token of a tunnel, a unit keeps it open', async (t) => {
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
  const again = await asService(root);
  t.equal(again.status, 0, again.stderr);
  t.notMatch(again.stdout, /\((new|changed)/, 'the token stays');

  const other = t.testdir();
  t.equal((await asService(other, ...given, '--tunnel', 'ngrok')).status, 0);
  const ngrok = content(other, 'etc/systemd/system/vestibule-tunnel.service');
  const opened = runTunnel(t, ngrok, other, 'ngrok');
  t.match(
    opened,
    `http 8787 --url ${address} --traffic-policy-file /etc/vestibule/ngrok-policy.yml`,
  );
  t.match(opened, `NGROK_AUTHTOKEN=${token}\n`);

  const nothing = t.testdir();
  t.match(await asService(nothing, ...given, '--tunnel', 'caddy'), {
    status: 1,
    stderr: /cloudflared or ngrok/,
  });
  writeFileSync(tokenFile, 'too short');
  t.match(await asService(nothing, ...given), { status: 1, stderr: /at least 20 letters/ });
  t.same(filesIn(nothing), []);
});

testOnce(t, 'beside the package, only what the package does not bring is written', async (t) => {
  const root = t.testdir({
    usr: { lib: { systemd: { system: { 'vestibule.service': '' } } } },
    etc: { vestibule: { 'vestibule.env': ownPorts } },
  });
  t.equal((await asService(root)).status, 0);
  t.same(filesIn(root).sort(), ['port.conf', 'vestibule.env', 'vestibule.service']);
  const port = content(root, 'etc/systemd/system/vestibule.socket.d/port.conf');
  t.match(port, /^ListenStream=\nListenStream=127\.0\.0\.1:8790$/m);
});

testOnce(t, 'what it replaces is kept as it was, for root only', async (t) => {
  const root = t.testdir({ etc: { vestibule: { 'vestibule.env': '# empty\n' } } });
  const { status, stdout } = await asService(root, ...secretIn(t), '--public-url', address);
  t.equal(status, 0);
  t.match(stdout, 'etc/vestibule/before-setup');
  const copies = path.join(root, 'etc/vestibule/before-setup');
  t.equal(content(copies, 'etc/vestibule/vestibule.env'), '# empty\n');
  t.equal(statSync(copies).mode & 0o777, 0o700);
  const once = content(root, 'etc/vestibule/vestibule.env');
  t.match(await asService(root, '--company', 'Acme'), { status: 0 });
  t.equal(content(copies, 'etc/vestibule/vestibule.env'), once, 'of the run before');
});

testOnce(t, 'where one place takes no file, none is written', async (t) => {
  const root = t.testdir({ etc: { systemd: 'no folder' } });
  t.match(await asService(root, '--public-url', address), { status: 1 });
  t.same(filesIn(root), ['systemd']);
});

testOnce(t, 'with --dry-run the files are shown and none is written', async (t) => {
  const root = t.testdir();
  const { status, stdout } = await setup(root, ['--as', 'service', '--dry-run', '--yes']);
  t.equal(status, 0);
  t.match(stdout, /Type=notify/);
  const json = await setup(root, ['--as', 'service', '--dry-run', '--yes', '--json']);
  t.equal(json.status, 0, json.stderr);
  const { files, written } = JSON.parse(json.stdout) as { files: string[]; written: boolean };
  t.equal(written, false);
  t.ok(files.includes('/etc/vestibule/vestibule.env'), files.join('\n'));
  for (const file of files) t.match(stdout, file);
  t.same(readdirSync(root), []);
});

testOnce(t, 'nonsense is no answer', (t) => {
  const nonsense: [keyof typeof fields, string, RegExp][] = [
    ['publicUrl', 'x', /"x" is no full name of a host/],
    ['publicUrl', 'http://hook.acme.com', /https/],
    ['publicUrl', 'https://hook.acme.com/envoy', /without a path/],
    ['publicUrl', 'https://hook.acme.com:8787', /without a path and a port/],
    ['publicUrl', 'lobby.local', /not reached from outside/],
    ['publicUrl', '192.0.2.1', /no full name/],
    ['publicUrl', 'hook .acme.com', /address like/],
    ['tellTo', 'ada', /e-mail address/],
    ['tellTo', 'ada@x', /e-mail address/],
    ['smtp', 'smtp.acme.com:0', /SMTP server/],
    ['smtp', 'smtp', /SMTP server/],
    ['webhook', 'https://hooks.slack.com', /whole https address/],
    ['secret', 'short', /has 5 characters, but must have at least 16/],
    ['secret', 'two secrets are one too many', /no spaces/],
    ['secret', '', /at least 16/],
    ['clientId', 'a b', /no spaces/],
    ['company', 'A[B]', /square brackets/],
  ];
  for (const [name, text, sentence] of nonsense) {
    t.throws(() => fields[name].read(text), sentence, text);
  }
  t.equal(fields.publicUrl.read('HOOK.acme.com/'), address);
  t.equal(fields.smtp.read('192.0.2.10:25'), '192.0.2.10:25');
  t.end();
});

testOnce(t, 'an option that cannot be used is named, and nothing is written', async (t) => {
  const root = t.testdir();
  const refused: [args: string[], sentence: RegExp, status?: number][] = [
    [['--public-url', 'x'], /--public-url: "x" is no full name/],
    [['--tell', 'slack'], /needs --webhook-file/],
    [['--tell', 'email', '--tell-to', 'desk@acme.com'], /needs --tell-to and --smtp/],
    [['--privacy-contact', 'privacy@acme.com'], /needs --company/],
    [['--camera', 'two'], /Allowed choices are desk, two-cameras/, 2],
    [secretIn(t, 'short'), /at least 16/],
  ];
  for (const [args, sentence, expected = 1] of refused) {
    const { status, stderr } = await setup(root, ['--as', 'service', '--yes', ...args]);
    t.equal(status, expected, args.join(' '));
    t.match(stderr.replaceAll(/\s+/g, ' '), sentence, args.join(' '));
  }
  t.match(await setup(root, ['--as', 'service']), { status: 1, stderr: /no terminal to ask at/ });
  t.same(readdirSync(root), []);
});

testOnce(t, 'when one file cannot be written, none is', async (t) => {
  const root = t.testdir({ etc: { vestibule: { 'vestibule.env': '# empty\n' } } });
  mkdirSync(path.join(root, 'usr/local'), { recursive: true });
  writeFileSync(path.join(root, 'usr/local/bin'), 'in the way');
  const before = picture(root);
  const { status } = await asService(root, ...secretIn(t), '--public-url', address);
  t.equal(status, 1);
  t.same(picture(root), before);
});

testOnce(
  t,
  'in a folder: settings and secrets in .env, the text published, doctor at the end',
  (t) => {
    const root = t.testdir();
    const args = ['--as', 'folder', '--json', '--secret-file', '-'];
    const text = ['--company', 'Acme', '--privacy-contact', 'privacy@acme.com'];
    const options = {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
      input: secret,
    } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, 'setup', '--root', root, ...args, ...text],
      options,
    );
    t.equal(status, 0, stderr);
    const file = path.join(root, projectRoot, '.env');
    const settings = readFileSync(file, 'utf8');
    t.same(parseEnv(settings), { VESTIBULE_OFFICE_NAME: 'Acme', ENVOY_CLIENT_SECRET: secret });
    t.equal(statSync(file).mode & 0o777, 0o600);
    const said = JSON.parse(stdout) as {
      steps: { ok: boolean; text: string }[];
      findings: { code: string; state: string }[];
    };
    t.ok(said.steps.every(({ ok }) => ok));
    t.match(said.steps.map(({ text: step }) => step).join('\n'), /consent text.*counts/);
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
  },
);

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

const answered: readonly (readonly [string, string])[] = [
  ['Client secret of', 'short\r'],
  ['at least 16', `\u0015${secret}\r`],
  ['Plugin id', 'later\r'],
  ['How does Envoy reach', '\r'],
  ['Under which address', 'x\r'],
  ['no full name', '\u0015hook.acme.com\r'],
  ['In which country', '\r'],
  ['Does somebody at a desk', '\r'],
  ['Who gets a message', '\r'],
  ['company called', 'Acme\r'],
  ['withdraws consent', '\r'],
];
const [ctrlC, down] = ['\u0003', '\u001b[B'];

/** Lines that a terminal of 80 columns breaks; addresses and codes may be longer. */
function tooWide(output: string): string[] {
  return stripVTControlCharacters(output)
    .split(/\r?\n/)
    .filter((each) => each.length > 80 && !/https?:|\/|█/.test(each));
}

t.test('at a terminal', { skip: lacking('python3') }, (t) => {
  testOnce(t, 'seven questions set a machine up, and the next run shows their answers', (t) => {
    const root = t.testdir();
    const { status, stdout } = atTerminal(t, root, [...answered, ['Write these files?', '\r']]);
    t.equal(status, 0, stdout);
    const file = path.join(root, projectRoot, '.env');
    t.same(parseEnv(readFileSync(file, 'utf8')), {
      ENVOY_CLIENT_SECRET: secret,
      VESTIBULE_PUBLIC_URL: address,
      VESTIBULE_OFFICE_NAME: 'Acme',
    });
    t.notMatch(stdout, secret, 'it is not seen while it is typed');
    t.match(stdout, /pairing code +[A-Z]{4}-[A-Z]{4}/);
    t.match(stdout, /your account +http:\S+\/desk\/#link=\S+/);
    t.match(stdout, `${address}/envoy/sign-in`);
    t.match(stdout, /What is left \(\d\):[^]*✓ Envoy's client secret is stored/);
    t.match(stdout, /○ A lobby screen is paired/);
    t.match(stdout, /○ Envoy sends its sign-ins here/);

    const again = atTerminal(t, root, [
      ['as it is stored', '\r'],
      ['Plugin id', '\r'],
      ['How does Envoy reach', '\r'],
      ['hook.acme.com', '\r'],
      ['In which country', '\r'],
      ['Does somebody at a desk', '\r'],
      ['Who gets a message', '\r'],
      ['Acme', '\r'],
      ['withdraws consent', '\r'],
      ['Look what is left?', '\r'],
      ['What is left', ''],
    ]);
    t.equal(again.status, 0, again.stdout);
    t.match(again.stdout, /pairing code +[A-Z]{4}-[A-Z]{4}/, 'for the screen that was not paired');
    t.notMatch(again.stdout, /your account/, 'the account is there');
    t.end();
  });

  testOnce(t, 'where nobody sees the camera, it says why one is too little', (t) => {
    const root = t.testdir();
    const { status, stdout } = atTerminal(t, root, [
      ['Client secret of', '\r'],
      ['Plugin id', '\r'],
      ['How does Envoy reach', '\r'],
      ['Under which address', '\r'],
      ['In which country', '\r'],
      ['Does somebody at a desk', `${down}\r`],
      ['moves one photo', ''],
      ['What do you add', `${down}${down}${down}\r`],
      ['Who gets a message', `${down}\r`],
      ['Their e-mail address', 'desk@acme.com\r'],
      ['Which SMTP server', 'smtp.acme.com:465\r'],
      ['User at that server', '\r'],
      ['company called', 'Acme\r'],
      ['withdraws consent', '\r'],
      ['Write these files and publish this text?', '\r'],
    ]);
    t.equal(status, 0, stdout);
    t.match(parse(content(root, path.join(projectRoot, 'data/notify.yaml'))), {
      email: { host: 'smtp.acme.com', port: 465 },
    });
    const said = stripVTControlCharacters(stdout);
    t.match(said, /○ Envoy's client secret is stored/);
    t.match(said, /✓ A consent text is published/);
    t.match(said, /✗ Liveness: Nobody at a desk sees the camera/, 'the doctor warns');
    t.same(tooWide(stdout), []);
    t.end();
  });

  testOnce(t, 'where a law may forbid the face check, nobody asks about the camera', (t) => {
    const root = t.testdir();
    const { status, stdout } = atTerminal(t, root, [
      ['Client secret of', '\r'],
      ['Plugin id', '\r'],
      ['How does Envoy reach', '\r'],
      ['Under which address', '\r'],
      ['In which country', `${down.repeat(5)}\r`],
      ['It lets in everybody who signs in', ''],
      ['Who gets a message', '\r'],
      ['company called', 'Acme\r'],
      ['withdraws consent', '\r'],
      ['Write these files?', '\r'],
    ]);
    t.equal(status, 0, stdout);
    t.strictSame(parse(content(root, path.join(projectRoot, 'data/policy.yaml'))), {
      default: { checks: 'none' },
    });
    t.notMatch(stdout, /Does somebody at a desk/);
    t.same(tooWide(stdout), []);
    t.end();
  });

  t.test('Ctrl-C at any question leaves nothing behind', (t) => {
    const questions = [...answered, ['Write these files?', ''] as const];
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
