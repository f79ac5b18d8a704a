import path from 'node:path';
import t, { type Test } from 'tap';
import { createFailedChallenges } from '../../server/checks/face/failed-challenge.ts';
import { createLockOut } from '../../server/checks/face/lock-out.ts';
import { drawPath } from '../../server/checks/face/liveness/path.ts';
import { createFaceCheck } from '../../server/checks/face.ts';
import type { Check } from '../../server/sign-in/check.ts';
import { seededRandom } from '../../scripts/measure/statistics.ts';
import { createSharedCaptures } from '../../server/checks/shared-capture.ts';
import type { LivenessMode } from '../../server/config/liveness.ts';
import { openStore } from '../support/store.ts';
import { insertKiosk, listKiosks } from '../../server/store/tables/kiosks.ts';
import { insertPerson } from '../../server/store/tables/people.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { startLobby } from '../kiosk/start-lobby.ts';
import type { Analysis } from '../../server/vision/analysis.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';
import { enrolledPerson } from '../store/rows.ts';
import {
  modelledVision,
  otherWay,
  peopleWith,
  standBefore,
  type Behaviour,
} from '../support/modelled-visitor.ts';

// The real hook and lobby listeners, hub, policy and database. The visitor is a modelled head, for no
// photo follows what is asked.

const person = {
  ...enrolledPerson('ada'),
  standing: agreed(),
  templates: 1,
  isAltered: false,
  revision: '1',
};
const everybody = 'default:\n  checks:\n    face:\n';

const isAsked = (guidance: string) => guidance === 'follow_dot';
/** Stops of a path: more corners are asked of who is doubted. */
const usual = 13;
const longer = 17;

function agreed() {
  return { isOutdated: false, withdrawnAt: null, expiresAt: null };
}

/** As a second recogniser would say. */
function withNext(analysis: Analysis): Analysis {
  if (!analysis.ok) return analysis;
  return { ...analysis, face: { ...analysis.face, nextTemplate: Float32Array.of(0.6, 0.8, 0) } };
}

interface Place {
  policy?: string;
  liveness?: LivenessMode;
}

let places = 0;

/** A lobby screen, and a hook with a database of its own, which outlives a restart. */
async function place(t: Test, { policy = everybody, liveness = 'active' }: Place = {}) {
  const lobby = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const databaseFile = path.join(t.testdirName, `hook-${++places}.sqlite`);
  const { token } = await lobby.pair();
  const kiosk = await RawKiosk.ready(lobby.url, token);
  t.teardown(() => kiosk.socket.terminate());
  const store = await openStore({ databaseFile });
  t.teardown(() => store.close());
  await insertPerson(store.db, enrolledPerson('ada'));
  // The hook asks its own database whether the screen is still paired.
  for (const { id, name, tokenHash, locationId, deviceId, createdAt } of await listKiosks(
    lobby.db,
  )) {
    await insertKiosk(store.db, { id, name, tokenHash, locationId, deviceId, createdAt });
  }
  // Frames alone move the look's time, and paths are the same in every run.
  const clock = { at: 0 };
  const random = seededRandom(1);
  /** Of whom a template of the next recogniser was handed over, and how long it is. */
  const seen: { personId: string; length: number }[] = [];
  /** Whether the face check would have the desk asked. */
  let isForDesk = false;
  let timesAsked: number | undefined;
  /** Ends with the one before; what it knew is gone, but for the database. */
  const start = () => {
    const face = createFaceCheck({
      people: peopleWith(person),
      optOuts: { has: async () => false, within: () => ({ has: async () => false }) },
      lockOut: createLockOut(store.db),
      failedChallenges: createFailedChallenges(store.db),
      captures: createSharedCaptures(lobby.hub),
      vision: {
        ...modelledVision,
        analyze: async (frame) => withNext(await modelledVision.analyze(frame)),
      },
      secondTemplates: {
        seen: async (personId, template) => {
          seen.push({ personId, length: Math.hypot(...template) });
        },
      },
      engine: 'modelled',
      light: { mode: 'watch', limit: null },
      db: store.db,
      room: 'off',
      rooms: { find: async () => null, note: async () => {}, isCurrent: async () => true },
      liveness,
      greeting: true,
      look: { drawPath: (mode, ms) => drawPath(mode, ms, random), now: () => clock.at },
    });
    const heard: Check = {
      ...face,
      run: async (...given) => {
        const result = await face.run(...given);
        isForDesk = !result.passed && result.forDesk === true;
        timesAsked = result.evidence?.timesAsked;
        return result;
      },
    };
    return startRuledHook(t, policy, [heard], databaseFile);
  };
  let hook = await start();
  let job = 0;
  const signIn = async (behaviour?: Behaviour, flow?: string) => {
    const jobId = `job-${++job}`;
    const held = hook.signIn({ name: person.name, jobId, ...(flow && { flow }) });
    const asked = await standBefore(kiosk, clock, behaviour);
    const { status, body } = await held;
    const { message: shown } = await kiosk.next('outcome');
    const row = await findSignIn(store.db, jobId);
    const { reason, tried, challengeFailed, lightAgreement = null } = row ?? {};
    return { lightAgreement, asked, status, body, shown, reason, tried, challengeFailed, isForDesk, timesAsked };
  };
  const restart = async () => {
    await hook.stop();
    hook = await start();
  };
  /** Touches it on a page that has loaded again since the link was cut at the first question. */
  const touchAfterCut = async () => {
    const jobId = `job-${++job}`;
    const held = hook.signIn({ name: person.name, jobId });
    await standBefore(kiosk, clock, { leaves: isAsked });
    kiosk.socket.terminate();
    const again = await RawKiosk.ready(lobby.url, token);
    t.teardown(() => again.socket.terminate());
    const { captureId } = await again.next('capture_start');
    again.send({ type: 'cannot_move', captureId });
    const { status } = await held;
    const { reason, tried, challengeFailed } = (await findSignIn(store.db, jobId)) ?? {};
    return { status, reason, tried, challengeFailed };
  };
  return { lobby, kiosk, signIn, restart, touchAfterCut, seen };
}

t.test('by default a visitor is asked to follow a dot, and walks in', async (t) => {
  const { signIn } = await place(t);
  const { asked, ...answer } = await signIn();
  t.match(answer, { status: 200, reason: 'matched', tried: 'matched', challengeFailed: false });
  t.equal(asked.length, 1);
  t.equal(asked[0]?.length, usual);
});

t.test('the next recogniser gets a template of who is let in, and of nobody else', async (t) => {
  const { signIn, seen } = await place(t);
  await signIn({ follows: () => otherWay });
  await signIn({ cannotMove: isAsked });
  await signIn({ person: 1 });
  t.strictSame(seen, []);
  t.match(await signIn(), { status: 200 });
  t.match(seen, [{ personId: person.id }]);
  t.ok(Math.abs((seen[0]?.length ?? 0) - 1) < 1e-6, 'of unit length');
  const pictures = await place(t, { liveness: 'passive' });
  t.match(await pictures.signIn(), { status: 200 });
  t.strictSame(pictures.seen, [], 'nobody was asked to move, so it may have been a picture');
});

t.test('who gets it wrong once is asked once more', async (t) => {
  const { signIn } = await place(t);
  const { asked, ...answer } = await signIn({
    follows: (nth) => (nth === 0 ? otherWay : (dot) => dot),
  });
  t.match(answer, { status: 200, challengeFailed: false, timesAsked: 2 });
  t.equal(asked.length, 2);
});

t.test('who gets it wrong twice goes to the desk, and is asked for more next time', async (t) => {
  const { signIn, restart } = await place(t);
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
  await restart();
  const again = await signIn({ follows: () => otherWay });
  t.match(again, { status: 412, reason: 'movement_not_seen' });
  t.equal(again.asked.length, 1, 'where more is asked for, none is put once more');
  const thorough = await signIn();
  t.match(thorough, { status: 200, challengeFailed: false });
  t.match(thorough.asked, [{ length: longer }]);
  t.match((await signIn()).asked, [{ length: usual }], 'a passed one ends the doubt');
});

t.test('one touch takes who cannot move their head to the desk, and marks nobody', async (t) => {
  const { signIn } = await place(t);
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
  t.match(await signIn(), { status: 200, asked: { length: 1 } }, 'and no more is asked next time');
});

t.test('it erases no question that was failed before', async (t) => {
  const failed = { status: 412, reason: 'cannot_move', tried: 'failed', challengeFailed: true };
  await t.test('answered wrongly', async (t) => {
    const { signIn } = await place(t);
    let wasWrong = false;
    const touched = await signIn({
      follows: (nth) => ((wasWrong ||= nth >= 0), otherWay),
      cannotMove: (guidance) => wasWrong && guidance === 'face_camera',
    });
    t.match(touched, { ...failed, shown: 'in_person' }, 'and takes them to a person all the same');
    t.match((await signIn()).asked, [{ length: longer }], 'more is asked next time');
  });
  await t.test('cut off', async (t) => {
    const { touchAfterCut } = await place(t);
    t.match(await touchAfterCut(), failed);
  });
});

t.test('it excuses once an hour, and takes everybody to a person', async (t) => {
  const { signIn, restart } = await place(t);
  const once = await signIn({ cannotMove: isAsked });
  t.match(once, { reason: 'cannot_move', tried: null, challengeFailed: null });
  await restart();
  for (let i = 0; i < 3; i++) {
    const again = await signIn({ cannotMove: isAsked });
    const counted = { status: 412, reason: 'cannot_move', shown: 'in_person', tried: 'failed' };
    t.match(again, { ...counted, challengeFailed: true });
  }
  t.match(await signIn(), { status: 200, asked: [{ length: longer }] }, 'more is asked meanwhile');
});

t.test('a stranger who touches it when they see that they fail has tried', async (t) => {
  const { signIn } = await place(t);
  const answer = await signIn({ person: 1, cannotMove: (_, frames) => frames >= 4 });
  t.match(answer, { status: 412, reason: 'cannot_move', tried: 'failed', challengeFailed: null });
});

t.test('the desk is asked about a doubt, and never after what looks like a picture', async (t) => {
  const { signIn } = await place(t);
  const after = (least: number) => (_: string, frames: number) => frames >= least;
  t.match(await signIn({ cannotMove: after(1) }), { reason: 'cannot_move', isForDesk: true });
  const picture = { liveness: 0.01, cannotMove: after(8) };
  t.match(await signIn(picture), { reason: 'cannot_move', isForDesk: false });
  const strangers = { ...picture, person: 1 };
  t.match(await signIn(strangers), { reason: 'no_match', isForDesk: false });
  t.match(await signIn({ liveness: 0.01 }), { reason: 'spoof_suspected', isForDesk: false });
  t.match(await signIn({ person: 1 }), { reason: 'no_match', isForDesk: true });
});

t.test('nobody follows the dot for a face that somebody else has shown', async (t) => {
  // Stands there first, holds up a picture that matches, hides while they take it away, and follows.
  const stranger = (roll: number): NonNullable<Behaviour['shows']> => {
    return (frame, dot) => {
      if (frame < 5) return { person: 1 };
      if (!dot) return {};
      if (dot.sinceMs < 700) return { dark: true };
      return { person: 1, roll: dot.sinceMs < dot.wholeMs + 200 ? roll : 0 };
    };
  };
  // With the head to one side no frame is good enough to be compared, but each to see it move.
  for (const roll of [35, 0]) {
    const { signIn } = await place(t);
    t.match(await signIn({ shows: stranger(roll) }), {
      status: 412,
      reason: 'spoof_suspected',
      challengeFailed: true,
      tried: 'failed',
    });
  }
  const { signIn } = await place(t);
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
    checks: { face: { liveness: thorough } }
${everybody}`;
  const { signIn } = await place(t, { policy });
  const { asked, ...courier } = await signIn({}, 'Courier');
  t.match(courier, { status: 200, challengeFailed: null });
  t.same(asked, []);
  t.match(await signIn({}, 'Vault'), { status: 200, asked: [{ length: longer }] });
  t.match(await signIn({}, 'Visitor'), { status: 200, asked: [{ length: usual }] });
});

t.test('what is failed makes nothing of a rule that asks for no movement', async (t) => {
  const policy = `
rules:
  - name: Couriers
    when: { flow: Courier }
    checks: { face: { liveness: passive } }
${everybody}`;
  const { signIn } = await place(t, { policy });
  t.equal((await signIn({ follows: () => otherWay })).status, 412);
  t.match(await signIn({}, 'Courier'), { status: 200, asked: { length: 0 } });
  t.match(
    await signIn(),
    { status: 200, asked: [{ length: longer }] },
    'and is not forgotten by it',
  );
});

t.test('a screen that is not asked for movements cannot send the message', async (t) => {
  const { lobby, kiosk } = await place(t, { liveness: 'passive' });
  const capture = lobby.hub.capture({
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
  lobby.hub.stop().catch(() => {});
  t.not((await capture).ending, 'cannot_move');
});
