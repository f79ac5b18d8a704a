import t from 'tap';
import { everybody, isAsked, person, openPlace, usual } from '../support/asked-place.ts';
import { otherWay, type Behaviour } from '../support/modelled-visitor.ts';

t.test('by default a visitor is asked to follow a dot, and walks in', async (t) => {
  const { signIn } = await openPlace(t);
  const { asked, ...answer } = await signIn();
  t.match(answer, { status: 200, reason: 'matched', tried: 'matched', challengeFailed: false });
  t.equal(asked.length, 1);
  t.equal(asked[0]?.length, usual);
});

t.test('the next recogniser gets a template of who is let in, and of nobody else', async (t) => {
  const { signIn, seen } = await openPlace(t);
  await signIn({ follows: () => otherWay });
  await signIn({ cannotMove: isAsked });
  await signIn({ person: 1 });
  t.strictSame(seen, []);
  t.match(await signIn(), { status: 200 });
  t.match(seen, [{ personId: person.id }]);
  t.ok(Math.abs((seen[0]?.length ?? 0) - 1) < 1e-6, 'of unit length');
  const pictures = await openPlace(t, { liveness: 'passive' });
  t.match(await pictures.signIn(), { status: 200 });
  t.strictSame(pictures.seen, [], 'nobody was asked to move, so it may have been a picture');
});

t.test('who gets it wrong once is asked once more', async (t) => {
  const { signIn } = await openPlace(t);
  const { asked, ...answer } = await signIn({
    follows: (nth) => (nth === 0 ? otherWay : (dot) => dot),
  });
  t.match(answer, { status: 200, challengeFailed: false, timesAsked: 2 });
  t.equal(asked.length, 2);
});

t.test('who gets it wrong twice goes to the desk', async (t) => {
  const { signIn } = await openPlace(t);
  const { asked, ...failed } = await signIn({ follows: () => otherWay });
  t.match(failed, {
    status: 412,
    reason: 'movement_not_seen',
    challengeFailed: true,
    tried: 'failed',
    shown: 'please_wait',
  });
  t.match(failed.body, /did not follow the dot in time/);
  t.equal(asked.length, 2, 'and not a third time');
});

t.test('one touch takes who cannot move their head to the desk, and marks nobody', async (t) => {
  const { signIn } = await openPlace(t);
  const { asked, ...touched } = await signIn({ cannotMove: isAsked });
  t.match(touched, {
    status: 412,
    reason: 'cannot_move',
    tried: null,
    challengeFailed: null,
    shown: 'in_person',
  });
  t.match(touched.body, /I can’t move my head.*check an identity document/);
  t.notMatch(touched.body, /picture|suspect/i);
  t.equal(asked.length, 1);
  const early = await signIn({ cannotMove: () => true });
  t.match(early, { reason: 'cannot_move', tried: null, challengeFailed: null });
  t.match(await signIn(), { status: 200, asked: { length: 1 } });
});

t.test('it erases no question that was failed before', async (t) => {
  const failed = { status: 412, reason: 'cannot_move', tried: 'failed', challengeFailed: true };
  await t.test('answered wrongly', async (t) => {
    const { signIn } = await openPlace(t);
    let wasWrong = false;
    const touched = await signIn({
      follows: (nth) => ((wasWrong ||= nth >= 0), otherWay),
      cannotMove: (guidance) => wasWrong && guidance === 'face_camera',
    });
    t.match(touched, { ...failed, shown: 'in_person' }, 'and takes them to a person all the same');
  });
  await t.test('cut off', async (t) => {
    const { touchAfterCut } = await openPlace(t);
    t.match(await touchAfterCut(), failed);
  });
});

t.test('it excuses once an hour, and takes everybody to a person', async (t) => {
  const { signIn, restart } = await openPlace(t);
  const once = await signIn({ cannotMove: isAsked });
  t.match(once, { reason: 'cannot_move', tried: null, challengeFailed: null });
  await restart();
  for (let i = 0; i < 3; i++) {
    const again = await signIn({ cannotMove: isAsked });
    const counted = { status: 412, reason: 'cannot_move', shown: 'in_person', tried: 'failed' };
    t.match(again, { ...counted, challengeFailed: true });
  }
  t.match(await signIn(), { status: 200 });
});

t.test('a stranger who touches it when they see that they fail has tried', async (t) => {
  const { signIn } = await openPlace(t);
  const answer = await signIn({ person: 1, cannotMove: (_, frames) => frames >= 4 });
  t.match(answer, { status: 412, reason: 'cannot_move', tried: 'failed', challengeFailed: null });
});

t.test('the desk is asked about a doubt, and never after what looks like a picture', async (t) => {
  const { signIn } = await openPlace(t);
  const after = (least: number) => (_: string, frames: number) => frames >= least;
  t.match(await signIn({ cannotMove: after(1) }), { reason: 'cannot_move', isForDesk: true });
  const picture = { liveness: 0.01, cannotMove: after(8) };
  t.match(await signIn(picture), { reason: 'cannot_move', isForDesk: false });
  const strangers = { ...picture, person: 1 };
  t.match(await signIn(strangers), { reason: 'no_match', isForDesk: false });
  t.match(await signIn({ liveness: 0.01 }), { reason: 'spoof_suspected', isForDesk: false });
  t.match(await signIn({ person: 1 }), { reason: 'no_match', isForDesk: true });
});

t.test('the liveness model alone refuses nobody whom the dot shows to be a person', async (t) => {
  const { signIn } = await openPlace(t);
  const doubted = await signIn({ liveness: 0.19 });
  t.match(doubted, { status: 200, reason: 'matched', challengeFailed: false });
  const lost = await signIn({ liveness: 0.19, follows: () => otherWay });
  t.match(lost, { status: 412, reason: 'movement_not_seen', challengeFailed: true });
  const stopped = await signIn({ liveness: 0.05 });
  t.match(stopped, { status: 412, reason: 'spoof_suspected', asked: { length: 0 } });
});

t.test('nobody follows the dot for a face that somebody else has shown', async (t) => {
  // The attacker shows their own face, then a matching picture, hides while they remove it, and follows the dot.
  const stranger = (roll: number): NonNullable<Behaviour['shows']> => {
    return (frame, dot) => {
      if (frame < 5) return { person: 1 };
      if (!dot) return {};
      if (dot.sinceMs < 700) return { dark: true };
      return { person: 1, roll: dot.sinceMs < dot.wholeMs + 200 ? roll : 0 };
    };
  };
  // A tilted head makes every frame too poor to compare, though good enough to see the movement.
  for (const roll of [35, 0]) {
    const { signIn } = await openPlace(t);
    t.match(await signIn({ shows: stranger(roll) }), {
      status: 412,
      reason: 'spoof_suspected',
      challengeFailed: true,
      tried: 'failed',
    });
  }
  const { signIn } = await openPlace(t);
  const afterSomebody = await signIn({ shows: (frame) => (frame < 5 ? { person: 1 } : {}) });
  t.match(afterSomebody, { status: 200 }, 'whoever stood there before is no matter');
});

t.test('a rule may ask for more, or less, than the setting', async (t) => {
  const policy = `
rules:
  - name: Couriers
    when: { flow: Courier }
    checks: { face: { liveness: passive } }
  - name: Vault
    when: { flow: Vault }
    checks: { face: { liveness: active } }
${everybody}`;
  const { signIn } = await openPlace(t, { policy });
  const { asked, ...courier } = await signIn({}, 'Courier');
  t.match(courier, { status: 200, challengeFailed: null });
  t.same(asked, []);
  t.match(await signIn({}, 'Vault'), { status: 200, asked: [{ length: usual }] });
});

t.test('what is failed makes nothing of a rule that asks for no movement', async (t) => {
  const policy = `
rules:
  - name: Couriers
    when: { flow: Courier }
    checks: { face: { liveness: passive } }
${everybody}`;
  const { signIn } = await openPlace(t, { policy });
  t.equal((await signIn({ follows: () => otherWay })).status, 412);
  t.match(await signIn({}, 'Courier'), { status: 200, asked: { length: 0 } });
});

t.test('a screen that is not asked for movements cannot send the message', async (t) => {
  const { lobby, kiosk } = await openPlace(t, { liveness: 'passive' });
  const capture = lobby.kioskRegistry.capture({
    locationId: null,
    deviceId: null,
    visitor: null,
    deadline: performance.now() + 10_000,
    signal: new AbortController().signal,
    onFrame: async () => ({ guidance: 'look_here', progress: 0, done: true }),
  });
  const { captureId, asksToMove } = await kiosk.next('capture_start');
  t.equal(asksToMove, false);
  kiosk.send({ type: 'cannot_move', captureId });
  t.match(await kiosk.closed, { code: 4400, reason: 'this capture asks for no movement' });
  lobby.kioskRegistry.stop().catch(() => {});
  t.not((await capture).ending, 'cannot_move');
});
