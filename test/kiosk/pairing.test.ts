import t from 'tap';
import { findKioskByTokenHash, listKiosks, revokeKiosk } from '#server/store/tables/kiosks.ts';
import { startLobby, type StartedLobby } from './start-lobby.ts';

function pairOverHttp(
  lobby: StartedLobby,
  code: unknown,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) {
  return lobby.app.inject({
    method: 'POST',
    remoteAddress,
    url: '/kiosk/pair',
    headers: { host: `127.0.0.1:${lobby.port}`, origin: lobby.url, ...headers },
    payload: { code },
  });
}

function session(lobby: StartedLobby, cookie?: string, host = `127.0.0.1:${lobby.port}`) {
  return lobby.app.inject({
    url: '/kiosk/session',
    headers: { host, ...(cookie && { cookie }) },
  });
}

function wrong(code: string): string {
  return code.replace(/^./, (first) => (first === 'B' ? 'C' : 'B'));
}

t.test('a code pairs a browser, which is a kiosk from then on', async (t) => {
  const lobby = await startLobby(t);
  t.same((await session(lobby)).json(), { paired: false });
  const { code } = await lobby.pairing.newCode({ name: 'Front door', locationId: '7' });
  t.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);

  const response = await pairOverHttp(lobby, code);
  t.equal(response.statusCode, 200);
  t.same(response.json(), { paired: true, kiosk: { name: 'Front door' } });
  const [cookie] = response.cookies;
  t.match(cookie, { httpOnly: true, sameSite: 'Strict', path: '/kiosk' });
  t.notOk(cookie?.secure, 'a page on loopback is not https');
  t.ok((cookie?.maxAge ?? 0) > 300 * 24 * 3600, 'it lasts');

  const again = await session(lobby, `vestibule_kiosk=${cookie?.value}`);
  t.same(again.json(), { paired: true, kiosk: { name: 'Front door' } });
  t.equal(again.cookies[0]?.value, cookie?.value, 'the lifetime begins anew');
  t.equal(again.headers['cache-control'], 'no-store');

  const [stored] = await listKiosks(lobby.db);
  t.match(stored, { name: 'Front door', locationId: '7', deviceId: null });
  t.notOk(JSON.stringify(stored).includes(cookie?.value ?? ''), 'the token is not stored');
  t.match(stored?.tokenHash, /^[0-9a-f]{64}$/);
  t.equal(await findKioskByTokenHash(lobby.db, cookie?.value ?? ''), undefined);
});

t.test('the code is stored as a hash only', async (t) => {
  const { db, pairing } = await startLobby(t);
  const { code } = await pairing.newCode({ name: 'Lobby' });
  const rows = JSON.stringify(await db.selectFrom('pairing_codes').selectAll().execute());
  t.notOk(rows.includes(code) || rows.includes(code.replace('-', '')));
});

t.test('a code may be typed in any case, with or without its dash', async (t) => {
  const { pairing } = await startLobby(t);
  const typings = [
    (code: string) => code.toLowerCase(),
    (code: string) => code.replace('-', ''),
    (code: string) => ` ${code.replace('-', ' – ').toLowerCase()} `,
  ];
  for (const [index, type] of typings.entries()) {
    const { code } = await pairing.newCode({ name: `Kiosk ${index}` });
    t.match(await pairing.redeem(type(code)), { paired: true });
  }
});

t.test('a code works once', async (t) => {
  const lobby = await startLobby(t);
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  t.equal((await pairOverHttp(lobby, code)).statusCode, 200);
  const second = await pairOverHttp(lobby, code);
  t.equal(second.statusCode, 403);
  t.match(second.json(), { error: 'wrong_code', message: /not valid/ });
  t.equal(second.cookies.length, 0);
});

t.test('of two browsers with the same code at once, one is paired', async (t) => {
  const { pairing, db } = await startLobby(t);
  const { code } = await pairing.newCode({ name: 'Lobby' });
  const results = await Promise.all([pairing.redeem(code), pairing.redeem(code)]);
  t.equal(results.filter((result) => result.paired).length, 1);
  t.equal((await listKiosks(db)).length, 1);
});

t.test('a code of an age of 15 minutes has expired', async (t) => {
  let now = new Date('2026-01-01T12:00:00Z');
  const lobby = await startLobby(t, { now: () => now });
  const { code, expiresAt } = await lobby.pairing.newCode({ name: 'Lobby' });
  t.equal(expiresAt.toISOString(), '2026-01-01T12:15:00.000Z');
  now = expiresAt;
  const response = await pairOverHttp(lobby, code);
  t.equal(response.statusCode, 403);
  t.match(response.json(), { error: 'expired_code', message: /too old/ });
});

t.test('a new code for a name voids the one before', async (t) => {
  const { pairing } = await startLobby(t);
  const { code: first } = await pairing.newCode({ name: 'Lobby' });
  const { code: second } = await pairing.newCode({ name: 'lobby' });
  t.match(await pairing.redeem(first), { paired: false, refusal: 'wrong_code' });
  t.match(await pairing.redeem(second), { paired: true });
});

t.test('what cannot be a code is told so and is no guess', async (t) => {
  const lobby = await startLobby(t);
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  for (const typed of ['', 'BCDF-GHJ', 'BCDF-GHJA', 'BCDF-GHJ1', code + code, 7, null]) {
    const response = await pairOverHttp(lobby, typed);
    t.equal(response.statusCode, 400);
    t.match(response.json(), { error: 'malformed_code', message: /eight letters/ });
  }
  const long = await pairOverHttp(lobby, 'B'.repeat(3000));
  t.match(long.json(), { error: 'malformed_code' });
  for (let guess = 0; guess < 20; guess++) await lobby.pairing.redeem('nonsense');
  t.match(await lobby.pairing.redeem(code), { paired: true });
});

t.test('wrong codes from elsewhere cost nobody their code', async (t) => {
  const lobby = await startLobby(t);
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  const guess = (from: string) => pairOverHttp(lobby, wrong(code), {}, from);
  for (let tries = 0; tries < 10; tries++) t.equal((await guess('192.0.2.1')).statusCode, 403);
  t.equal((await guess('192.0.2.1')).statusCode, 429);
  // One machine may use any address of its /64, so all of them share a limit.
  for (let tries = 0; tries < 10; tries++)
    t.equal((await guess(`2001:db8::${tries}`)).statusCode, 403);
  t.equal((await guess('2001:db8::99')).statusCode, 429);
  t.equal((await pairOverHttp(lobby, code)).statusCode, 200);
});

t.test('tries over HTTP are limited, in a sentence and with the time to wait', async (t) => {
  const lobby = await startLobby(t);
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  for (let guess = 0; guess < 10; guess++) {
    t.equal((await pairOverHttp(lobby, 'AAAA-AAAA')).statusCode, 400);
  }
  const response = await pairOverHttp(lobby, code);
  t.equal(response.statusCode, 429);
  t.match(response.json(), { error: 'too_many_tries', message: /wait/ });
  t.ok(Number(response.headers['retry-after']) > 0);
});

t.test('the cookie of an https origin never travels without TLS', async (t) => {
  const lobby = await startLobby(t, { origins: ['https://lobby.example'] });
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  const headers = { host: 'lobby.example', origin: 'https://lobby.example' };
  const response = await pairOverHttp(lobby, code, headers);
  t.equal(response.statusCode, 200);
  t.match(response.cookies[0], { secure: true, httpOnly: true });
  const cookie = `vestibule_kiosk=${response.cookies[0]?.value}`;
  t.match((await session(lobby, cookie, 'lobby.example')).cookies[0], { secure: true });
});

t.test('pages of another origin cannot pair', async (t) => {
  const lobby = await startLobby(t);
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  const foreign = [
    'https://evil.example',
    `http://127.0.0.1:${lobby.port + 1}`,
    `https://127.0.0.1:${lobby.port}`,
    'null',
  ];
  for (const origin of foreign) {
    const response = await pairOverHttp(lobby, code, { origin });
    t.equal(response.statusCode, 403, origin);
    t.match(response.json(), { error: 'foreign_origin' });
  }
  t.equal((await pairOverHttp(lobby, code)).statusCode, 200, 'the code is still good');
});

t.test('a foreign host name is refused on every route', async (t) => {
  const lobby = await startLobby(t);
  for (const url of ['/', '/kiosk/session', '/nothing']) {
    const headers = { host: `evil.example:${lobby.port}` };
    const response = await lobby.app.inject({ url, headers });
    t.equal(response.statusCode, 403, url);
    t.match(response.json(), { error: 'foreign_host', message: /VESTIBULE_LOBBY_ORIGINS/ });
  }
});

t.test('a revoked kiosk is a kiosk no more', async (t) => {
  const lobby = await startLobby(t);
  const { token, kiosk } = await lobby.pair();
  await revokeKiosk(lobby.db, kiosk.id, new Date());
  t.equal(await lobby.pairing.authenticate(token), null);
  const response = await session(lobby, `vestibule_kiosk=${token}`);
  t.same(response.json(), { paired: false });
  t.same(response.cookies, [], 'it might be the cookie of another service');
});

t.test('two kiosks cannot have the same name, but a revoked one leaves its name', async (t) => {
  const { pairing, pair, db } = await startLobby(t);
  const { kiosk } = await pair({ name: 'Lobby' });
  await t.rejects(pairing.newCode({ name: ' LOBBY ' }), { code: 'name_taken', message: /revoke/ });
  await t.rejects(pairing.newCode({ name: '  ' }), { code: 'bad_name' });
  await t.rejects(pairing.newCode({ name: 'x'.repeat(61) }), { code: 'bad_name' });
  await revokeKiosk(db, kiosk.id, new Date());
  await t.resolves(pairing.newCode({ name: 'Lobby' }));
});

t.test('faults are told without their text', async (t) => {
  const lobby = await startLobby(t);
  await lobby.db.schema.alterTable('kiosks').renameTo('kiosks_elsewhere').execute();
  const response = await session(lobby, 'vestibule_kiosk=anything');
  t.equal(response.statusCode, 500);
  t.same(response.json(), { error: 'internal_error', message: 'Something went wrong.' });
});

t.test('the listener answers without listening', async (t) => {
  const lobby = await startLobby(t, { listen: false });
  const { code } = await lobby.pairing.newCode({ name: 'Lobby' });
  const response = await pairOverHttp(lobby, code);
  const cookie = `vestibule_kiosk=${response.cookies[0]?.value}`;
  t.match((await session(lobby, cookie)).json(), { paired: true });
});
