import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ConfigError } from '../../server/config/config-error.ts';
import { loadConfig } from '../../server/config/config.ts';
import { loadSecrets } from '../../server/config/secrets.ts';

function mistakesIn(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

t.test('without any setting the service stays on loopback with a deadline of 20 s', async (t) => {
  t.match(loadConfig({}), {
    hook: { host: '127.0.0.1', port: 8787 },
    lobby: { host: '127.0.0.1', port: 8788 },
    deadlineMs: 20_000,
    engine: 'onnx',
    liveness: 'active',
  });
});

t.test('every mistake is named at once, with what would be right', async (t) => {
  const mistakes = mistakesIn({
    VESTIBULE_DEADLINE_SECONDS: '30',
    VESTIBULE_ENGINE: 'magic',
    VESTIBULE_KIOSK_ASK_FIRST: 'perhaps',
    VESTIBULE_HOOK_PORT: '99999',
    VESTIBULE_LOBBY_PROT: '1',
  });
  t.equal(mistakes.length, 5);
  t.match(
    mistakes.join('\n'),
    /VESTIBULE_DEADLINE_SECONDS is "30", but must be a number from 5 to 25/,
  );
  t.match(mistakes.join('\n'), /VESTIBULE_LOBBY_PROT is not a setting \(perhaps VESTIBULE_LOBBY_/);
});

t.test('an engine without liveness is only used when that is said', async (t) => {
  t.match(mistakesIn({ VESTIBULE_ENGINE: 'face-api' }), [/cannot tell a living face/]);
  t.same(mistakesIn({ VESTIBULE_ENGINE: 'face-api', VESTIBULE_LIVENESS: 'off' }), []);
});

t.test('a challenge is only put when there is time for it', async (t) => {
  const within = (liveness: string, seconds: string) =>
    mistakesIn({ VESTIBULE_LIVENESS: liveness, VESTIBULE_DEADLINE_SECONDS: seconds });
  t.same(within('active', '8'), []);
  t.match(within('active', '6'), [/LIVENESS is active, but .* to 8 or more/]);
  t.match(within('thorough', '8'), [/to 12 or more/]);
  t.same(within('passive', '5'), []);
});

t.test('one port for both listeners is refused', async (t) => {
  t.match(mistakesIn({ VESTIBULE_LOBBY_PORT: '8787' }), [/must differ/]);
});

t.test('an origin that is none is refused', async (t) => {
  t.match(mistakesIn({ VESTIBULE_LOBBY_ORIGINS: 'lobby.example' }), [/https:\/\/lobby\.example/]);
  t.match(mistakesIn({ VESTIBULE_LOBBY_ORIGINS: 'https://a.example/kiosk' }), [
    /an origin has no path/i,
  ]);
  const { lobby } = loadConfig({
    VESTIBULE_LOBBY_ORIGINS: 'https://a.example, https://b.example:8443',
  });
  t.same(lobby.origins, ['https://a.example', 'https://b.example:8443']);
});

t.test('an address of Envoy that would carry the secret in the clear is refused', async (t) => {
  const wrong = ['http://envoy.example', 'envoy.example', 'https://envoy.example/api', 'ftp://a'];
  for (const ENVOY_BASE_URL of wrong) {
    t.match(mistakesIn({ ENVOY_BASE_URL }), [/ENVOY_BASE_URL is .* https address/], ENVOY_BASE_URL);
  }
  for (const url of ['https://envoy.example/', 'http://127.0.0.1:8790', 'http://localhost:1/']) {
    const { envoy } = loadConfig({ ENVOY_BASE_URL: url });
    t.equal(envoy.baseUrl, url.replace(/\/$/, ''));
  }
  t.match(loadConfig({}).envoy, { baseUrl: 'https://app.envoy.com', clientId: null });
});

t.test('approvals cannot be written into the visitor log without a client id', async (t) => {
  const approvals = { VESTIBULE_VISITOR_LOG_APPROVALS: 'true' };
  t.match(mistakesIn(approvals), [/without ENVOY_CLIENT_ID/]);
  t.same(mistakesIn({ ...approvals, ENVOY_CLIENT_ID: 'an-id' }), []);
});

t.test('both secrets are taken from the environment', async (t) => {
  const env = { ENVOY_CLIENT_SECRET: ' new ', ENVOY_CLIENT_SECRET_PREVIOUS: 'old' };
  t.same(loadSecrets(env, t.testdir()), {
    envoy: ['new', 'old'],
    forTryingOut: false,
    notify: {},
    deskOidc: null,
    heartbeatUrl: null,
    remoteList: null,
  });
  t.throws(() => loadSecrets({ ENVOY_CLIENT_SECRET_PREVIOUS: 'old' }, t.testdir()), ConfigError);
});

t.test('a secret may be a credential that systemd hands over', async (t) => {
  const folder = t.testdir({
    vestibule_ENVOY_CLIENT_SECRET: 'new\n',
    ENVOY_CLIENT_SECRET_PREVIOUS: 'old\n',
  });
  const env = { CREDENTIALS_DIRECTORY: folder };
  t.same(loadSecrets(env, t.testdirName), {
    envoy: ['new', 'old'],
    forTryingOut: false,
    notify: {},
    deskOidc: null,
    heartbeatUrl: null,
    remoteList: null,
  });
  const both = { ...env, ENVOY_CLIENT_SECRET: 'given' };
  t.same(loadSecrets(both, t.testdirName).envoy, ['given', 'old'], 'the environment wins');
  const unreadable = t.testdir({ ENVOY_CLIENT_SECRET: {} });
  t.throws(
    () => loadSecrets({ CREDENTIALS_DIRECTORY: unreadable }, unreadable),
    /ENVOY_CLIENT_SECRET cannot be read/,
  );
});

t.test("the desk's secret at its provider may be in a file, and is in no file twice", async (t) => {
  const folder = t.testdir({ secret: 'of the desk\n', empty: '' });
  const name = 'VESTIBULE_DESK_OIDC_CLIENT_SECRET';
  const secret = (env: Record<string, string>) => loadSecrets(env, folder).deskOidc;
  t.equal(secret({ [name]: 'given' }), 'given');
  t.equal(secret({ [`${name}_FILE`]: path.join(folder, 'secret') }), 'of the desk');
  t.throws(() => secret({ [`${name}_FILE`]: path.join(folder, 'empty') }), /empty/);
  t.throws(() => secret({ [`${name}_FILE`]: path.join(folder, 'none') }), /ENOENT/);
  t.throws(() => secret({ [name]: 'given', [`${name}_FILE`]: 'x' }), /not both/);
});

t.test('without a secret a random one is made once and kept for its owner only', async (t) => {
  const folder = t.testdir();
  const dataDir = path.join(folder, 'data');
  const first = loadSecrets({}, dataDir);
  t.equal(first.forTryingOut, true);
  t.ok(first.envoy[0].length >= 64);
  t.same(loadSecrets({}, dataDir), first);
  const file = path.join(dataDir, 'tryout-envoy-secret');
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.not(loadSecrets({}, path.join(folder, 'other')).envoy[0], first.envoy[0]);
  writeFileSync(file, '');
  t.throws(() => loadSecrets({}, dataDir), /holds no usable secret/);
});
