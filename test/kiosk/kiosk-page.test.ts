import path from 'node:path';
import t from 'tap';
import { AllowedOrigins } from '#server/kiosk/lobby-access.ts';
import { startLobby } from './start-lobby.ts';

t.test('the built page is served; only its hashed assets are kept', async (t) => {
  const pageDir = t.testdir({
    'index.html': '<!doctype html><title>Kiosk</title>',
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    assets: { 'index-abc123.js': 'export {};' },
  });
  // A subtest, because each test has one folder, and the lobby needs another one for its database.
  await t.test('from its folder', async (t) => {
    const { url } = await startLobby(t, { pageDir });
    const get = (file: string) => fetch(`${url}${file}`);
    const page = await get('/');
    t.equal(page.status, 200);
    t.match(await page.text(), /<title>Kiosk/);
    t.match(page.headers.get('content-type'), /text\/html/);
    t.equal(page.headers.get('cache-control'), 'no-cache');
    t.equal((await get('/favicon.svg')).headers.get('cache-control'), 'no-cache');
    const asset = await get('/assets/index-abc123.js');
    t.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    t.match(asset.headers.get('content-type'), /javascript/);
    const missing = await get('/assets/index-old.js');
    t.equal(missing.status, 404);
    t.match(await missing.json(), { error: 'not_found' });
    const outside = await get('/..%2f..%2fpackage.json');
    t.ok(outside.status >= 400, 'nothing outside the folder');
  });
});

t.test('a page that is not built says what to do', async (t) => {
  const { url } = await startLobby(t, { pageDir: path.join(import.meta.dirname, 'nowhere') });
  const response = await fetch(url);
  t.equal(response.status, 503);
  t.match(await response.text(), /not been built. Run `npm run build`/);
});

t.test('pages may run their own files and use the camera, and nothing else', async (t) => {
  const { url, app } = await startLobby(t, { listen: true });
  const { headers } = await fetch(`${url}/kiosk/session`);
  const policy = headers.get('content-security-policy') ?? '';
  t.match(policy, /default-src 'self'/);
  t.match(policy, /frame-ancestors 'none'/);
  t.notMatch(policy, /unsafe|upgrade-insecure|\*/);
  t.match(headers.get('permissions-policy'), /camera=\(self\)/);
  t.match(headers.get('permissions-policy'), /microphone=\(\)/);
  t.equal(headers.get('x-content-type-options'), 'nosniff');
  t.equal(headers.get('strict-transport-security'), null);
  const hook = await app.inject({ method: 'POST', url: '/envoy/sign-in', payload: {} });
  t.equal(hook.statusCode, 403, 'by inject, the port is not the one listened on');
  t.equal((await fetch(`${url}/envoy/sign-in`, { method: 'POST' })).status, 404);
});

t.test('an origin in the settings that is none stops the start in a sentence', (t) => {
  for (const text of ['lobby.example', 'https://lobby.example/kiosk', 'ftp://lobby.example', '*']) {
    t.throws(() => new AllowedOrigins([text], () => 8788), {
      message: /VESTIBULE_LOBBY_ORIGINS has ".*", which is not an origin/,
    });
  }
  const allowed = new AllowedOrigins(['https://lobby.example/', 'http://10.0.0.7:80'], () => 8788);
  t.ok(allowed.allowsOrigin('https://lobby.example'));
  t.ok(allowed.allowsHost('lobby.example'));
  t.ok(allowed.allowsHost('10.0.0.7'));
  t.notOk(allowed.allowsHost('lobby.example:8788'));
  t.notOk(allowed.allowsOrigin('https://lobby.example:8443'));
  t.notOk(allowed.allowsOrigin(undefined));
  t.notOk(allowed.allowsHost(undefined));
  t.notOk(allowed.allowsHost('localhost:8788/@evil'));
  t.notOk(allowed.allowsHost('localhost:8788@evil.example'));
  t.ok(allowed.isSecure('lobby.example'));
  t.notOk(allowed.isSecure('10.0.0.7'));
  t.end();
});

t.test('on the usual port, hosts and origins are named without it', (t) => {
  const allowed = new AllowedOrigins([], () => 80);
  t.ok(allowed.allowsOrigin('http://localhost'));
  t.ok(allowed.allowsHost('127.0.0.1'));
  t.notOk(allowed.allowsHost('127.0.0.1:8788'));
  t.end();
});
