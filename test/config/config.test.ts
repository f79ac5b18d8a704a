import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ConfigError } from '#server/platform/operator-error.ts';
import { loadConfig } from '#server/config/config.ts';
import { loadSecrets } from '#server/config/secrets.ts';

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
  t.match(
    mistakes.join('\n'),
    /VESTIBULE_LOBBY_PROT is not a setting \(perhaps VESTIBULE_LOBBY_PORT /,
  );
});

t.test('a mistyped setting is told from the nearest one', async (t) => {
  const hints: [string, string][] = [
    ['VESTIBULE_LOBY_PORT', 'VESTIBULE_LOBBY_PORT'],
    ['VESTIBULE_HOK_PORT', 'VESTIBULE_HOOK_PORT'],
    ['VESTIBULE_LIVNESS', 'VESTIBULE_LIVENESS'],
    ['VESTIBULE_PUBLIC_ADDRESS_URL', 'VESTIBULE_PUBLIC_URL'],
    ['VESTIBULE_lobby_port', 'VESTIBULE_LOBBY_PORT'],
  ];
  for (const [typed, similar] of hints) {
    t.match(mistakesIn({ [typed]: '1' }), [
      `${typed} is not a setting (perhaps ${similar} is meant)`,
    ]);
  }
  t.match(mistakesIn({ VESTIBULE_QQQ: '1' }), [/docs\/reference\.md lists all settings/]);
});

t.test('a setting of an earlier version is a remark, and says what to write', async (t) => {
  const config = loadConfig({ VESTIBULE_HEARTBEAT_SECONDS: '30', VESTIBULE_LOG_LEVEL: 'loud' });
  t.match(config.remarks, [
    /VESTIBULE_HEARTBEAT_SECONDS is no setting any more: delete it/,
    /VESTIBULE_LOG_LEVEL is no setting any more: the level is info/,
  ]);
  t.match(
    mistakesIn({ VESTIBULE_WATCHLIST_DAYS: '3' }),
    [/is no setting any more/],
    'it held somebody',
  );
});

t.test('the claim of roles is named before them, and by its former setting', async (t) => {
  const provider = {
    VESTIBULE_DESK_OIDC_ISSUER: 'https://id.example',
    VESTIBULE_DESK_OIDC_CLIENT_ID: 'desk',
  };
  const read = (roles: string, claim?: string) =>
    loadConfig({
      ...provider,
      VESTIBULE_DESK_OIDC_ROLES: roles,
      ...(claim && { VESTIBULE_DESK_OIDC_ROLE_CLAIM: claim }),
    });
  const roleOf = (config: ReturnType<typeof read>) => ({
    claim: config.desk.oidc?.roleClaim,
    manager: [...(config.desk.oidc?.roles ?? [])][0],
  });
  const office = ['office: managers', 'manager'];
  t.same(roleOf(read('manager=office: managers')), { claim: 'roles', manager: office });
  const named = 'https://acme.example/roles: manager=office: managers; reception=desk';
  t.same(roleOf(read(named)), { claim: 'https://acme.example/roles', manager: office });
  const before = read('manager=office: managers', 'realm.roles');
  t.same(roleOf(before), { claim: 'realm.roles', manager: office });
  t.match(before.remarks, [/ROLE_CLAIM is no setting any more: write it before the roles/]);
  t.same(
    roleOf(read(named, 'other')).claim,
    'https://acme.example/roles',
    'what is written now counts',
  );
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

t.test('an address of an instance is an http address, or none', async (t) => {
  for (const wrong of ['10.0.0.2:8787', 'ftp://10.0.0.2', 'http://user@10.0.0.2', 'http://a/?b']) {
    t.match(mistakesIn({ VESTIBULE_INSTANCE_ADDRESS: wrong }), [/no address/], wrong);
  }
  const set = loadConfig({ VESTIBULE_INSTANCE_ADDRESS: 'http://10.0.0.2:8787/' });
  t.equal(set.instanceAddress, 'http://10.0.0.2:8787');
  t.equal(loadConfig({}).instanceAddress, null);
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
  const env = {
    ENVOY_CLIENT_SECRET: ' the-new-client-secret ',
    ENVOY_CLIENT_SECRET_PREVIOUS: 'the-old-client-secret',
  };
  t.same(loadSecrets(env, t.testdir()), {
    envoy: ['the-new-client-secret', 'the-old-client-secret'],
    forTryingOut: false,
    notify: {},
    deskOidc: null,
    heartbeatUrl: null,
    metricsToken: null,
    remoteList: null,
    walletAccess: null,
  });
  t.throws(
    () => loadSecrets({ ENVOY_CLIENT_SECRET_PREVIOUS: 'the-old-client-secret' }, t.testdir()),
    ConfigError,
  );
});

t.test('a secret that is too short is refused, and not shown', async (t) => {
  for (const [current, previous] of [
    ['short', undefined],
    ['the-new-client-secret', 'short'],
  ]) {
    const env = { ENVOY_CLIENT_SECRET: current, ENVOY_CLIENT_SECRET_PREVIOUS: previous };
    const refused = t.throws(() => loadSecrets(env, t.testdir())) as ConfigError;
    t.match(refused.message, /ENVOY_CLIENT_SECRET\w* has 5 characters, but must have at least 16/);
    t.notMatch(refused.message, 'short');
  }
});

t.test('a secret may be a credential that systemd hands over', async (t) => {
  const folder = t.testdir({
    vestibule_ENVOY_CLIENT_SECRET: 'the-new-client-secret\n',
    ENVOY_CLIENT_SECRET_PREVIOUS: 'the-old-client-secret\n',
  });
  const env = { CREDENTIALS_DIRECTORY: folder };
  t.same(loadSecrets(env, t.testdirName), {
    envoy: ['the-new-client-secret', 'the-old-client-secret'],
    forTryingOut: false,
    notify: {},
    deskOidc: null,
    heartbeatUrl: null,
    metricsToken: null,
    remoteList: null,
    walletAccess: null,
  });
  const both = { ...env, ENVOY_CLIENT_SECRET: 'the-given-client-secret' };
  t.same(
    loadSecrets(both, t.testdirName).envoy,
    ['the-given-client-secret', 'the-old-client-secret'],
    'the environment wins',
  );
  const unreadable = t.testdir({ ENVOY_CLIENT_SECRET: {} });
  t.throws(
    () => loadSecrets({ CREDENTIALS_DIRECTORY: unreadable }, unreadable),
    /ENVOY_CLIENT_SECRET cannot be read/,
  );
});

t.test("the desk's secret at its provider is read as every other secret", async (t) => {
  const name = 'VESTIBULE_DESK_OIDC_CLIENT_SECRET';
  const folder = t.testdir({ [name]: 'of the desk\n' });
  const secret = (env: Record<string, string>) => loadSecrets(env, folder).deskOidc;
  t.equal(secret({ [name]: 'given' }), 'given');
  t.equal(secret({ CREDENTIALS_DIRECTORY: folder }), 'of the desk');
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
