import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { FakeEnvoy } from '../../lab/simulate/envoy/fake-envoy.ts';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { KioskClient } from '../../lab/simulate/kiosk-client.ts';
import { createLogger } from '#server/ops/logging.ts';
import { templatesOfPerson } from '#server/store/tables/templates.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import {
  filesIn,
  leaksIn,
  linesOf,
  templateParts,
  unfindable,
  written,
  type Canary,
  type Searched,
} from '../support/canaries.ts';
import { Lines } from '../support/lines.ts';
import { Overheard } from '../support/overheard.ts';
import { Receiver } from '../support/receiver.ts';
import { see } from '../vision/started-vision.ts';

// Runs a whole session with unique values, and then searches every output for each of them. Each value lists
// where it is allowed; a hit at any other place fails.
const visitor = {
  name: 'Zenobia Kanarienvogel',
  email: 'zenobia@kanarienvogel.example',
  phone: '+1 202 555 0143',
  host: 'Quirinius Wellensittich',
  hostEmail: 'quirinius@wellensittich.example',
  answers: [{ field: 'Plate', value: 'papagei-4711' }],
};
const clientSecret = 'canary-client-secret-5f2d';
const signingSecret = `whsec_${Buffer.from('canary of standard webhooks!').toString('base64')}`;
const remoteSecret = `whsec_${Buffer.from('canary of the remote list!!!').toString('base64')}`;

const database = /^file vestibule\.sqlite(-wal|-shm)?$/;

t.test('nothing that is secret or personal comes out where it does not belong', async (t) => {
  const dataDir = t.testdir();
  const log = new Lines();
  const lobbyEar = new Overheard();
  const hookEar = new Overheard();
  const envoyEar = new Overheard();
  const [lobbyUrl, hookUrl, envoyUrl] = await Promise.all(
    [lobbyEar, hookEar, envoyEar].map((ear) => ear.start()),
  );
  const desk = new Receiver();
  const deskUrl = `${await desk.start()}/canary-webhook-token-91ab`;
  const envoy = new FakeEnvoy({ clientId: 'client', secret: clientSecret, hook: String(hookUrl) });
  await envoy.start();
  envoyEar.lead(envoy.url);
  writeFileSync(
    path.join(dataDir, 'notify.yaml'),
    'channels:\n  - { name: desk, type: webhook }\nrules:\n  - { reasons: all, to: desk }\n',
  );
  const trial = await Trial.start(dataDir, createLogger('trace', log), {
    VESTIBULE_LOBBY_ORIGINS: String(lobbyUrl),
    VESTIBULE_DEADLINE_SECONDS: '16',
    ENVOY_BASE_URL: String(envoyUrl),
    ENVOY_CLIENT_ID: 'client',
    ENVOY_CLIENT_SECRET: clientSecret,
    NOTIFY_DESK_URL: deskUrl,
    NOTIFY_DESK_SECRET: signingSecret,
    REMOTE_LIST_SECRET: remoteSecret,
    HEARTBEAT_URL: `${deskUrl}/canary-heartbeat-77c0`,
  });
  lobbyEar.lead(trial.service.lobbyUrl);
  hookEar.lead(trial.service.hookUrl);
  t.teardown(async () => {
    await trial.stop();
    await envoy.stop();
    await desk.stop();
    await Promise.all([lobbyEar, hookEar, envoyEar].map((ear) => ear.stop()));
  });

  // The session: enrol, pair, let in, hold, notify, refuse, and send invalid calls.
  const photo = await cropPhoto(sampleFaces.womanA);
  const personId = await trial.enrol(visitor, [photo]);
  const { code } = await trial.service.pairing.newCode({ name: 'Lobby' });
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const kiosk = new KioskClient({ url: String(lobbyUrl), code, frames });
  await kiosk.start();
  const signIn = (changes: object = {}) =>
    sendSigned(
      `${hookUrl}/envoy/sign-in`,
      clientSecret,
      JSON.stringify(heldSignIn({ ...visitor, ...changes })),
    );
  t.equal((await signIn()).status, 200);
  kiosk.show(await webcamFrames(sampleFaces.guest1, 12));
  const told = once(desk, 'received');
  t.equal((await signIn()).status, 412);
  await told;
  t.equal((await signIn({ name: `${visitor.name} Another`, email: null })).status, 412);

  const personal = JSON.stringify(visitor);
  const nonsense = { method: 'POST', body: personal };
  const signed = await sendSigned(`${hookUrl}/envoy/sign-in`, clientSecret, personal);
  t.equal(signed.status, 412);
  for (const route of ['sign-in', 'setup', 'events', encodeURIComponent(visitor.email)]) {
    await fetch(`${hookUrl}/envoy/${route}`, nonsense);
    await sendSigned(`${hookUrl}/envoy/${route}`, clientSecret, `{"a":${personal}`);
  }
  const headers = { origin: String(lobbyUrl), 'content-type': 'application/json' };
  const routes = ['kiosk/pair', 'enrolment/camera', 'nothing', visitor.email];
  for (const route of routes) {
    await fetch(`${lobbyUrl}/${route}`, { ...nonsense, headers });
    await fetch(`${lobbyUrl}/${route}`, { ...nonsense, headers, body: personal.slice(1) });
  }
  for (const route of ['metrics', 'healthz', 'readyz']) await fetch(`${lobbyUrl}/${route}`);
  await kiosk.stop();
  const liar = new RawKiosk(String(lobbyUrl), String(kiosk.token));
  await liar.next('hello');
  liar.socket.send(JSON.stringify({ type: 'note', ...visitor }));
  await liar.closed;

  const { service, config } = trial;
  const { face } = await see(service.vision, photo);
  const cipher = await openTemplateCipher(service.db, config.templateKeyFile);
  const [row] = await templatesOfPerson(service.db, personId);
  const ciphertext = row?.ciphertext ?? Buffer.alloc(0);
  const stored = cipher.decryptTransformed(ciphertext, personId, service.vision.model.id);
  const tokens = [
    ...envoyEar
      .said()
      .toString()
      .matchAll(/"(?:access|refresh)_token":"([^"]+)"/g),
  ];
  const keys = readFileSync(config.templateKeyFile, 'utf8').match(/\S{44}/g) ?? [];
  t.ok(tokens.length > 0 && keys.length > 1 && kiosk.token, 'all there is to look for');

  const canaries: Canary[] = [
    { what: 'client secret', forms: written(clientSecret), mayStandIn: [] },
    { what: 'signing secret', forms: written(signingSecret), mayStandIn: [] },
    { what: 'remote list secret', forms: written(remoteSecret), mayStandIn: [] },
    { what: 'webhook token', forms: ['canary-webhook-token-91ab'], mayStandIn: [] },
    { what: 'heartbeat token', forms: ['canary-heartbeat-77c0'], mayStandIn: [] },
    { what: 'plugin token', forms: tokens.map(([, token = '']) => token), mayStandIn: [] },
    { what: 'template key', forms: [...keys], mayStandIn: [/^file template\.key$/] },
    { what: 'kiosk token', forms: written(String(kiosk.token)), mayStandIn: [/^cookie/] },
    { what: 'pairing code', forms: written(code, code.replace('-', '')), mayStandIn: [] },
    // The database keeps an enrolled person's name and e-mail; the screen greets by the given name.
    { what: 'given name', forms: written('Zenobia'), mayStandIn: [database, /^lobby/] },
    { what: 'surname', forms: written('Kanarienvogel'), mayStandIn: [database] },
    { what: 'e-mail', forms: written(visitor.email), mayStandIn: [database] },
    { what: 'phone', forms: written(visitor.phone, '2025550143'), mayStandIn: [] },
    { what: 'host', forms: written('Quirinius', 'Wellensittich'), mayStandIn: [] },
    { what: 'host e-mail', forms: written(visitor.hostEmail), mayStandIn: [] },
    { what: 'form answer', forms: written('papagei-4711'), mayStandIn: [] },
    { what: 'template', forms: templateParts(face.template), mayStandIn: [] },
    { what: 'transformed template', forms: templateParts(stored), mayStandIn: [] },
  ];

  const lobbySaid = lobbyEar.said().toString('latin1');
  const cookies = /^set-cookie: .*$/gim;
  const searched: Searched[] = [
    ...linesOf(log.text()),
    ['hook replies', hookEar.said()],
    ['lobby replies and WebSockets', Buffer.from(lobbySaid.replace(cookies, ''), 'latin1')],
    ['cookies', Buffer.from((lobbySaid.match(cookies) ?? []).join('\n'), 'latin1')],
    ...filesIn(dataDir),
  ];
  t.ok(
    searched.length > 10 && log.text().includes('"reason":"matched"'),
    'all there is to look in',
  );
  t.match(
    lobbySaid,
    /capture_start[^]*vestibule_|vestibule_[^]*capture_start/,
    'messages, metrics',
  );

  for (const [place, bytes] of searched) {
    for (const what of leaksIn(place, bytes, canaries)) t.fail(`${what} stands in: ${place}`);
  }
  // Proves that the search finds stored values, and would find every form.
  const isKept = (form: string) =>
    searched.some(([place, bytes]) => database.test(place) && bytes.includes(form));
  t.ok(isKept(visitor.name) && isKept(visitor.email) && lobbySaid.includes('Zenobia'));
  t.same(unfindable(canaries), []);
});
