import { FaceSession } from '../../server/checks/face/face-session.ts';
import type { LivenessMode } from '../../server/config/liveness.ts';
import type { FrameAnswer } from '../../server/kiosk/capture.ts';
import type { Point, Vision } from '../../server/vision/analysis.ts';
import { dot } from '../../server/people/similarity.ts';
import { degrees, type Attacker } from './attackers.ts';

/** The result of one attack. */
export interface Played {
  /** What the session concluded; null when time ran out. */
  conclusion: string | null;
  /** Whether it came as far as a question. */
  wasAsked: boolean;
  /** From the question to the end. */
  milliseconds: number;
}

interface PlayOptions {
  vision: Vision;
  liveness: LivenessMode;
  /** Of the person that is enrolled. */
  template: Float32Array;
  /** Milliseconds that the attacker needs to see what is asked. */
  reactionMs: number;
}

const frameMs = 125;
const longestMs = 25_000;
const ahead: Point = { x: 0, y: 0 };

/** Where the head should point for what the screen says. */
const poses: Partial<Record<FrameAnswer['guidance'], Point>> = {
  turn_left: { x: 1, y: 0 },
  turn_right: { x: -1, y: 0 },
  look_up: { x: 0, y: 16 / degrees.pitch },
};

/** Puts an attacker before the service's own session, on a clock that only the frames move. */
export async function play(attacker: Attacker, options: PlayOptions): Promise<Played> {
  const { vision, liveness, template, reactionMs } = options;
  let at = 0;
  const session = new FaceSession({
    vision,
    liveness,
    people: {
      findClaimed: async () => [],
      findLookAlikes: async () => [],
      compare: async (probe) => ({
        claimed: { personId: 'victim', score: dot(probe, template) },
        other: null,
      }),
    },
    claimedIds: ['victim'],
    hasFailedLately: async () => false,
    now: () => at,
  });
  const wanted: Point[] = [];
  let askedAt: number | null = null;
  for (; at < longestMs && session.conclusion === null; at += frameMs) {
    const heard = wanted[wanted.length - Math.round(reactionMs / frameMs)] ?? ahead;
    const { guidance } = await session.onFrame(await attacker(heard), 'attempt');
    const pose = poses[guidance];
    if (pose && askedAt === null) askedAt = at;
    wanted.push(pose ?? ahead);
  }
  const { conclusion } = session;
  return { conclusion, wasAsked: askedAt !== null, milliseconds: at - (askedAt ?? at) };
}
