import t, { type Test } from 'tap';
import { Value } from 'typebox/value';
import { RestOfEnvoy } from '../support/fake-envoy/rest-of-envoy.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { attributesOf, Model, TokenAnswer } from '../support/fake-envoy/sdk-types.ts';

// The fake of Envoy's API, called as Envoy's Node SDK calls the real one.
const secret = 'a-secret-of-this-test';
const services = '/api/v2/plugin-services';

interface Answered {
  status: number;
  body: Record<string, unknown>;
}

async function set(t: Test) {
  const rest = new RestOfEnvoy();
  const envoy = await startFakeEnvoy(t, { secret, more: rest });
  // No service listens there, but the account still records the install and the job.
  await envoy.setUp({ installId: '1' });
  await envoy.hold({ name: 'Ada Example', installId: '1', jobId: 'job' });
  const call = async (method: string, path: string, body?: object, token = '') => {
    const isLogin = path.endsWith('/token');
    const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    const response = await fetch(envoy.url + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: isLogin ? basic : `Bearer ${token}`,
        ...(body && { 'content-type': isLogin ? 'application/json' : 'application/vnd.api+json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };
  const login = (body: object): Promise<Answered> => call('POST', '/a/auth/v0/token', body);
  const tokenOf = (answer: Answered) => answer.body['access_token'] as string;
  const asPlugin = async () =>
    tokenOf(
      await login({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'plugin,token.refresh',
      }),
    );
  return { envoy, rest, call, login, tokenOf, asPlugin };
}

t.test('every call of the plugin API asks for a token, and is answered with data', async (t) => {
  const { envoy, rest, call, asPlugin } = await set(t);
  const token = await asPlugin();
  t.equal((await call('GET', `${services}/installs/1/config`)).status, 401, 'without a token');
  const answers = [
    await call('PUT', `${services}/installs/1/purpose`, { purpose: 'x' }, token),
    await call('PUT', `${services}/installs/1/config`, { a: 1 }, token),
    await call('GET', `${services}/installs/1/config`, undefined, token),
    await call('POST', `${services}/installs/1/notifications`, { message: 'Hello' }, token),
    await call('PATCH', `${services}/jobs/job`, { status: 'done', attachments: [] }, token),
    await call('POST', `${services}/storage`, { commands: [{ action: 'list', page: 1 }] }, token),
  ];
  for (const { status, body } of answers) {
    t.equal(status, 200);
    t.ok(body['data']);
  }
  t.same(rest.notifications.get('1'), [{ message: 'Hello' }]);
  envoy.tokens.revokeAll();
  t.equal((await call('GET', `${services}/installs/1/config`, undefined, token)).status, 401);
});

t.test('a config is merged, and null removes a key', async (t) => {
  const { envoy, call, asPlugin } = await set(t);
  const token = await asPlugin();
  const put = (config: object) => call('PUT', `${services}/installs/1/config`, config, token);
  await put({ kept: 'x', old: 1, nested: { a: 1 } });
  t.same((await put({ old: null, fresh: [2] })).body['data'], {
    kept: 'x',
    nested: { a: 1 },
    fresh: [2],
  });
  t.same(envoy.account.configs.get('1'), { kept: 'x', nested: { a: 1 }, fresh: [2] });
  t.equal((await put([])).status, 422);
});

t.test('an install or a job that the account does not know is refused', async (t) => {
  const { envoy, call, asPlugin } = await set(t);
  const token = await asPlugin();
  const install = (id: string) => [
    call('PUT', `${services}/installs/${id}/purpose`, { purpose: 'x' }, token),
    call('PUT', `${services}/installs/${id}/config`, {}, token),
    call('GET', `${services}/installs/${id}/config`, undefined, token),
    call('POST', `${services}/installs/${id}/notifications`, {}, token),
    call('POST', `${services}/storage`, { install_id: id, commands: [] }, token),
  ];
  const statuses = async (all: Promise<Answered>[]) =>
    (await Promise.all(all)).map(({ status }) => status);
  t.same(await statuses(install('2')), [404, 404, 404, 404, 404]);
  t.same(await statuses(install('1')), [200, 200, 200, 200, 200]);
  await envoy.uninstall({ installId: '1' });
  t.same(await statuses(install('1')), [404, 404, 404, 404, 404], 'taken off');
  const update = { status: 'done', attachments: [] };
  t.equal((await call('PATCH', `${services}/jobs/none`, update, token)).status, 404);
  t.same([...envoy.account.jobs.keys()], []);
});

t.test('the storage takes every command, and makes values as it is asked to', async (t) => {
  const { call, asPlugin } = await set(t);
  const token = await asPlugin();
  const send = (commands: object[], install_id?: string) =>
    call('POST', `${services}/storage`, { commands, install_id }, token);
  const run = async (...commands: object[]) =>
    (await send(commands)).body['data'] as ({ key: string; value: unknown } | null)[];
  const { body } = await send(
    [
      { action: 'set', key: 'k', value: { a: 1 } },
      { action: 'get', key: 'none' },
      { action: 'unset', key: 'k' },
      { action: 'unset', key: 'k' },
    ],
    '1',
  );
  t.same(body['data'], [{ key: 'k', value: { a: 1 } }, null, { key: 'k', value: { a: 1 } }, null]);

  const [usual, short] = await run(
    { action: 'set_unique', key: 'usual' },
    { action: 'set_unique', key: 'short', chars: 'äb', size: 3 },
  );
  t.match(usual?.value, /^\d{12}$/);
  t.match(short?.value, /^[äb]{3}$/);
  t.same(await run({ action: 'get', key: 'short' }), [short]);
  const letters = ['a', 'b', 'c'].map((key) => ({
    action: 'set_unique',
    key,
    chars: 'xyz',
    size: 1,
  }));
  t.same((await run(...letters)).map((item) => item?.value).sort(), ['x', 'y', 'z'], 'all others');
  t.same(
    await run({ action: 'set_unique', key: 'd', chars: 'xyz', size: 1 }),
    [null],
    'none is left',
  );
  const numbers = ['e', 'f'].map((key) => ({ action: 'set_unique_num', key, min: 7, max: 8 }));
  t.same((await run(...numbers)).map((item) => item?.value).sort(), [7, 8]);
  const [wide] = await run({ action: 'set_unique_num', key: 'g' });
  t.ok(Number.isSafeInteger(wide?.value));

  const many = Array.from({ length: 120 }, (_, i) => ({ action: 'set', key: `k${i}`, value: i }));
  await send(many, '1');
  const pages = (
    await send(
      [
        { action: 'list', page: 1 },
        { action: 'list', page: 2 },
      ],
      '1',
    )
  ).body;
  t.same(
    (pages['data'] as unknown[][]).map(({ length }) => length),
    [100, 20],
  );
  t.match(
    ((await run({ action: 'list' })) as unknown as unknown[][])[0],
    [{ key: 'a' }],
    'of the app itself',
  );
  const wrong = [
    { action: 'dance', key: 'k' },
    { action: 'get' },
    { action: 'set_unique', key: 'k', size: 0 },
    { action: 'set_unique_num', key: 'k', min: 2, max: 1 },
    { action: 'list', page: 0 },
  ];
  for (const command of wrong) t.equal((await send([command])).status, 422, command.action);
});

t.test('a job takes the attachments that the SDK knows, and free ones', async (t) => {
  const { envoy, call, asPlugin } = await set(t);
  const token = await asPlugin();
  const attach = async (attachment: object) =>
    (await call('PATCH', `${services}/jobs/job`, { attachments: [attachment] }, token)).status;
  const plain = { label: 'Badge', value: '17' };
  const image = { type: 's3', link: 'https://img.example/1.png' };
  const fine = [
    plain,
    { type: 'text', ...plain },
    { type: 'password', ...plain },
    { type: 'wristband', ...plain },
    { type: 'link', ...plain, url: 'https://a.example' },
    { type: 'json', label: 'Details', value: { a: [1] } },
    { type: 'credential_image', ...plain, title: 'Your badge', image },
  ];
  for (const attachment of fine) t.equal(await attach(attachment), 200, JSON.stringify(attachment));
  t.equal(envoy.account.jobs.get('job')?.length, fine.length);
  const wrong = [
    { type: 'link', ...plain },
    { type: 'credential_image', ...plain },
    { type: 'text', label: 'x', value: 1 },
    { type: 'text', value: 'x' },
  ];
  for (const attachment of wrong)
    t.equal(await attach(attachment), 422, JSON.stringify(attachment));
  const odd = { status: 'odd', attachments: [] };
  t.equal((await call('PATCH', `${services}/jobs/job`, odd, token)).status, 422);
});

t.test('every way to log in gives a token for what it opens, and for nothing else', async (t) => {
  const { rest, call, login, tokenOf, asPlugin } = await set(t);
  const scope = ['flows.read'];
  const { email: username, password } = rest.user;
  const query = `response_type=code&client_id=${clientId}&redirect_uri=http://app.example/back`;
  const sentBack = await call('GET', `/a/auth/v0/authorize?${query}&scope=flows.read+badges.read`);
  t.equal(sentBack.status, 302);
  const code = new URL(sentBack.headers.get('location') ?? '').searchParams.get('code');
  const logins = [
    { grant_type: 'plugin_install', install_id: '1' },
    { grant_type: 'password', username, password, scope },
    { grant_type: 'authorization_code', code, scope },
  ];
  const me = async (token: string) =>
    (await call('GET', '/api/v2/users/me', undefined, token)).status;
  for (const body of logins) {
    const answer = await login(body);
    t.ok(Value.Check(TokenAnswer, answer.body), body.grant_type);
    const token = tokenOf(answer);
    t.equal(await me(token), 200);
    t.equal((await call('GET', `${services}/installs/1/config`, undefined, token)).status, 403);

    const refresh = { grant_type: 'refresh_token', refresh_token: answer.body['refresh_token'] };
    t.equal(await me(tokenOf(await login(refresh))), 200, 'renewed');
    t.equal((await login(refresh)).status, 400, 'and used up');
  }
  t.equal(await me(await asPlugin()), 403, 'the app is no user');
  const wrong = [
    [401, { grant_type: 'client_credentials', client_id: clientId, client_secret: 'x', scope }],
    [400, { grant_type: 'plugin_install', install_id: '2' }],
    [400, { grant_type: 'password', username, password: 'guess', scope }],
    [400, { grant_type: 'authorization_code', code, scope }],
    [400, { grant_type: 'refresh_token', refresh_token: 'x' }],
    [400, { grant_type: 'dance' }],
  ] as const;
  for (const [status, body] of wrong) t.equal((await login(body)).status, status, body.grant_type);
});

t.test('the user API tells of the people, places and forms of the account', async (t) => {
  const { call, login, tokenOf } = await set(t);
  const token = tokenOf(await login({ grant_type: 'plugin_install', install_id: '1' }));
  const get = async (path: string) => {
    const answer = await call('GET', path, undefined, token);
    return answer.status === 200 ? answer.body['data'] : answer.status;
  };
  const lists = ['locations', 'employees', 'flows', 'companies', 'agreements'];
  for (const type of lists) {
    const all = (await get(`/api/v3/${type}`)) as { id: string; attributes: unknown }[];
    t.ok(all.length > 0, type);
    for (const one of all) {
      t.ok(Value.Check(Model, one) && Value.Check(attributesOf[type]!, one.attributes), type);
      t.same(await get(`/api/v3/${type}/${one.id}?include=location`), one);
    }
  }
  for (const type of ['agreement-pages/510', 'sign-in-field-pages/410', 'sign-in-fields/411']) {
    t.ok(Value.Check(Model, await get(`/api/v3/${type}`)), type);
  }
  t.match(await get('/api/v3/sign-in-field-pages/410/sign-in-fields'), [{ id: '411' }]);
  const byMail = (mail: string) => get(`/api/v3/employees?filter[email]=${mail}&page[limit]=1`);
  t.match(await byMail('GRACE@acme.example'), [{ attributes: { name: 'Grace Host' } }]);
  t.same(await byMail('nobody@acme.example'), []);
  t.match(await get('/api/v3/flows?filter[location]=1042'), [{ id: '310' }]);
  t.same(await get('/api/v3/flows?filter[location]=7'), []);
  t.same(await get('/api/v3/employees?page[offset]=1'), []);
  t.equal(await get('/api/v3/flows/7'), 404);
  t.equal(await get('/api/v3/secrets'), 404);
});

t.test('an invite can be made, changed and removed, and a desk reserved', async (t) => {
  const { call, login, tokenOf } = await set(t);
  const token = tokenOf(await login({ grant_type: 'plugin_install', install_id: '1' }));
  const send = async (method: string, path: string, data?: object) => {
    const { status, body } = await call(method, path, data && { data }, token);
    return { status, data: body['data'] as { id: string; attributes: object } };
  };
  const location = { data: { id: '1042', type: 'locations' } };
  const given = {
    type: 'invites',
    attributes: { 'full-name': 'Ada' },
    relationships: { location },
  };
  const made = await send('POST', '/api/v3/invites', given);
  t.equal(made.status, 201);
  t.ok(Value.Check(Model, made.data));
  const path = `/api/v3/invites/${made.data.id}`;
  const email = { attributes: { email: 'ada@example.com' } };
  const both = { 'full-name': 'Ada', email: 'ada@example.com' };
  t.same((await send('PATCH', path, email)).data.attributes, both);
  t.same((await send('PUT', path, email)).data.attributes, email.attributes);
  t.match((await send('GET', '/api/v3/invites?filter[location]=1042')).data, [
    { id: made.data.id },
  ]);
  t.match(await send('DELETE', path), { status: 200, data: { id: made.data.id } });
  t.equal((await send('DELETE', path)).status, 404);
  t.equal((await send('POST', '/api/v3/invites')).status, 422);
  t.equal((await send('POST', '/a/rms/reservations', { attributes: {} })).status, 201);
});
