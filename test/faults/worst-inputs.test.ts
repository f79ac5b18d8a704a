import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { cropPhoto, emptyFrames, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { projectRoot } from '#server/config/environment.ts';
import { revokePairing } from '#server/kiosk/pairing.ts';
import { createLogger } from '#server/ops/logging.ts';
import { Offerer } from '../desk/desk-people.ts';
import type { DeskBrowser } from '../desk/start-desk.ts';
import { encodeFrame, maxFrameBytes } from '#server/protocol/frames.ts';
import { jpegLike, RawKiosk } from '../kiosk/raw-kiosk.ts';
import { isRelease } from '../support/release.ts';

// Sends the worst inputs of each route to the whole service, while another process signs strangers in without a
// pause. Every stranger must be answered before Envoy's deadline.

/** Every route of every listener, with its body limit in bytes. */
const routes = new Map<string, number>();
diagnostics.subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url, bodyLimit, config }) => {
    for (const one of [method].flat()) {
      const takesBody = !['GET', 'HEAD', 'OPTIONS'].includes(one);
      const isSocket = one === 'GET' && (config as { servesSocket?: true })?.servesSocket;
      if (takesBody || isSocket) routes.set(`${one} ${url}`, bodyLimit ?? 4096);
    }
  });
});

interface Attack {
  t: Test;
  trial: Trial;
  manager: DeskBrowser;
  /** `POST /desk/api/login` */
  route: string;
  /** Body limit in bytes. */
  limit: number;
}
type Case = (attack: Attack) => Promise<void>;

const megabyte = 1024 ** 2;

/** Bodies of the maximum length: with the deepest nesting, the most names and the longest text. */
function longBodies(limit: number): string[] {
  const room = limit - 100;
  const names = Array.from({ length: Math.floor(room / 12) }, (_, i) => `"${i}":[{}]`);
  return [
    '['.repeat(room / 2) + ']'.repeat(room / 2),
    `{${names
      .join(',')
      .slice(0, room)
      .replace(/,[^,]*$/, '')}}`,
    JSON.stringify({ name: '\u0301'.repeat(room / 2), note: '', text: '' }),
    `{"text":"${'\\u0000'.repeat(room / 6)}"}`,
  ];
}

const json: Case = async ({ manager, route, limit }) => {
  for (const body of longBodies(limit)) await send(manager, route, body, 'application/json');
};

const signed: Case = async ({ trial, route }) => {
  const url = new URL(route.replace('POST ', ''), trial.service.hookUrl);
  const payload = (attributes: object) => JSON.stringify({ payload: { attributes }, meta: {} });
  const field = { identifier: 'x', value: '\ud800'.repeat(1000) };
  for (const body of [
    ...longBodies(megabyte),
    ...longBodies(7 * megabyte),
    payload({ 'user-data': Array.from({ length: 200 }, () => field) }),
    payload({ 'full-name': 'ﷺ'.repeat(300_000) }),
  ]) {
    await sendSigned(url.href, trial.secrets.envoy[0], body);
  }
};

/** Multipart forms. */
const photos =
  (request: object): Case =>
  async ({ manager, route }) => {
    const almost = Buffer.from('\r\n------'.repeat(1_800_000));
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452ffffffffffffffff0802000000', 'hex');
    for (const files of [[almost, almost], [png], Array<Buffer>(60).fill(png)]) {
      await manager.upload(route.split(' ')[1]!, request, files);
    }
    const parts = '--b\r\n\r\n\r\n'.repeat(200_000);
    await send(manager, route, parts, 'multipart/form-data; boundary=b');
    const headers = `--b\r\n${'content-disposition: form-data\r\n'.repeat(200_000)}`;
    await send(manager, route, headers, 'multipart/form-data; boundary=b');
  };

const list: Case = async (attack) => {
  await photos({})(attack);
  const heading = 'name,consent,photos\n';
  const rows = (row: string, bytes: number) => heading + row.repeat(bytes / row.length);
  const lists: [string, number][] = [
    ['\n'.repeat(15_000_000), 422],
    [rows('\n', megabyte), 422],
    [rows('x\n', 4_900_000), 422],
    [rows('Ada Example,signed form,ada.jpg\n', 600_000), 200],
    [rows('a,b,c,d\n', 150_000), 200],
    [heading + ','.repeat(4_900_000), 422],
    [heading + ';'.repeat(4_900_000), 422],
    [`${heading}"${'""'.repeat(2_400_000)}`, 422],
    [','.repeat(4_900_000), 422],
  ];
  for (const [content, status] of isRelease ? lists : lists.filter((_, at) => at % 3 === 0)) {
    const route = attack.route.split(' ')[1]!;
    const answer = await attack.manager.upload(route, {}, [Buffer.from(content)]);
    attack.t.equal(answer.status, status, JSON.stringify(content.slice(0, 30)));
  }
};

const kioskSocket: Case = async ({ trial }) => {
  const { lobbyUrl, pairing } = trial.service;
  const frame = Buffer.concat([jpegLike(1), Buffer.alloc(maxFrameBytes - 99)]);
  for (const [message, times] of [
    ['['.repeat(16 * 1024), 50],
    [JSON.stringify({ type: 'ready', camera: 'ready', cameras: '['.repeat(16_000) }), 50],
    [encodeFrame('f'.repeat(32), 0, frame), 20],
    [Buffer.alloc(4 * megabyte), 1],
  ] as const) {
    const { code } = await pairing.newCode({ name: 'Hostile screen' });
    const paired = await pairing.redeem(code);
    if (!paired.paired) throw new Error('not paired');
    const kiosk = await RawKiosk.ready(new URL(lobbyUrl).origin, paired.token);
    for (let i = 0; i < times; i++) kiosk.send(message);
    kiosk.socket.close();
    await kiosk.closed;
    await revokePairing(trial.service.db, paired.kiosk.id, 'command:test');
  }
};

const readerSocket: Case = async ({ trial }) => {
  const { lobbyUrl, pairing } = trial.service;
  const { code } = await pairing.newCode({ name: 'Hostile reader' });
  const kiosk = await pairing.redeem(code);
  if (!kiosk.paired) throw new Error('not paired');
  const { origin } = new URL(lobbyUrl);
  for (const message of [
    '['.repeat(16 * 1024),
    JSON.stringify({ type: 'answer', bytes: 'A'.repeat(16_000) }),
    Buffer.alloc(4 * megabyte),
  ]) {
    const offer = await pairing.newReaderCode(kiosk.kiosk.id, 'command:test');
    const reader = await pairing.redeemReader(offer!.code);
    if (!reader.paired) throw new Error('not paired');
    const headers = { authorization: `Bearer ${reader.token}` };
    const url = `${origin.replace('http', 'ws')}/kiosk/reader`;
    const socket = new WebSocket(url, { origin, headers });
    socket.on('error', () => {});
    await once(socket, 'open');
    for (let i = 0; i < 50; i++) socket.send(message);
    socket.close();
    await once(socket, 'close');
  }
  await revokePairing(trial.service.db, kiosk.kiosk.id, 'command:test');
};

const deskSocket: Case = async ({ manager }) => {
  const socket = new WebSocket(`${manager.url.replace('http', 'ws')}/desk/socket`, {
    origin: manager.url,
    headers: { cookie: cookieOf(manager) },
  });
  socket.on('error', () => {});
  await once(socket, 'open');
  for (let i = 0; i < 1000; i++) socket.send('['.repeat(4000));
  socket.send(Buffer.alloc(4 * megabyte));
  await once(socket, 'close');
};

/** The OpenID provider answers every request with some 20 MB of JSON. */
const provider: Case = async ({ manager }) => {
  for (let i = 0; i < 3; i++) await manager.get('/desk/api/oidc/start');
};

const consentText: Case = async (attack) => {
  const { manager } = attack;
  for (const text of [
    'ﷺ'.repeat(100_000),
    '\r\n'.repeat(50_000),
    ' '.repeat(100_000),
    '\u202e'.repeat(100_000),
  ]) {
    await manager.post('/desk/api/manage/consent', { version: '1', language: 'en', text });
  }
  await json(attack);
};

const listed: Case = async (attack) => {
  const nobody = {
    ...{ email: '', domain: '', phone: '', birthDate: '', country: '', company: '', aliases: [] },
  };
  for (const name of ['ﷺ'.repeat(600), 'a '.repeat(1000), '\u0301'.repeat(1500)]) {
    const entry = { ...nobody, name, note: name, legalBasis: name, expiresAt: null };
    await attack.manager.upload('/desk/api/manage/watchlist', entry, []);
    const changed = { ...entry, version: 'x', removesFace: false };
    const path = `/desk/api/manage/watchlist/${randomUUID()}`;
    await attack.manager.upload(path, changed, [], 'PUT');
  }
  await photos({})(attack);
};

/** A table of maximum length with the longest cells, and files that are no table. */
const listedTable: Case = async (attack) => {
  const row = `${'ﷺ'.repeat(20)},${'+1 415 '.repeat(20)},why\n`;
  for (const table of [
    `name,phone,note\n${row.repeat(isRelease ? 1000 : 200)}`,
    `name,note\n${'"a\n'.repeat(100_000)}`,
    ','.repeat(450_000),
    `note,aliases\n${'x,'}${'a;'.repeat(49_000)}\n`,
  ]) {
    const body = new Blob([table], { type: 'text/csv' });
    await attack.manager.post('/desk/api/manage/watchlist/import', body);
  }
  await json(attack);
};

const note: Case = async (attack) => {
  await attack.manager.call('PUT', '/desk/api/cards/x/note', { note: 'ﷺ'.repeat(1300), was: '' });
  await json(attack);
};

/** Policy files of maximum length and depth, and one with nested YAML aliases. */
const policy: Case = async ({ trial }) => {
  const deep = `a: ${'['.repeat(120_000)}${']'.repeat(120_000)}\n`;
  const wide = Array.from({ length: 15_000 }, (_, i) => `k${i}: {a: b}`).join('\n');
  const aliases = Array.from({ length: 5000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
  for (const content of [deep, wide, `a0: &a0 x\n${aliases.join('\n')}`, '"'.repeat(250_000)]) {
    writeFileSync(path.join(trial.config.dataDir, 'policy.yaml'), content);
    await trial.service.reload();
    await trial.signIn({ name: 'Ada Example' });
  }
  rmSync(path.join(trial.config.dataDir, 'policy.yaml'));
};

const cases: Record<string, Case> = {
  'GET /kiosk/socket': kioskSocket,
  'GET /kiosk/reader': readerSocket,
  'GET /desk/socket': deskSocket,
  'GET /desk/api/oidc/start': provider,
  'POST /desk/api/people/import/list': list,
  'POST /desk/api/people/import': photos({ row: {}, textVersion: null }),
  'POST /desk/api/people/check': photos({}),
  'POST /desk/api/people': photos({ details: {} }),
  'POST /desk/api/people/:id/photos': photos({}),
  'POST /desk/api/manage/consent': consentText,
  'POST /desk/api/manage/watchlist': listed,
  'PUT /desk/api/manage/watchlist/:id': listed,
  'POST /desk/api/manage/watchlist/import': listedTable,
  'PUT /desk/api/cards/:jobId/note': note,
  'policy.yaml': policy,
  'POST /envoy/sign-in': signed,
  'POST /envoy/setup': signed,
  'POST /envoy/events': signed,
};
/** Routes whose bodies are parsed by the same code as those of another route here. */
const forRelease = [
  'POST /desk/api/people/import',
  'POST /desk/api/people/check',
  'POST /desk/api/people/:id/photos',
  'PUT /desk/api/manage/watchlist/:id',
  'POST /envoy/setup',
];
// Every one of these routes reads JSON with the same body limit.
const jsonRoutes = `
  POST /kiosk/pair
  POST /kiosk/reader/pair
  POST /enrolment/camera
  POST /kiosk/test-capture
  POST /desk/api/login
  POST /desk/api/link
  POST /desk/api/set-password
  POST /desk/api/password
  PUT /desk/api/preferences
  POST /desk/api/cards/:jobId/outcome
  POST /desk/api/cards/:jobId/message
  PUT /desk/api/cards/:jobId/presence
  PUT /desk/api/cards/:jobId/listed
  POST /desk/api/ringing/:jobId
  POST /desk/api/people/:id/invite
  POST /desk/api/expected/:id/invite
  POST /desk/api/lobby/:screenId/test
  POST /desk/api/lobby/:screenId/camera
  POST /desk/api/lobby/:screenId/cameras
  POST /desk/api/lists/:listId
  POST /desk/api/people/:id/consent
  POST /desk/api/people/:id/withdraw
  POST /desk/api/people/:id/opt-out
  POST /desk/api/people/:id/opt-in
  POST /desk/api/people/:id/restore-consent
  POST /desk/api/people/:id/face-on
  POST /desk/api/people/:id/reset-code
  POST /desk/api/people/:id/export
  POST /desk/api/people/:id/erase
  POST /desk/api/manage/accounts
  POST /desk/api/manage/accounts/:id/link
  POST /desk/api/manage/accounts/:id/role
  POST /desk/api/manage/accounts/:id/revoke
  POST /desk/api/manage/screens/places
  POST /desk/api/manage/screens
  POST /desk/api/manage/screens/:id/revoke
  POST /desk/api/manage/watchlist/:id/remove
  POST /desk/api/people/:id/details
  POST /desk/api/people/camera
  POST /desk/api/cards/:jobId/offer
  DELETE /desk/api/enrolments/:id
  POST /desk/api/logout
`
  .trim()
  .split(/\n\s*/);

function cookieOf({ cookies }: DeskBrowser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Sends a request and ignores its answer or a broken connection. */
async function send(browser: DeskBrowser, route: string, body: string, type: string) {
  const [method = '', url = ''] = route.split(' ');
  const headers = { cookie: cookieOf(browser), origin: browser.url, 'content-type': type };
  const address = browser.url + url.replace(/:\w+/g, randomUUID());
  await fetch(address, { method, headers, body }).then(
    (response) => response.arrayBuffer(),
    () => {},
  );
}

async function startLongAnswers(t: Test): Promise<string> {
  const answer = JSON.stringify({ issuer: Array.from({ length: 2_000_000 }, () => ({})) });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Signs strangers in from another process until the test stops it, and then returns what was wrong. */
function strangers(trial: Trial, folder: string) {
  const secretFile = path.join(folder, 'secret');
  writeFileSync(secretFile, trial.secrets.envoy[0], { mode: 0o600 });
  const script = path.join(projectRoot, 'dist/test/support/steady-calls.js');
  const child = spawn(process.execPath, [script, trial.service.hookUrl, secretFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = text(child.stdout);
  const ended = once(child, 'exit');
  return async () => {
    child.stdin.end();
    await ended;
    return { code: child.exitCode, said: await said };
  };
}

t.test('whatever a route is sent, every sign-in beside it is answered in time', async (t) => {
  const folder = t.testdir();
  const trial = await Trial.start(path.join(folder, 'data'), createLogger('silent'), {
    VESTIBULE_DESK_OIDC_ISSUER: await startLongAnswers(t),
    VESTIBULE_DESK_OIDC_CLIENT_ID: 'desk',
    VESTIBULE_DESK_OIDC_CLIENT_SECRET: 'a secret of the desk and the provider alone',
  });
  t.teardown(() => trial.stop());
  const { browser: manager } = await Offerer.enter(t, trial, 'manager');

  const known = new Set([...Object.keys(cases), ...jsonRoutes]);
  t.same(
    [...routes.keys()].filter((route) => !known.has(route)),
    [],
    'routes without a case',
  );

  await trial.enrol({ name: 'Ada Example' }, [await cropPhoto(sampleFaces.womanA)]);
  await trial.openKiosk({ frames: await emptyFrames(2) });
  const stop = strangers(trial, folder);
  let isOver = false;
  const held = (async () => {
    const statuses = new Set<number>();
    while (!isOver) statuses.add((await trial.signIn({ name: 'Ada Example' })).status);
    return [...statuses];
  })();
  for (const [i, route] of [...known].entries()) {
    const isUsual = route in cases ? !forRelease.includes(route) : i % 8 === 0;
    const isTried = isRelease || isUsual;
    if (!isTried) continue;
    const attack = { t, trial, manager, route, limit: routes.get(route) ?? 4096 };
    await (cases[route] ?? json)(attack);
  }
  isOver = true;
  t.same(await held, [412], 'who waited for a face that did not come');
  t.match(await stop(), { code: 0, said: /, 0 wrong/ });
});
