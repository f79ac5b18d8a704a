import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import t from 'tap';
import { WebSocket } from 'ws';
import { ConfigError } from '#server/platform/operator-error.ts';
import { loadConfig } from '#server/config/config.ts';
import { projectRoot } from '#server/config/environment.ts';
import { kioskCookie } from '#server/kiosk/pairing-routes.ts';
import { readLobbyTls } from '#server/kiosk/lobby-listener.ts';
import { openLobbyBrowser } from '../e2e/browser.ts';
import { startLobby } from './start-lobby.ts';

const dataDir = path.join(t.testdir({}), 'data');

async function certificate(...commandLine: string[]) {
  const script = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const env = { PATH: process.env['PATH'], VESTIBULE_DATA_DIR: dataDir };
  const child = spawn(process.execPath, [script, 'kiosk', 'certificate', ...commandLine], { env });
  const exited = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exited) as [number];
  return { code, out, err };
}

const hosts = ['--host', '127.0.0.1', '--host', 'lobby.example', '--host', '::1'];
const made = JSON.parse((await certificate(...hosts, '--json')).out) as {
  authority: string;
  certificate: string;
  key: string;
  policy: string;
  origins: string[];
  pin: string;
};
const tls = { certificateFile: made.certificate, keyFile: made.key };
const authority = readFileSync(made.authority);

/** A client that trusts the authority, and compares the server's public key with the pin. */
async function call(url: string, options: RequestOptions, body = '') {
  const asked = request(url, { ca: authority, ...options });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const peer = (response.socket as TLSSocket).getPeerX509Certificate();
  const key = peer?.publicKey.export({ type: 'spki', format: 'der' }) ?? '';
  response.resume();
  const pin = createHash('sha256').update(key).digest('base64');
  return { status: response.statusCode, headers: response.headers, pin };
}

t.test('the certificate is for what was asked, and its key for its owner', async (t) => {
  t.equal(statSync(made.key).mode & 0o777, 0o600);
  const { subjectAltName } = new X509Certificate(readFileSync(made.certificate));
  t.match(subjectAltName, /IP Address:127.0.0.1, DNS:lobby.example, IP Address:0:0:0:0:0:0:0:1/);
  t.strictSame(made.origins, [
    'https://127.0.0.1:8788',
    'https://lobby.example:8788',
    'https://[::1]:8788',
  ]);
  const again = await certificate(...hosts);
  t.match(again, { code: 1, err: /--replace/ });
  t.match(await certificate('--host', 'https://lobby.example'), { code: 2 });
  const secrets = [made.authority, made.certificate, made.policy].map((file) =>
    readFileSync(file, 'utf8'),
  );
  t.notMatch(secrets.join(''), 'PRIVATE');
});

t.test('the lobby speaks TLS only, to who trusts it', async (t) => {
  const lobby = await startLobby(t, { tls });
  const { code } = await lobby.pairing.newCode({ name: 'Far lobby' });
  const pairing = await call(
    `${lobby.url}/kiosk/pair`,
    { method: 'POST', headers: { 'content-type': 'application/json', origin: lobby.url } },
    JSON.stringify({ code }),
  );
  t.equal(pairing.status, 200);
  t.equal(pairing.pin, made.pin, 'the key that was printed');
  const [cookie = ''] = pairing.headers['set-cookie'] ?? [];
  t.match(cookie, /; Secure/);
  t.equal(pairing.headers['strict-transport-security'], undefined);

  const socket = new WebSocket(`${lobby.url.replace('https', 'wss')}/kiosk/socket`, {
    ca: authority,
    headers: { cookie: cookie.split(';')[0] ?? '' },
    origin: lobby.url,
  });
  t.match(String((await once(socket, 'message'))[0]), '"hello"');
  socket.terminate();

  const plain = lobby.url.replace('https', 'http');
  const origin = { method: 'POST', headers: { origin: plain } };
  t.equal((await call(`${lobby.url}/kiosk/pair`, origin)).status, 403, 'a page without TLS');
  await t.rejects(call(lobby.url, { ca: [] }), /self-signed|verify/, 'who does not trust it');
  await t.rejects(fetch(plain), 'without TLS');
});

t.test('Chromium opens it with the pin, is paired, and connects', async (t) => {
  const lobby = await startLobby(t, { tls });
  const { token } = await lobby.pair();
  const { context, page, close } = await openLobbyBrowser({ camera: null, pin: made.pin });
  t.teardown(close);
  const url = `${lobby.url}/kiosk/`;
  await context.addCookies([{ name: kioskCookie, value: token, url, secure: true }]);
  const connected = once(lobby.kioskRegistry, 'connected');
  await page.goto(lobby.url);
  await connected;
  t.ok(await page.evaluate('isSecureContext && "mediaDevices" in navigator'));
});

t.test('a certificate that cannot be used is refused in words', async (t) => {
  const at = (name: string) => path.join(dataDir, name);
  copyFileSync(made.key, at('exposed.key'));
  chmodSync(at('exposed.key'), 0o644);
  writeFileSync(at('not.pem'), 'no certificate', { mode: 0o600 });
  const refused: [Partial<typeof tls>, RegExp][] = [
    [{ keyFile: at('exposed.key') }, /chmod 600/],
    [{ keyFile: at('not.pem') }, /no private key/],
    [{ certificateFile: at('not.pem') }, /no certificate/],
    [{ certificateFile: at('missing.pem') }, /cannot be read \(ENOENT\)/],
  ];
  for (const [wrong, message] of refused) {
    t.throws(() => readLobbyTls({ ...tls, ...wrong }), { name: 'ConfigError', message });
  }
  t.throws(() => readLobbyTls(tls, new Date('2040-01-01')), { message: /has expired on 20/ });
  await certificate(...hosts, '--replace');
  const other = at('other.key');
  copyFileSync(made.key, other);
  await certificate(...hosts, '--replace');
  t.throws(() => readLobbyTls({ ...tls, keyFile: other }), { message: /is not that of the key/ });
});

t.test('nobody carries frames over the network without TLS by accident', (t) => {
  const mistakes = (env: Record<string, string>) => {
    try {
      return loadConfig(env) && [];
    } catch (error) {
      return error instanceof ConfigError ? error.mistakes : [String(error)];
    }
  };
  const wide = { VESTIBULE_LOBBY_HOST: '0.0.0.0' };
  const files = {
    VESTIBULE_LOBBY_TLS_CERTIFICATE: made.certificate,
    VESTIBULE_LOBBY_TLS_KEY: made.key,
  };
  t.match(mistakes(wide), [/kiosk certificate.*VESTIBULE_LOBBY_WITHOUT_TLS/]);
  t.strictSame(mistakes({ ...wide, ...files }), []);
  t.strictSame(mistakes({ ...wide, VESTIBULE_LOBBY_WITHOUT_TLS: 'true' }), []);
  for (const host of ['localhost', '127.0.0.1', '127.3.2.1', '::1']) {
    t.strictSame(mistakes({ VESTIBULE_LOBBY_HOST: host }), [], host);
  }
  t.match(mistakes({ VESTIBULE_LOBBY_TLS_KEY: made.key }), [/must be set together/]);
  t.end();
});
