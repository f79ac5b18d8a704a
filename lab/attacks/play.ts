import { type Analysis, dot, dotAt, drawTrajectory, type Vision, FaceSession } from '#face';
import type { LivenessMode } from '#server/config/liveness.ts';
import type { DotPath } from '#server/protocol/messages.ts';
import { parallaxOf } from '#face/steps';
import type { Attacker } from './attackers.ts';
import { frameMs } from './sheet-camera.ts';
import { landmarksSeen, photographAttack } from './shown.ts';

/** The result of one attack. */
export interface PlayedAttack {
  /** The conclusion of the session; null when time ran out. */
  conclusion: string | null;
  /** Whether the attack reached a question. */
  wasAsked: boolean;
  /** From the question to the end. */
  milliseconds: number;
  /** Number of paths that the attack was shown. */
  paths: number;
  /** Whether the session suspected a picture, whatever the conclusion. */
  isSuspected: boolean;
}

interface PlayOptions {
  vision: Vision;
  /** Analyses no frame, but computes the places of the landmarks. */
  isModelled: boolean;
  liveness: LivenessMode;
  /** The enrolled person's template. */
  template: Float32Array;
  /** Milliseconds that the attacker needs to see the question. */
  reactionMs: number;
  /** Random numbers for the path. */
  random: () => number;
  /** Random numbers for the hand and the camera. */
  shaking: () => number;
}

const longestMs = 25_000;
/** Before the first dot, the head points ahead. */
const still: DotPath = [{ x: 0, y: 0, at: 0 }];

/** Runs an attacker against the service's own session, on a clock that only the frames move. */
export async function playAttack(attacker: Attacker, options: PlayOptions): Promise<PlayedAttack> {
  const { vision, liveness, template, reactionMs, random, shaking, isModelled } = options;
  let at = 0;
  let modelled: Analysis | null = null;
  const session = new FaceSession({
    vision: isModelled ? modelledBy(vision, () => modelled!) : vision,
    liveness,
    people: {
      compare: async (probe) => ({
        claimed: { personId: 'victim', score: dot(probe, template) },
        other: null,
      }),
    },
    claimedIds: ['victim'],
    drawTrajectory: (ms) => drawTrajectory(ms, random),
    now: () => at,
  });
  let display: { path: DotPath; startedAt: number } = { path: still, startedAt: 0 };
  let askedAt: number | null = null;
  let paths = 0;
  for (; at < longestMs && session.conclusion === null; at += frameMs) {
    const seen = dotAt(display.path, at - display.startedAt - reactionMs);
    const before = attacker(seen);
    if (isModelled) modelled = landmarksSeen(before, shaking);
    const jpeg = isModelled ? new Uint8Array() : await photographAttack(before, shaking);
    const { path } = await session.onFrame(jpeg, 'attempt');
    askedAt ??= path ? at : null;
    // Another path is another question.
    if (path && path !== display.path) {
      display = { path, startedAt: at };
      paths += 1;
    }
  }
  const { conclusion } = session;
  return {
    conclusion,
    wasAsked: askedAt !== null,
    milliseconds: at - (askedAt ?? at),
    paths,
    isSuspected: session.suspected,
  };
}

/** Vision with computed landmarks, which move with a head or a sheet. No model analyses a picture. */
function modelledBy(vision: Vision, seen: () => Analysis): Vision {
  return {
    ...vision,
    analyze: async () => seen(),
    parallax: async (from, to) =>
      parallaxOf(
        from,
        from.landmarks.map(({ x, y }, at) => ({ x, y, found: to.landmarks[at]! })),
      ),
  };
}
