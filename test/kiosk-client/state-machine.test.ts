import t from 'tap';
import { times, type Effect, type Event } from '../../kiosk-client/src/machine/events.ts';
import { screenOf, soundBetween } from '../../kiosk-client/src/machine/screen.ts';
import { initialState, type State } from '../../kiosk-client/src/machine/state.ts';
import { step } from '../../kiosk-client/src/machine/step.ts';
import { protocolVersion, type Guidance, type ServiceMessage } from '#server/protocol/messages.ts';

const captureId = '00112233445566778899aabbccddeeff';
const cameras = ['Webcam, 1280 × 720'];
const nextId = 'ffeeddccbbaa99887766554433221100';

/** The page's behaviour without the page: the state and the effects after each event. */
class Page {
  state: State = initialState('en');
  effects: Effect[] = [];

  happens(...events: Event[]): this {
    this.effects = [];
    for (const event of events) {
      const [state, effects] = step(this.state, event);
      this.state = state;
      this.effects.push(...effects);
    }
    return this;
  }

  hears(...messages: ServiceMessage[]): this {
    return this.happens(...messages.map((message) => ({ type: 'message' as const, message })));
  }

  get screen() {
    return screenOf(this.state);
  }

  get sent() {
    return this.effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  }

  did(type: Effect['type']): boolean {
    return this.effects.some((effect) => effect.type === type);
  }
}

const hello: ServiceMessage = {
  type: 'hello',
  protocol: protocolVersion,
  kiosk: { name: 'Lobby' },
  heartbeatSeconds: 5,
};
const start = {
  type: 'capture_start',
  captureId,
  purpose: 'sign_in',
  visitor: 'Ada',
  askFirst: false,
  asksToMove: false,
  deadlineMs: 20_000,
  frames: { longestSide: 640, perSecond: 8, unanswered: 2 },
} satisfies ServiceMessage;
const seen = (guidance: Guidance, progress = 0) =>
  ({ type: 'frame_seen', captureId, sequence: 0, guidance, progress }) satisfies ServiceMessage;
const end: ServiceMessage = { type: 'capture_end', captureId };
const outcome = {
  type: 'outcome',
  captureId,
  message: 'welcome',
  showMs: 5000,
} satisfies ServiceMessage;

function idlePage(): Page {
  return new Page().happens({ type: 'started' }).hears(hello);
}

function lookingPage(): Page {
  return idlePage().hears(start).happens({ type: 'camera_on', captureId, cameras });
}

t.test('a capture, from notice to welcome and back to idle', (t) => {
  const page = idlePage();
  t.same(page.sent, [{ type: 'ready', protocol: protocolVersion, camera: 'ready' }]);
  t.equal(page.screen.name, 'idle');
  page.hears(start);
  t.same(page.screen, {
    name: 'get_ready',
    purpose: 'sign_in',
    visitor: 'Ada',
    asksToMove: false,
    asksCode: false,
    asking: false,
  });
  t.ok(page.did('turn_camera_on'), 'the notice costs no time');
  page.happens({ type: 'camera_on', captureId, cameras });
  t.match(page.screen, { name: 'looking', guidance: 'look_here', progress: 0 });
  t.same(page.sent, [{ type: 'capture_started', captureId, cameras }]);
  page.hears(end);
  t.equal(page.screen.name, 'thinking');
  t.ok(page.did('turn_camera_off'));
  page.hears(outcome);
  t.same(page.screen, { name: 'welcome', visitor: 'Ada' });
  page.happens({ type: 'timer', name: 'outcome' });
  t.equal(page.screen.name, 'idle');
  t.end();
});

t.test('whoever is held without a capture is asked to wait, as after a capture', (t) => {
  const held: ServiceMessage = { type: 'held', showMs: 60_000 };
  const page = idlePage().hears(held);
  t.same(page.screen, { name: 'please_wait', visitor: null });
  t.same(page.effects, [{ type: 'set_timer', name: 'outcome', ms: 60_000 }]);
  page.happens({ type: 'timer', name: 'outcome' });
  t.equal(page.screen.name, 'idle', 'for a set time');
  page.hears(held, { type: 'held_over' });
  t.equal(page.screen.name, 'idle', 'or until somebody has come');
  page.hears(held, start);
  t.equal(page.screen.name, 'get_ready', 'or until the next visitor signs in');
  page.hears(held);
  t.equal(page.screen.name, 'get_ready', 'and nobody before the camera is taken for them');
  t.end();
});

t.test('while the front desk is asked, the visitor of that capture is asked to stay', (t) => {
  const asked: ServiceMessage = { type: 'desk_asked', captureId };
  const page = lookingPage().hears(end);
  t.same(page.screen, { name: 'thinking', isDeskAsked: false });
  page.hears({ ...asked, captureId: nextId });
  t.same(page.screen, { name: 'thinking', isDeskAsked: false }, 'another visitor is not');
  page.hears(asked);
  t.same(page.screen, { name: 'thinking', isDeskAsked: true });
  page.hears(outcome, asked);
  t.equal(page.screen.name, 'welcome', 'and the answer stays');
  t.end();
});

t.test('an outcome that asks to wait ends when somebody has come, and no other', (t) => {
  for (const message of ['please_wait', 'declined', 'in_person', 'try_light'] as const) {
    const page = lookingPage().hears(end, { ...outcome, message }, { type: 'held_over' });
    t.equal(page.screen.name, 'idle', message);
  }
  const page = lookingPage().hears(end, outcome, { type: 'held_over' });
  t.equal(page.screen.name, 'welcome');
  t.end();
});

t.test('asked first, the camera stays off until the tap', (t) => {
  const page = idlePage().hears({ ...start, askFirst: true });
  t.match(page.screen, { name: 'get_ready', asking: true });
  t.notOk(page.did('turn_camera_on'));
  page.happens({ type: 'agreed' });
  t.match(page.screen, { name: 'get_ready', asking: false });
  t.ok(page.did('turn_camera_on'));
  page.happens({ type: 'agreed' });
  t.notOk(page.did('turn_camera_on'), 'a second tap turns nothing on');
  t.end();
});

t.test('no one agrees to a text in a language that they did not choose', (t) => {
  const texts = ['en', 'pt-BR', 'nl'].map((language) => ({ language, text: `Text: ${language}.` }));
  const page = idlePage().hears({
    ...start,
    purpose: 'enrolment',
    consent: { version: '1', texts },
  });
  const reads = (language: string | null) =>
    t.match(page.screen, { name: 'consent', read: language === null ? null : { language } });
  reads('en');
  page.happens({ type: 'language_chosen', language: 'pt' });
  reads('pt-BR');
  page.happens({ type: 'language_chosen', language: 'es' });
  reads(null);
  page.happens({ type: 'agreed' });
  t.same(page.effects, [], 'to nothing');
  page.happens({ type: 'reading_chosen', language: 'nl' });
  reads('nl');
  page.happens({ type: 'language_chosen', language: 'fr' });
  reads(null);
  page.happens({ type: 'reading_chosen', language: 'nl' }, { type: 'agreed' });
  t.same(page.sent, [{ type: 'consent_given', captureId, version: '1', language: 'nl' }]);
  t.ok(page.did('turn_camera_on'));
  t.end();
});

t.test('the visitor may decline before and while the camera looks', (t) => {
  const asked = idlePage().hears({ ...start, askFirst: true });
  for (const page of [asked, idlePage().hears(start), lookingPage()]) {
    page.happens({ type: 'declined' });
    t.equal(page.screen.name, 'declined', 'at once, without asking the service');
    t.same(page.sent, [{ type: 'capture_declined', captureId }]);
    t.ok(page.did('turn_camera_off'));
    page.happens({ type: 'camera_on', captureId, cameras }).hears(seen('centre'), end);
    t.equal(page.screen.name, 'declined', 'what is still under way changes nothing');
    t.same(page.sent, []);
  }
  t.end();
});

t.test(
  'who cannot move their head goes to the desk, before the camera looks and while it does',
  (t) => {
    const asksToMove = { ...start, asksToMove: true };
    const asked = idlePage().hears({ ...asksToMove, askFirst: true });
    const looking = idlePage().hears(asksToMove).happens({ type: 'camera_on', captureId, cameras });
    for (const page of [asked, idlePage().hears(asksToMove), looking]) {
      t.match(page.screen, { asksToMove: true });
      page.happens({ type: 'cannot_move' });
      t.equal(page.screen.name, 'in_person', 'at once, without asking the service');
      t.same(page.sent, [{ type: 'cannot_move', captureId }]);
      t.ok(page.did('turn_camera_off'));
      page.happens({ type: 'cannot_move' });
      t.same(page.sent, [], 'once');
    }
    const unasked = lookingPage().happens({ type: 'cannot_move' });
    t.equal(unasked.screen.name, 'looking', 'only where a movement may be asked for');
    t.same(unasked.sent, []);
    const path = [
      { x: 0, y: 0, at: 0 },
      { x: 1, y: 0, at: 600 },
    ];
    unasked.hears({ ...seen('follow_dot'), path }).hears(seen('looking_good'));
    unasked.happens({ type: 'cannot_move' });
    t.equal(unasked.screen.name, 'in_person', 'as who is in doubt is asked later');
    t.end();
  },
);

t.test('what the visitor is to do is shown at once, and goes at once when it is done', (t) => {
  const page = lookingPage().hears(seen('looking_good'));
  t.match(page.screen, { guidance: 'look_here' }, 'other words stay until they were read');
  const path = [
    { x: 0, y: 0, at: 0 },
    { x: 1, y: 0, at: 600 },
  ];
  page.hears({ ...seen('follow_dot'), path });
  t.match(page.screen, { guidance: 'follow_dot', path });
  page.hears(seen('face_camera'));
  t.match(page.screen, { guidance: 'face_camera', path: null }, 'and it is gone');
  page.hears({ ...seen('follow_dot'), path });
  page.happens({ type: 'timer', name: 'guidance' });
  t.match(page.screen, { guidance: 'follow_dot', path }, 'and nothing older comes after it');
  t.end();
});

t.test('an enrolment says that it is one, and has endings of its own', (t) => {
  const page = idlePage().hears({ ...start, purpose: 'enrolment' });
  t.match(page.screen, { name: 'get_ready', purpose: 'enrolment' });
  page
    .happens({ type: 'camera_on', captureId, cameras })
    .hears(end, { ...outcome, message: 'enrolled' });
  t.same(page.screen, { name: 'enrolled', visitor: 'Ada' });
  for (const event of [{ type: 'declined' }, { type: 'timer', name: 'capture' }] as const) {
    const stopped = idlePage()
      .hears({ ...start, purpose: 'enrolment' })
      .happens(event);
    t.equal(stopped.screen.name, 'enrolment_stopped', 'nobody has to wait for anybody');
    t.ok(stopped.did('turn_camera_off'));
  }
  t.end();
});

t.test('guidance stays long enough to be read, and progress never goes back', (t) => {
  const page = lookingPage().hears(seen('step_closer', 0.4), seen('centre', 0.2));
  t.match(page.screen, { guidance: 'look_here', progress: 0.4 });
  page.happens({ type: 'timer', name: 'guidance' });
  t.match(page.screen, { guidance: 'centre' }, 'the newest, not the next in line');
  page.hears(seen('looking_good'));
  t.match(page.screen, { guidance: 'centre' });
  page.happens({ type: 'timer', name: 'guidance' }, { type: 'timer', name: 'guidance' });
  t.match(page.screen, { guidance: 'looking_good' });
  page.hears(seen('step_closer'));
  t.match(page.screen, { guidance: 'step_closer' }, 'at once when nothing is held');
  t.end();
});

t.test('every frame that was seen makes room for another, and none of another capture', (t) => {
  const page = lookingPage().hears({ ...seen('centre'), sequence: 7 });
  t.match(page.effects, [{ type: 'frame_answered', sequence: 7 }]);
  page.hears({ ...seen('centre'), captureId: nextId });
  t.same(page.effects, []);
  t.end();
});

t.test('a camera that fails is told to the service, and shown when the visitor has gone', (t) => {
  const page = lookingPage().happens({ type: 'camera_failed', captureId, camera: 'missing' });
  t.same(page.sent, [{ type: 'capture_failed', captureId, camera: 'missing' }]);
  t.equal(page.screen.name, 'thinking');
  page.hears(end, { ...outcome, message: 'please_wait' });
  t.equal(page.screen.name, 'please_wait');
  page.happens({ type: 'timer', name: 'outcome' });
  t.same(page.screen, { name: 'camera_missing', camera: 'missing' });
  page.happens({ type: 'camera_assessed', camera: 'ready' });
  t.same(page.sent, [{ type: 'camera_changed', camera: 'ready' }]);
  t.equal(page.screen.name, 'idle');
  t.end();
});

t.test('a camera that another program used is looked at again after a while', (t) => {
  const page = lookingPage().happens({ type: 'camera_failed', captureId, camera: 'in_use' });
  t.ok(page.effects.some((effect) => effect.type === 'set_timer' && effect.name === 'camera'));
  page.happens({ type: 'timer', name: 'camera' });
  t.same(page.effects, [{ type: 'assess_camera' }]);
  t.end();
});

t.test('the service is told of a camera without permission as blocked', (t) => {
  const page = idlePage().happens({ type: 'camera_assessed', camera: 'not_asked' });
  t.same(page.sent, [{ type: 'camera_changed', camera: 'blocked' }]);
  page.happens({ type: 'camera_assessed', camera: 'blocked' });
  t.same(page.sent, [], 'which it knows already');
  t.same(page.screen, { name: 'camera_missing', camera: 'blocked' });
  t.end();
});

t.test('no camera stays on without a link, nor beyond the end of a capture', (t) => {
  const cut = lookingPage().happens({ type: 'link_lost' });
  t.ok(cut.did('turn_camera_off'));
  t.equal(cut.screen.name, 'thinking', 'a short interruption is not worth a word');
  t.ok(cut.did('set_timer'));
  cut.happens({ type: 'link_lost' });
  t.notOk(cut.did('set_timer'), 'nor does a try that fails begin the time anew');
  cut.happens({ type: 'timer', name: 'link' });
  t.equal(cut.screen.name, 'not_connected');
  cut.hears(hello);
  t.equal(cut.screen.name, 'idle');

  const forgotten = lookingPage().happens({ type: 'timer', name: 'capture' });
  t.ok(forgotten.did('turn_camera_off'));
  t.equal(forgotten.screen.name, 'please_wait', 'never a welcome that nobody decided');
  t.end();
});

const from = (instance: string, message: ServiceMessage): Event => ({
  ...{ type: 'message', message, from: instance, isLeading: instance === 'a' },
});

t.test('one of several sockets that is lost ends its capture alone', (t) => {
  const page = new Page().happens({ type: 'started' }, from('a', hello), from('b', hello));
  page.happens(from('a', { type: 'document_offered', isOffered: true }), from('b', start));
  page.happens({ type: 'camera_on', captureId, cameras });
  page.happens({ type: 'instance_lost', instance: 'a' });
  t.equal(page.screen.name, 'looking', "another instance's capture goes on");
  t.same(page.state.documentOfferedBy, []);
  page.happens(from('a', { ...start, captureId: nextId }));
  t.same(page.sent, [{ type: 'capture_busy', captureId: nextId }]);
  page.happens({ type: 'instance_lost', instance: 'b' });
  t.ok(page.did('turn_camera_off'));
  t.equal(page.screen.name, 'thinking', 'the instance may come back');
  page.happens({ type: 'timer', name: 'link' });
  t.equal(page.screen.name, 'thinking', 'nor is the page without a link');
  page.happens({ type: 'timer', name: 'capture' });
  t.equal(page.screen.name, 'please_wait');
  page.happens({ type: 'timer', name: 'outcome' });
  t.equal(page.screen.name, 'idle');
  page.happens(from('b', start), from('b', end)).happens({ type: 'instance_lost', instance: 'b' });
  const timer: Effect = { type: 'set_timer', name: 'capture', ms: times.outcomeAwaited };
  t.has(page.effects, [{ type: 'turn_camera_off' }, timer], 'its outcome is lost, too');
  t.end();
});

t.test('only the instance that asked a visitor to wait takes it back', (t) => {
  const page = idlePage();
  const held = { type: 'held', showMs: 60_000 } as const;
  page.happens({ type: 'message', message: held, from: 'a' });
  page.happens({ type: 'message', message: { type: 'held_over' }, from: 'b' });
  t.equal(page.screen.name, 'please_wait');
  page.happens({ type: 'message', message: { type: 'held_over' }, from: 'a' });
  t.equal(page.screen.name, 'idle');
  t.end();
});

t.test('a capture that the service begins anew after a cut runs as a new one', (t) => {
  const page = lookingPage().happens({ type: 'link_lost' }).hears(hello);
  t.equal(page.screen.name, 'thinking');
  page.hears({ ...start, captureId: nextId }).happens({ type: 'camera_on', captureId, cameras });
  t.equal(page.screen.name, 'get_ready', 'the camera of the one before does not count');
  page.happens({ type: 'camera_on', captureId: nextId, cameras });
  t.equal(page.screen.name, 'looking');
  page.hears(outcome);
  t.equal(page.screen.name, 'looking', 'nor does its outcome');
  t.end();
});

t.test('the next visitor does not wait for the outcome of the one before to be read', (t) => {
  const page = lookingPage().hears(end, outcome, {
    ...start,
    captureId: nextId,
    visitor: null,
  });
  t.match(page.screen, { name: 'get_ready', purpose: 'sign_in', visitor: null, asking: false });
  t.end();
});

t.test('pairing: a code that is refused, one that is taken, and a pairing taken back', (t) => {
  const page = new Page()
    .happens({ type: 'started' })
    .happens({ type: 'unpaired', problem: null })
    .happens({ type: 'code_entered', code: 'WDJB-MJHT' });
  t.same(page.screen, { name: 'unpaired', pairing: { busy: true, problem: null } });
  t.same(page.effects, [{ type: 'pair', code: 'WDJB-MJHT' }]);
  page.happens({ type: 'pairing_refused', problem: 'wrong_code' });
  t.same(page.screen, { name: 'unpaired', pairing: { busy: false, problem: 'wrong_code' } });
  page.happens({ type: 'code_edited' });
  t.same(page.screen, { name: 'unpaired', pairing: { busy: false, problem: null } });
  page.happens({ type: 'paired' });
  t.ok(page.did('connect'));
  page.hears(hello, start).happens({ type: 'camera_on', captureId, cameras });
  page.happens({ type: 'unpaired', problem: 'revoked' });
  t.ok(page.did('turn_camera_off'));
  t.same(page.screen, { name: 'unpaired', pairing: { busy: false, problem: 'revoked' } });
  t.end();
});

t.test('a window that was replaced rests until somebody wants it back', (t) => {
  const page = lookingPage().happens({ type: 'replaced' }, { type: 'timer', name: 'link' });
  t.equal(page.screen.name, 'replaced');
  t.notOk(page.did('connect'));
  page.happens({ type: 'take_over' });
  t.ok(page.did('connect'));
  page.hears(hello);
  t.equal(page.screen.name, 'idle');
  t.end();
});

t.test(
  'a page that the service does not understand is reloaded, and says so when that fails',
  (t) => {
    const page = new Page().hears({ ...hello, protocol: protocolVersion + 1 });
    t.same(page.effects, [{ type: 'reload' }]);
    page.happens({ type: 'reload_did_not_help' });
    t.equal(page.screen.name, 'outdated');
    t.end();
  },
);

t.test('the page is heard once for each thing that happens', (t) => {
  const heard: (string | null)[] = [];
  const page = new Page();
  const step = (change: () => void) => {
    const before = page.state;
    change();
    heard.push(soundBetween(before, page.state));
  };
  page.happens({ type: 'started' }).hears(hello);
  step(() => page.hears(start));
  step(() => page.happens({ type: 'camera_on', captureId, cameras }));
  step(() => page.hears(seen('centre')));
  step(() => page.hears(end));
  step(() => page.hears(outcome));
  step(() => page.happens({ type: 'timer', name: 'outcome' }));
  step(() => page.hears({ type: 'held', showMs: 1000 }));
  step(() => page.hears({ type: 'held_over' }));
  t.same(heard, [null, 'look_here', null, null, 'done', null, 'please_wait', null]);
  t.end();
});

t.test('a visitor is spoken to in the language of Envoy, unless somebody chose one', (t) => {
  const spoken = { ...start, language: 'pt-BR' };
  const page = idlePage().hears(spoken);
  t.equal(page.state.language, 'pt');
  page.hears(end, outcome).happens({ type: 'timer', name: 'outcome' });
  t.equal(page.state.language, 'en', 'for their visit');
  page.hears({ type: 'held', showMs: 1000, language: 'ar' });
  t.equal(page.state.language, 'ar');
  page.hears({ type: 'held_over' }, { ...start, language: 'tlh' });
  t.equal(page.state.language, 'en', 'the page does not speak it');
  const touched = idlePage().happens({ type: 'language_chosen', language: 'de' }).hears(spoken);
  t.equal(touched.state.language, 'de', 'they chose another');
  const fixed = new Page();
  fixed.state = initialState('ja', true);
  fixed.happens({ type: 'started' }).hears(hello, spoken);
  t.equal(fixed.state.language, 'ja', 'whoever set up the screen chose one');
  t.end();
});

t.test('the language that a visitor chose ends with their visit', (t) => {
  const page = idlePage().happens({ type: 'language_chosen', language: 'es' });
  t.equal(page.state.language, 'es');
  page.hears(start).happens({ type: 'timer', name: 'language' });
  t.equal(page.state.language, 'es', 'not in the middle of it');
  page.hears(end, outcome).happens({ type: 'timer', name: 'outcome' });
  t.equal(page.state.language, 'en');
  page.happens({ type: 'language_chosen', language: 'es' }, { type: 'timer', name: 'language' });
  t.equal(page.state.language, 'en', 'nor does it stay when nobody comes');
  t.end();
});

t.test('a code that is asked for turns the camera off, and is sent once', (t) => {
  const wanted = { type: 'code_wanted', captureId, setUp: null, problem: null } as const;
  const page = lookingPage().hears(wanted);
  t.same(page.screen, { name: 'code', visitor: 'Ada', setUp: null, problem: null, isSent: false });
  t.ok(page.did('turn_camera_off'));
  page.happens({ type: 'code_typed', code: '287082' });
  const typed = { type: 'code_typed', captureId, code: '287082' };
  t.same(page.sent, [typed]);
  page.happens({ type: 'code_typed', code: '287082' }, { type: 'code_declined' });
  t.same(page.sent, [], 'while it is judged, nothing else is said');
  page.hears({ ...wanted, problem: 'wrong' });
  t.match(page.screen, { name: 'code', problem: 'wrong', isSent: false });
  page.happens({ type: 'code_declined' });
  t.same(page.sent, [{ type: 'code_declined', captureId }]);
  t.match(page.screen, { name: 'in_person' });
  page.hears(end, { ...outcome, message: 'in_person' });
  t.match(page.screen, { name: 'in_person' }, 'the service says the same');
  t.end();
});

t.test('a phone is asked once, and its answer counts in this capture alone', (t) => {
  const page = new Page()
    .happens({ type: 'wallet_assessed', wallet: 'ready' }, { type: 'started' })
    .hears(hello);
  t.match(page.sent, [{ type: 'ready' }, { type: 'wallet_changed', wallet: 'ready' }]);
  page.hears({ type: 'document_offered', isOffered: false, byPhone: true });
  t.same(page.screen, { name: 'idle', isDocumentOffered: false, isPhoneOffered: true });
  page.happens({ type: 'document_wanted', from: 'phone' });
  t.match(page.sent, [{ type: 'document_wanted', from: 'phone' }]);
  page.hears({ ...start, purpose: 'document', from: 'phone' });
  t.same(page.screen, { name: 'document_consent', from: 'phone', hasChoice: false });
  page.happens({ type: 'document_agreed' });
  t.notOk(page.did('turn_camera_on'));
  page.happens({ type: 'document_agreed' });
  t.same(page.sent, [], 'a second touch');
  const request = { protocol: 'openid4vp-v1-unsigned', data: {} };
  const asked = { step: 'wallet', problem: null, progress: 0, request } as const;
  page.hears({ type: 'document_step', captureId, ...asked });
  t.ok(page.did('ask_wallet'));
  t.same(page.screen, { name: 'document_wallet' });
  const answer = { response: 'a.b.c.d.e' };
  page.happens({ type: 'wallet_answered', captureId: nextId, answer });
  t.same(page.sent, [], 'the answer to an earlier capture');
  page.happens({ type: 'wallet_answered', captureId, answer });
  t.same(page.sent, [{ type: 'wallet_answer', captureId, ...answer }]);
  page.hears({ type: 'document_step', captureId, step: 'face', problem: null, progress: 1 });
  t.ok(page.did('turn_camera_on'));
  page.happens({ type: 'wallet_answered', captureId, answer: 'failed' });
  t.same(page.sent, [], 'after the answer');
  t.end();
});

t.test('a phone is wanted of the instance with the reader, because results wait there', (t) => {
  const page = new Page().happens({ type: 'started' }, from('a', hello), from('b', hello));
  const byPhone = { type: 'document_offered', isOffered: false, byPhone: true } as const;
  page.happens(from('a', byPhone), from('b', byPhone));
  page.happens({ type: 'document_wanted', from: 'phone' });
  t.match(page.effects, [{ to: 'a' }], 'without a reader, the first');
  page.happens(from('b', { ...byPhone, isOffered: true }));
  page.happens({ type: 'document_wanted', from: 'phone' });
  t.match(page.effects, [{ to: 'b' }]);
  t.end();
});

t.test('where there are a reader and a phone, the visitor chooses before agreeing', (t) => {
  const page = new Page().happens({ type: 'started' }).hears(hello);
  page.hears({ ...start, purpose: 'document', hasChoice: true });
  t.same(page.screen, { name: 'document_consent', from: 'chip', hasChoice: true });
  page.happens({ type: 'document_source_chosen', from: 'phone' });
  t.same(page.screen, { name: 'document_consent', from: 'phone', hasChoice: true });
  page.happens({ type: 'document_agreed' });
  t.same(page.sent, [{ type: 'document_agreed', captureId, from: 'phone' }]);
  t.notOk(page.did('turn_camera_on'));
  page.hears({ ...start, purpose: 'document' });
  page.happens({ type: 'document_source_chosen', from: 'phone' });
  t.match(page.screen, { from: 'chip' }, 'where there is no choice');
  t.end();
});

t.test('a document opens by the camera or by keys, and without a camera by keys alone', (t) => {
  const page = new Page().happens({ type: 'started' }).hears(hello);
  const begin = () => {
    page.hears({ ...start, purpose: 'document' }).happens({ type: 'document_agreed' });
    t.ok(page.did('turn_camera_on'));
  };
  const step = (step: 'place' | 'key') =>
    ({ type: 'document_step', captureId, step, problem: null, progress: 0 }) as const;
  begin();
  page.happens({ type: 'camera_on', captureId, cameras });
  t.match(page.screen, { name: 'document_zone', isOn: true });
  page.hears(step('place'));
  t.ok(page.did('turn_camera_off'), 'the camera has read it');
  t.match(page.screen, { name: 'document_wait', step: 'place' });
  page.hears(step('key'));
  t.ok(page.did('turn_camera_on'));
  page.happens({ type: 'document_typing', isTyping: true });
  t.ok(page.did('turn_camera_off'));
  page.happens({ type: 'camera_on', captureId, cameras });
  t.match(
    page.screen,
    { name: 'document_key', hasCamera: true },
    'one that comes on late stays off',
  );
  t.same(page.sent, []);
  page.hears(step('key'));
  t.notOk(page.did('turn_camera_on'), 'who types goes on typing');

  begin();
  page.happens({ type: 'camera_failed', captureId, camera: 'in_use' });
  t.same(page.sent, [{ type: 'camera_changed', camera: 'in_use' }], 'which ends nothing');
  t.match(page.screen, { name: 'document_key', hasCamera: false });
  page.happens({ type: 'document_typing', isTyping: false });
  t.notOk(page.did('turn_camera_on'));
  page.happens({ type: 'declined' });
  t.match(page.screen, { name: 'in_person' });
  t.end();
});

t.test('a link that is lost while somebody types asks them again', (t) => {
  const wanted = { type: 'code_wanted', captureId, setUp: null, problem: null } as const;
  const page = lookingPage().hears(wanted).happens({ type: 'link_lost' });
  t.equal(page.screen.name, 'thinking');
  page.happens({ type: 'code_typed', code: '287082' });
  t.same(page.sent, []);
  page.hears(hello, start, wanted);
  t.equal(page.screen.name, 'get_ready', 'not before the camera has run');
  page.happens({ type: 'camera_on', captureId, cameras }).hears(wanted);
  t.equal(page.screen.name, 'code');
  t.end();
});
