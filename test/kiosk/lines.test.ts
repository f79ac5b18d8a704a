import { once } from 'node:events';
import t, { type Test } from 'tap';
import { revokeKiosk } from '#server/store/tables/kiosks.ts';
import type { FrameAnswer } from '#server/kiosk/capture.ts';
import type { KioskMessage } from '#server/protocol/messages.ts';
import { askCapture, enough } from './ask-capture.ts';
import { PushedTimer } from '../support/pushed-timer.ts';
import { jpegLike, RawKiosk } from './raw-kiosk.ts';
import { startLobby, type StartedLobby, type LobbyOptions } from './start-lobby.ts';

type Paired = { name?: string; locationId?: string; deviceId?: string };

async function connect(lobby: StartedLobby, token: string): Promise<RawKiosk> {
  const connected = once(lobby.kioskRegistry, 'connected');
  const kiosk = await RawKiosk.ready(lobby.url, token);
  await connected;
  return kiosk;
}

/** A lobby with one paired kiosk. `connect` connects it. */
async function pairedLobby(t: Test, options: LobbyOptions = {}) {
  const lobby = await startLobby(t, options);
  const { token, kiosk: paired } = await lobby.pair();
  return { ...lobby, paired, connect: () => connect(lobby, token) };
}

t.test('captures at one kiosk run one after the other', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, { times: { outcomeHoldMs: 0 } });
  const kiosk = await connect();
  const onFrame = async () => enough;
  const all = ['Ada', 'Bo', 'Cy'].map((visitor) => askCapture(kioskRegistry, { visitor, onFrame }));
  for (const [index, visitor] of ['Ada', 'Bo', 'Cy'].entries()) {
    const start = await kiosk.next('capture_start');
    t.equal(start.visitor, visitor);
    t.notOk(kiosk.inbox.length, 'nobody else is called meanwhile');
    kiosk.send({ type: 'capture_started', captureId: start.captureId });
    kiosk.frame(start.captureId, 0, jpegLike(index));
    t.match(await all[index]?.ended, { ending: 'done', frames: 1 });
  }
});

t.test('who is still in line near their deadline is told that the kiosk is busy', async (t) => {
  const timer = new PushedTimer();
  const { kioskRegistry, connect } = await pairedLobby(t, { times: { outcomeHoldMs: 0 }, timer });
  const kiosk = await connect();
  const onFrame = async () => enough;
  const first = askCapture(kioskRegistry, { visitor: 'Ada', onFrame });
  const hurried = askCapture(kioskRegistry, { visitor: 'Bo', onFrame, withinMs: 3000 });
  const patient = askCapture(kioskRegistry, { visitor: 'Cy', onFrame });
  const ada = await kiosk.startCapture();
  timer.push(3000);
  timer.ring();
  const busy = await hurried.ended;
  t.match(busy, { ending: 'kiosk_busy', frames: 0 });
  busy.showOutcome('please_wait');
  kiosk.frame(ada, 0);
  t.match(await first.ended, { ending: 'done' });
  await kiosk.next('capture_end');
  const cy = await kiosk.next('capture_start');
  t.equal(cy.visitor, 'Cy', 'Bo is not called, and Ada saw nothing of his outcome');
  kiosk.send({ type: 'capture_started', captureId: cy.captureId });
  kiosk.frame(cy.captureId, 0, jpegLike(1));
  t.match(await patient.ended, { ending: 'done' });
});

t.test('an outcome stays for a moment, then the next visitor is called', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, { times: { outcomeHoldMs: 100 } });
  const kiosk = await connect();
  const onFrame = async () => enough;
  const first = askCapture(kioskRegistry, { visitor: 'Ada', onFrame });
  const second = askCapture(kioskRegistry, { visitor: 'Bo', onFrame });
  const ada = await kiosk.startCapture();
  kiosk.frame(ada, 0);
  const end = await first.ended;
  end.showOutcome('welcome');
  t.match(await kiosk.next('outcome'), { captureId: ada, message: 'welcome' });
  const bo = await kiosk.startCapture();
  end.showOutcome('please_wait');
  kiosk.frame(bo, 0, jpegLike(1));
  (await second.ended).showOutcome('try_light');
  t.match(
    await kiosk.next('outcome'),
    { captureId: bo, message: 'try_light' },
    "Ada's second outcome is not shown while Bo stands there",
  );
});

t.test('an outcome takes a quarter of the next visitor’s time at most', async (t) => {
  const timer = new PushedTimer();
  const times = { outcomeHoldMs: 60_000 };
  const { kioskRegistry, connect } = await pairedLobby(t, { times, timer });
  const kiosk = await connect();
  const first = askCapture(kioskRegistry, { onFrame: async () => enough });
  kiosk.frame(await kiosk.startCapture(), 0);
  await first.ended;
  const second = askCapture(kioskRegistry, { withinMs: 16_000, onFrame: async () => enough });
  timer.push(4000);
  timer.ring();
  kiosk.frame(await kiosk.startCapture(), 0, jpegLike(1));
  t.match(await second.ended, { ending: 'done' });
});

t.test('without a kiosk, or with one that stays away, a capture ends as offline', async (t) => {
  const lobby = await startLobby(t, { graceMs: 20 });
  t.match(
    await askCapture(lobby.kioskRegistry).ended,
    { ending: 'kiosk_offline' },
    'none is paired',
  );
  const { token } = await lobby.pair();
  const kiosk = await connect(lobby, token);
  const gone = once(lobby.kioskRegistry, 'disconnected');
  kiosk.socket.terminate();
  await gone;
  const end = await askCapture(lobby.kioskRegistry).ended;
  t.match(end, { ending: 'kiosk_offline', frames: 0 }, 'it stays away');
  t.doesNotThrow(() => end.showOutcome('please_wait'));
});

t.test('a kiosk that comes back within its grace serves who waited', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, {
    graceMs: 60_000,
    times: { outcomeHoldMs: 0 },
  });
  const before = await connect();
  const gone = once(kioskRegistry, 'disconnected');
  before.socket.terminate();
  await gone;
  const onFrame = async () => enough;
  const waited = [askCapture(kioskRegistry, { onFrame }), askCapture(kioskRegistry, { onFrame })];
  const kiosk = await connect();
  for (const [index, { ended }] of waited.entries()) {
    kiosk.frame(await kiosk.startCapture(), 0, jpegLike(index));
    t.match(await ended, { ending: 'done' });
  }
});

t.test('a capture whose socket is cut begins again on the next, under a fresh nonce', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, { graceMs: 60_000 });
  const cut = await connect();
  const answers = new Map<number, (answer: FrameAnswer) => void>();
  const { ended, seen, nextSeen } = askCapture(kioskRegistry, {
    visitor: 'Ada',
    onFrame: () => new Promise((resolve) => answers.set(answers.size, resolve)),
  });
  const first = await cut.startCapture();
  cut.frame(first, 0);
  await nextSeen();
  cut.socket.terminate();
  await once(kioskRegistry, 'disconnected');

  const kiosk = await connect();
  const start = await kiosk.next('capture_start');
  t.not(start.captureId, first);
  t.equal(start.visitor, 'Ada');
  kiosk.send({ type: 'capture_started', captureId: start.captureId });
  answers.get(0)?.({ guidance: 'hold_still', progress: 0.5, done: false });
  kiosk.frame(start.captureId, 0, jpegLike(1));
  await nextSeen();
  answers.get(1)?.(enough);
  t.match(await kiosk.next('frame_seen'), { captureId: start.captureId, sequence: 0, progress: 1 });
  const end = await ended;
  t.match(end, { ending: 'done', frames: 2 });
  t.equal(seen.length, 2);
  end.showOutcome('welcome');
  t.match(await kiosk.next('outcome'), { captureId: start.captureId });
});

t.test('a frame from before the cut may still be the last that was needed', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, { graceMs: 60_000 });
  const kiosk = await connect();
  let answer: (answer: FrameAnswer) => void = () => {};
  const onFrame = () => new Promise<FrameAnswer>((resolve) => (answer = resolve));
  const { ended, nextSeen } = askCapture(kioskRegistry, { onFrame });
  kiosk.frame(await kiosk.startCapture(), 0);
  await nextSeen();
  kiosk.socket.terminate();
  await once(kioskRegistry, 'disconnected');
  answer(enough);
  const end = await ended;
  t.match(end, { ending: 'done', frames: 1 });
  t.doesNotThrow(() => end.showOutcome('welcome'), 'with nobody to show it');
});

t.test('a capture whose kiosk is cut and stays away ends as offline', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t, { graceMs: 20 });
  const kiosk = await connect();
  const running = askCapture(kioskRegistry);
  const waiting = askCapture(kioskRegistry);
  kiosk.frame(await kiosk.startCapture(), 0);
  await running.nextSeen();
  kiosk.socket.terminate();
  t.match(await running.ended, { ending: 'kiosk_offline', frames: 1 });
  t.match(await waiting.ended, { ending: 'kiosk_offline', frames: 0 });
});

t.test('the same kiosk connecting again takes its capture along', async (t) => {
  const { kioskRegistry, connect } = await pairedLobby(t);
  const older = await connect();
  const { ended } = askCapture(kioskRegistry, { onFrame: async () => enough });
  await older.startCapture();
  const newer = await connect();
  t.equal((await older.closed).code, 4409);
  newer.frame(await newer.startCapture(), 0);
  t.match(await ended, { ending: 'done' });
});

t.test('revoking a kiosk ends what it runs', async (t) => {
  const { kioskRegistry, connect, db, paired } = await pairedLobby(t, { times: { refreshMs: 10 } });
  const kiosk = await connect();
  const running = askCapture(kioskRegistry);
  const waiting = askCapture(kioskRegistry);
  await kiosk.startCapture();
  await revokeKiosk(db, paired.id, new Date());
  t.match(await running.ended, { ending: 'kiosk_offline' });
  t.match(await waiting.ended, { ending: 'kiosk_offline' });
  t.equal((await kiosk.closed).code, 4401);
});

t.test(
  'where screens are paired and none serves, a capture ends at once and says so',
  async (t) => {
    const lobby = await startLobby(t);
    const { kioskRegistry } = lobby;
    await connect(lobby, (await lobby.pair({ name: 'A', locationId: '1' })).token);
    t.match(await askCapture(kioskRegistry, { locationId: '2' }).ended, {
      ending: 'no_kiosk_here',
      frames: 0,
    });
  },
);

t.test('stopping ends every capture and every connection', async (t) => {
  const lobby = await startLobby(t);
  const { kioskRegistry } = lobby;
  const kiosk = await connect(lobby, (await lobby.pair({ name: 'A', locationId: '1' })).token);
  await lobby.pair({ name: 'B', locationId: '2' });
  const gone = await connect(lobby, (await lobby.pair({ name: 'C', locationId: '3' })).token);
  gone.socket.terminate();
  await once(kioskRegistry, 'disconnected');
  const all = ['1', '1', '3'].map((locationId) => askCapture(kioskRegistry, { locationId }));
  await kiosk.startCapture();
  await kioskRegistry.stop();
  for (const { ended } of all) t.match(await ended, { ending: 'aborted' });
  t.equal((await kiosk.closed).code, 1001);
  t.match(await askCapture(kioskRegistry, { locationId: '1' }).ended, { ending: 'aborted' });
});

t.test(
  'a sign-in goes to the kiosk beside its iPad, else of its location, else to any',
  async (t) => {
    const lobby = await startLobby(t, { graceMs: 0, times: { outcomeHoldMs: 0 } });
    const { kioskRegistry } = lobby;
    const kiosks = new Map<string, RawKiosk>();
    const paired: Paired[] = [
      { name: 'iPad 1', locationId: 'north', deviceId: '1' },
      { name: 'north', locationId: 'north' },
      { name: 'any' },
    ];
    for (const kiosk of paired) {
      const { token } = await lobby.pair(kiosk);
      kiosks.set(kiosk.name ?? '', await connect(lobby, token));
    }
    const cases: [string | null, string | null, string][] = [
      ['north', '1', 'iPad 1'],
      ['elsewhere', '1', 'iPad 1'],
      ['north', '2', 'north'],
      ['south', '2', 'any'],
      [null, null, 'any'],
    ];
    for (const [locationId, deviceId, name] of cases) {
      const { ended } = askCapture(kioskRegistry, { locationId, deviceId });
      const kiosk = kiosks.get(name);
      const captureId = await kiosk?.startCapture();
      t.ok(captureId, `${locationId} ${deviceId} goes to ${name}`);
      kiosk?.send({ type: 'capture_declined', captureId: captureId ?? '' });
      await ended;
    }
    const gone = once(kioskRegistry, 'disconnected');
    kiosks.get('iPad 1')?.socket.terminate();
    await gone;
    const { ended } = askCapture(kioskRegistry, { locationId: 'north', deviceId: '1' });
    t.match(await ended, { ending: 'kiosk_offline' }, 'another kiosk sees somebody else');
  },
);

t.test('of kiosks that may serve alike, one that is connected and has a camera does', async (t) => {
  const lobby = await startLobby(t);
  await lobby.pair({ name: 'unplugged' });
  const blind = await connect(lobby, (await lobby.pair({ name: 'blind' })).token);
  blind.send({ type: 'camera_changed', camera: 'blocked' });
  blind.socket.ping();
  await once(blind.socket, 'pong');
  const seeing = await connect(lobby, (await lobby.pair({ name: 'seeing' })).token);
  const { ended } = askCapture(lobby.kioskRegistry, { onFrame: async () => enough });
  seeing.frame(await seeing.startCapture(), 0);
  t.match(await ended, { ending: 'done' });
});

t.test('a sign-in comes before enrolments, and the one that ran goes on afterwards', async (t) => {
  const { kioskRegistry, connect, paired } = await pairedLobby(t, { times: { outcomeHoldMs: 0 } });
  const kiosk = await connect();
  const onFrame = async () => enough;
  const enrolment = { kioskId: paired.id, purpose: 'enrolment' as const };
  const phases: string[] = [];
  const onPhase = (phase: string) => void phases.push(phase);
  const running = askCapture(kioskRegistry, { ...enrolment, visitor: 'Ada', onFrame, onPhase });
  const waiting = askCapture(kioskRegistry, { ...enrolment, visitor: 'Bo', onFrame });
  const first = await kiosk.next('capture_start');
  t.match(first, { purpose: 'enrolment', visitor: 'Ada', askFirst: false });

  const signIn = askCapture(kioskRegistry, { visitor: 'Cy', onFrame });
  t.match(await kiosk.next('capture_end'), { captureId: first.captureId }, 'the camera goes off');
  const cy = await kiosk.next('capture_start');
  t.match(cy, { visitor: 'Cy', purpose: 'sign_in' });
  const another = askCapture(kioskRegistry, { visitor: 'Di', onFrame });
  kiosk.send({ type: 'capture_started', captureId: cy.captureId });
  kiosk.frame(cy.captureId, 0, jpegLike(0));
  t.match(await signIn.ended, { ending: 'done' }, 'which was not ended by the next sign-in');
  kiosk.frame(await kiosk.startCapture(), 0, jpegLike(1));
  t.match(await another.ended, { ending: 'done' });

  const again = await kiosk.next('capture_start');
  t.match(
    again,
    { visitor: 'Ada', askFirst: true },
    'somebody has to tap: it may be Di who stands there',
  );
  t.not(again.captureId, first.captureId);
  t.same(phases.slice(-3), ['running', 'in_line', 'running']);
  kiosk.send({ type: 'capture_started', captureId: again.captureId });
  kiosk.frame(again.captureId, 0, jpegLike(2));
  t.match(await running.ended, { ending: 'done' });
  kiosk.frame(await kiosk.startCapture(), 0, jpegLike(3));
  t.match(await waiting.ended, { ending: 'done' }, 'and then the other has its turn');
});

t.test('where a consent is asked for, the camera comes on only after it was given', async (t) => {
  const { kioskRegistry, connect, paired } = await pairedLobby(t, { times: { outcomeHoldMs: 0 } });
  const texts = [
    { language: 'en', text: 'We keep a description of your face.' },
    { language: 'fr', text: 'Nous gardons une description de votre visage.' },
  ];
  const consent = { version: '2026-11', texts };
  const asked = { kioskId: paired.id, purpose: 'enrolment' as const, consent };
  const bad: [string, KioskMessage['type'], object][] = [
    ['none was given', 'capture_started', {}],
    ['it was to another text', 'consent_given', { version: '2025-01', language: 'en' }],
    ['it is not there in Spanish', 'consent_given', { version: '2026-11', language: 'es' }],
  ];
  for (const [what, type, more] of bad) {
    const kiosk = await connect();
    const abort = new AbortController();
    const { ended } = askCapture(kioskRegistry, { ...asked, signal: abort.signal });
    const { captureId } = await kiosk.next('capture_start');
    const closed = once(kiosk.socket, 'close');
    kiosk.send({ type, captureId, ...more } as KioskMessage);
    t.equal((await closed)[0], 4400, what);
    abort.abort();
    await ended;
  }
  const kiosk = await connect();
  const agreed: unknown[] = [];
  const onAgreed = (language: string | null) => agreed.push(language);
  const { ended } = askCapture(kioskRegistry, { ...asked, onAgreed, onFrame: async () => enough });
  const start = await kiosk.next('capture_start');
  t.same(start.consent, consent);
  const { captureId } = start;
  kiosk.send({ type: 'consent_given', captureId, version: '2026-11', language: 'fr' });
  kiosk.send({ type: 'capture_started', captureId });
  kiosk.frame(captureId, 0);
  t.match(await ended, { ending: 'done' });
  t.same(agreed, ['fr']);
});

t.test('a kiosk that is named is asked, whatever it serves, and no other', async (t) => {
  const lobby = await startLobby(t, { graceMs: 0 });
  const { kiosk: beside } = await lobby.pair({ name: 'Beside', deviceId: 'ipad-1' });
  const other = await lobby.pair({ name: 'Other' });
  const kiosk = await connect(lobby, other.token);
  t.match(await askCapture(lobby.kioskRegistry, { kioskId: beside.id }).ended, {
    ending: 'kiosk_offline',
  });
  t.match(await askCapture(lobby.kioskRegistry, { kioskId: 'nobody' }).ended, {
    ending: 'kiosk_offline',
  });
  const named = askCapture(lobby.kioskRegistry, {
    kioskId: other.kiosk.id,
    onFrame: async () => enough,
  });
  kiosk.frame(await kiosk.startCapture(), 0);
  t.match(await named.ended, { ending: 'done' });
});
