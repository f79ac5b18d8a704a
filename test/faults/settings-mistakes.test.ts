import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { secret } from '../../lab/running-service.ts';
import { casesOf, isRelease } from '../support/release.ts';
import { StartingService } from '../support/starting-service.ts';

const nowhere = '/nonexistent/vestibule';

/** Settings with a mistake, and the message about it. */
const mistakes: Record<string, [env: NodeJS.ProcessEnv, said: RegExp]> = {
  'a number out of bounds': [{ VESTIBULE_DEADLINE_SECONDS: '60' }, /must be a number from 5 to 25/],
  'a number in words': [
    { VESTIBULE_RETENTION_DAYS: 'one year' },
    /VESTIBULE_RETENTION_DAYS is "one/,
  ],
  'a word that is none of the known': [
    { VESTIBULE_ENGINE: 'magic' },
    /VESTIBULE_ENGINE is "magic"/,
  ],
  'neither true nor false': [
    { VESTIBULE_KIOSK_ASK_FIRST: 'maybe' },
    /VESTIBULE_KIOSK_ASK_FIRST is "maybe"/,
  ],
  'an address': [{ ENVOY_BASE_URL: 'http://envoy.example/x' }, /ENVOY_BASE_URL is/],
  'an origin': [{ VESTIBULE_LOBBY_ORIGINS: 'lobby' }, /VESTIBULE_LOBBY_ORIGINS has "lobby"/],
  'a name that is no setting': [
    { VESTIBULE_DEADLINE: '20' },
    /VESTIBULE_DEADLINE is not a setting/,
  ],
  'a database address in a file that is not there': [
    { VESTIBULE_DATABASE_URL_FILE: nowhere },
    /VESTIBULE_DATABASE_URL_FILE is .* cannot be read \(ENOENT\)/,
  ],
  'a database address': [{ VESTIBULE_DATABASE_URL: 'mysql://x' }, /VESTIBULE_DATABASE_URL must be/],
  'a database address given twice': [
    { VESTIBULE_DATABASE_URL: 'postgres://a@b/c', VESTIBULE_DATABASE_URL_FILE: nowhere },
    /not both/,
  ],
  'a lobby listener without TLS': [{ VESTIBULE_LOBBY_HOST: '0.0.0.0' }, /kiosk certificate/],
  'a certificate without its key': [
    { VESTIBULE_LOBBY_TLS_CERTIFICATE: nowhere },
    /must be set together/,
  ],
  'a certificate that is not there': [
    { VESTIBULE_LOBBY_TLS_CERTIFICATE: nowhere, VESTIBULE_LOBBY_TLS_KEY: nowhere },
    /cannot be read \(ENOENT\)/,
  ],
  'half an OpenID provider': [{ VESTIBULE_DESK_OIDC_CLIENT_ID: 'desk' }, /must be set together/],
  'a secret that signs': [{ REMOTE_LIST_SECRET: 'abc' }, /REMOTE_LIST_SECRET must be/],
  'what signs requests to phones': [
    { WALLET_ACCESS_CERTIFICATE: '-----BEGIN CERTIFICATE-----' },
    /WALLET_ACCESS_CERTIFICATE: it must have one private key/,
  ],
  'an address of the heartbeat': [{ HEARTBEAT_URL: 'ftp://x' }, /HEARTBEAT_URL is no http/],
  'approvals without a client id': [{ VESTIBULE_VISITOR_LOG_APPROVALS: 'true' }, /ENVOY_CLIENT_ID/],
  'a client secret of before that is too short': [
    { ENVOY_CLIENT_SECRET_PREVIOUS: 'short' },
    /ENVOY_CLIENT_SECRET_PREVIOUS has 5 characters/,
  ],
  'a client secret of before alone': [
    { ENVOY_CLIENT_SECRET: '', ENVOY_CLIENT_SECRET_PREVIOUS: secret },
    /set the new secret too/,
  ],
  'a client secret on a mount that is not there': [
    { ENVOY_CLIENT_SECRET: '', CREDENTIALS_DIRECTORY: nowhere },
    /CREDENTIALS_DIRECTORY is .* cannot be read/,
  ],
  'several at once': [
    { VESTIBULE_ENGINE: 'magic', HEARTBEAT_URL: 'x', VESTIBULE_DATABASE_URL_FILE: nowhere },
    /mistakes/,
  ],
};

/** One mistake for each part of the program that reads settings. */
const usual = [
  'a number out of bounds',
  'a database address',
  'a lobby listener without TLS',
  'a secret that signs',
];

for (const [what, [env, said]] of casesOf(mistakes, usual)) {
  t.test(`a mistake in the settings holds everybody: ${what}`, async (t) => {
    const data = path.join(t.testdir(), 'data');
    const service = await StartingService.begin(t, data, env);
    await service.said(/Visitors are held until you fix this/);
    await service.said(said);
    t.match(await service.signIn('held'), { status: 412, body: /is starting, or cannot start/ });
    t.equal(await service.end('SIGTERM'), 0);
  });
}

t.test('without a client secret an installed service runs, and holds every call', async (t) => {
  const data = path.join(t.testdir(), 'data');
  const service = await StartingService.begin(t, data, {
    ENVOY_CLIENT_SECRET: '',
    NODE_ENV: 'production',
    CREDENTIALS_DIRECTORY: t.testdir({ credentials: {} }),
  });
  await service.said(/not set: Envoy is held/);
  const visitor = heldSignIn({ name: 'Ada Example' });
  for (const by of [secret, 'x'.repeat(32)]) {
    t.match(await service.post('sign-in', visitor, by), { status: 412, body: /is starting/ });
  }
  const health = (await (await fetch(`${service.origin}/healthz`)).json()) as object;
  t.match(health, { status: 'ok' }, 'and the desk says what is left');
  t.notOk('trouble' in health, 'nobody was let in');
});

t.test('a policy that is not there, or names an unknown check, holds everybody', async (t) => {
  const folder = t.testdir({ 'policy.yaml': 'rules:\n  - name: all\n    checks: { palm: {} }\n' });
  for (const file of [...(isRelease ? [nowhere] : []), path.join(folder, 'policy.yaml')]) {
    const data = path.join(folder, 'data');
    const service = await StartingService.begin(t, data, { VESTIBULE_POLICY_FILE: file });
    await service.said(/policy/);
    t.match(await service.signIn('held'), { status: 412, body: /rules|policy|starting/ });
    t.equal(await service.end('SIGTERM'), 0);
  }
});

t.test('a client secret that is too short counts as none: every call is held', async (t) => {
  const data = path.join(t.testdir(), 'data');
  const service = await StartingService.begin(t, data, { ENVOY_CLIENT_SECRET: 'short' });
  await service.said(/ENVOY_CLIENT_SECRET has 5 characters/);
  const visitor = heldSignIn({ name: 'Ada Example' });
  for (const by of ['short', secret]) {
    t.match(await service.post('sign-in', visitor, by), { status: 412, body: /cannot start/ });
  }
});

t.test('mistakes that leave the service running', async (t) => {
  const data = path.join(t.testdir(), 'data');
  const service = await StartingService.begin(t, data, {
    ENVOY_CLIENT_SECRET: '',
    VESTIBULE_DESK_SEES_CAMERA: 'maybe',
    VESTIBULE_OFFICE_NAME: 'x'.repeat(61),
  });
  await service.said(/Engine/);

  t.test('a mistake in a harmless setting keeps its default, and is said', async (t) => {
    const said = async (setting: string) => service.said(new RegExp(`${setting} is `));
    t.match(await said('VESTIBULE_DESK_SEES_CAMERA'), /maybe.* The default is used: true/);
    t.match(await said('VESTIBULE_OFFICE_NAME'), /xxx.* It counts as not set/);
  });

  t.test('without a client secret every call of Envoy is held, and none is refused', async (t) => {
    await service.said(/Envoy secret +not set/);
    const visitor = heldSignIn({ name: 'Ada Example' });
    for (const route of ['sign-in', 'setup', 'events']) {
      t.match(await service.post(route, visitor), { status: 412, body: /is starting, or cannot/ });
    }
    const url = `${service.origin}/envoy/sign-in`;
    // More calls than a refused source may make.
    for (let i = 0; i < 40; i++) t.equal((await fetch(url, { method: 'POST' })).status, 412);
    const random = readFileSync(path.join(data, 'tryout-envoy-secret'), 'utf8').trim();
    t.match(await service.post('sign-in', visitor, random), {
      status: 412,
      body: /No person is enrolled/,
    });
    t.equal(await service.end('SIGTERM'), 0);
  });
});

t.test('a secret whose folder is mounted late is taken up, without a restart', async (t) => {
  const folder = t.testdir();
  const credentials = path.join(folder, 'credentials');
  const service = await StartingService.begin(t, path.join(folder, 'data'), {
    ENVOY_CLIENT_SECRET: '',
    CREDENTIALS_DIRECTORY: credentials,
  });
  await service.said(/CREDENTIALS_DIRECTORY is/);
  const url = `${service.origin}/envoy/sign-in`;
  const body = JSON.stringify(heldSignIn({ name: 'Ada Example', jobId: 'nobody can verify it' }));
  t.match(await sendSigned(url, secret, body), { status: 412, body: /cannot start/ });
  t.equal((await fetch(url, { method: 'POST' })).status, 412, 'unsigned, for all that is known');
  const partly = path.join(folder, 'partly');
  mkdirSync(partly);
  writeFileSync(path.join(partly, 'ENVOY_CLIENT_SECRET'), secret);
  // The rename makes the folder and its file appear at once.
  renameSync(partly, credentials);
  await service.said(/is ready/);
  t.match(await service.signIn('afterwards'), { status: 412, body: /No person is enrolled/ });
  t.equal((await fetch(url, { method: 'POST' })).status, 401);
  t.equal(await service.end('SIGTERM'), 0);
});
