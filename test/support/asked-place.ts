import path from 'node:path';
import type { Test } from 'tap';
import { straightRig } from '#face/lab/modelled-relief.ts';
import { createLockOut } from '#server/checks/face/lock-out.ts';
import { type Analysis, drawTrajectory } from '#face';
import { createFaceCheck } from '#server/checks/face.ts';
import type { Check } from '#server/sign-in/check.ts';
import { seededRandom } from '#base/random';
import { createSharedCaptures } from '#server/checks/shared-capture.ts';
import type { StoredRig } from '#server/kiosk/camera-rigs.ts';
import type { LivenessMode } from '#server/config/liveness.ts';
import type { ServiceMessage } from '#server/protocol/messages.ts';
import { openTestStore } from './store.ts';
import { insertKiosk, listKiosks } from '#server/store/tables/kiosks.ts';
import { insertPerson } from '#server/store/tables/people.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { RawKiosk } from '../kiosk/raw-kiosk.ts';
import { startLobby } from '../kiosk/start-lobby.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';
import { enrolledPerson } from '../store/rows.ts';
import { modelledVision, peopleWith, standBefore, type Behaviour } from './modelled-visitor.ts';

// The real hook and lobby listeners, hub, policy and database. The visitor is a modelled head, because
// a photo cannot follow the dot.

export const person = {
  ...enrolledPerson('ada'),
  standing: agreed(),
  templates: 1,
  isAltered: false,
  revision: '1',
};
export const everybody = 'default:\n  checks:\n    face:\n';

export const again = 'default:\n  checks:\n    face: { againWithinMinutes: 0 }\n';

export const isAsked = (guidance: string) => guidance === 'follow_dot';
/** Stops of a path. */
export const usual = 13;

function agreed() {
  return { isOutdated: false, withdrawnAt: null, expiresAt: null };
}

/** Adds the template of a second recogniser. */
function withNext(analysis: Analysis): Analysis {
  if (!analysis.ok) return analysis;
  return { ...analysis, face: { ...analysis.face, nextTemplate: Float32Array.of(0.6, 0.8, 0) } };
}

interface Place {
  policy?: string;
  liveness?: LivenessMode;
  /** Whether the two cameras of the screen are set up. Default: no. */
  hasRig?: boolean;
}

const setUpCameras: StoredRig = {
  geometry: straightRig,
  learnedAt: '2026-12-01T10:00:00.000Z',
  isKnocked: false,
};

let places = 0;

/** A lobby screen, and a hook with its own database, which outlives a restart. */
export async function openPlace(
  t: Test,
  { policy = everybody, liveness = 'active', hasRig = false }: Place = {},
) {
  const lobby = await startLobby(t, { times: { outcomeHoldMs: 0 } });
  const databaseFile = path.join(t.testdirName, `hook-${++places}.sqlite`);
  const { token } = await lobby.pair();
  const kiosk = await RawKiosk.ready(lobby.url, token);
  t.teardown(() => kiosk.socket.terminate());
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  await insertPerson(store.db, enrolledPerson('ada'));
  // The hook asks its own database whether the screen is still paired.
  for (const { id, name, tokenHash, locationId, deviceId, createdAt } of await listKiosks(
    lobby.db,
  )) {
    await insertKiosk(store.db, { id, name, tokenHash, locationId, deviceId, createdAt });
  }
  // Only frames move the session's clock, and paths are the same in every run.
  const clock = { at: 0 };
  const random = seededRandom(1);
  /** Whose template of the next recogniser was passed on, and its length. */
  const seen: { personId: string; length: number }[] = [];
  /** Whether the face check would ask the desk. */
  let isForDesk = false;
  let timesAsked: number | undefined;
  /** Whether the screen offers "I can't move my head". */
  let asksToMove: boolean | undefined;
  kiosk.socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServiceMessage;
    if (message.type === 'capture_start') ({ asksToMove } = message);
  });
  /** Starts the hook again. Its earlier state is gone, except for the database. */
  const start = () => {
    const face = createFaceCheck({
      people: peopleWith(person),
      optOuts: { has: async () => false, within: () => ({ has: async () => false }) },
      lockOut: createLockOut(store.db),
      captures: createSharedCaptures(lobby.kioskRegistry),
      vision: {
        ...modelledVision,
        analyze: async (...args) => withNext(await modelledVision.analyze(...args)),
      },
      recogniserMigration: {
        note: async (personId, template) => {
          seen.push({ personId, length: Math.hypot(...template) });
        },
      },
      engine: 'modelled',
      liveness,
      rigOf: () => (hasRig ? setUpCameras : null),
      rigs: { note: async () => {} },
      look: {
        drawTrajectory: (ms) => drawTrajectory(ms, random),
        now: () => clock.at,
      },
    });
    const heard: Check = {
      ...face,
      run: async (...given) => {
        const result = await face.run(...given);
        isForDesk = !result.passed && result.deskMayApprove === true;
        timesAsked = result.evidence?.challengeCount;
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
    const { reason, tried, challengeFailed } = row ?? {};
    return {
      asked,
      status,
      body,
      shown,
      reason,
      tried,
      challengeFailed,
      isForDesk,
      timesAsked,
      asksToMove,
    };
  };
  const restart = async () => {
    await hook.stop();
    hook = await start();
  };
  /** Touches the screen on a page that reloaded after the connection broke at the first question. */
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
  return { lobby, kiosk, signIn, restart, touchAfterCut, seen, db: store.db };
}
