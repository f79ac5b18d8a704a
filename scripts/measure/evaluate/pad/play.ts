import { FaceSession } from '../../../../server/checks/face/face-session.ts';
import { faceForChallenge, judgeFrame } from '../../../../server/checks/face/frame-quality.ts';
import { Challenger } from '../../../../server/checks/face/liveness/challenger.ts';
import { ReplayDetector } from '../../../../server/checks/face/liveness/replay-detector.ts';
import { drawTrajectory } from '../../../../server/checks/face/liveness/trajectory.ts';
import type { ChallengeMode } from '../../../../server/config/liveness.ts';
import type { DotPath } from '../../../../server/protocol/messages.ts';
import {
  type Analysis,
  type FramePrint,
  clippedLuma,
  lumaSteps,
  type Vision,
} from '../../../../server/vision/analysis.ts';

/** What came of a clip at the door. */
export interface PlayedFilm {
  /** The reason that a sign-in would have; `matched` is let in. */
  conclusion: string;
  wasAsked: boolean;
  /** From the question to the end. */
  milliseconds: number;
}

/** A visitor who shows frames, and sees the dot. */
export interface Player {
  see(path: DotPath | null, at: number): void;
  /** The index of the frame to show; -1 ends it. */
  show(at: number): number;
}

/** What is still seen of frames that were looked at before. */
export type Seeing = Pick<Vision, 'model' | 'parallax' | 'alteration'>;

interface Door {
  vision: Seeing;
  mode: ChallengeMode;
  frameMs: number;
  /** Before a camera, which has noise of its own in every frame; else right into its driver. */
  isFilmed: boolean;
  random: () => number;
}

const longestMs = 25_000;
/** In levels of luma, of each cell of a print. */
const noise = 1.2;

/**
 * Puts a clip before the service's own session, with everything switched on as at the door: P(live), the
 * watch over repeated frames and the dot. The face matches.
 */
export async function playAtDoor(
  clip: readonly Analysis[],
  player: Player,
  { vision, mode, frameMs, isFilmed, random }: Door,
): Promise<PlayedFilm> {
  let at = 0;
  let analysis: Analysis | undefined;
  const session = new FaceSession({
    vision: {
      model: vision.model,
      ready: true,
      start: async () => {},
      stop: async () => {},
      analyze: async () => analysis!,
      parallax: (from, to) => vision.parallax(from, to),
      alteration: (from, to) => vision.alteration(from, to),
    },
    people: {
      compare: async () => ({ claimed: { personId: 'clip', score: 1 }, other: null }),
    },
    claimedIds: ['clip'],
    liveness: mode,
    hasFailedLately: async () => false,
    drawTrajectory: (drawn, ms) => drawTrajectory(drawn, ms, random),
    now: () => at,
  });
  let askedAt: number | null = null;
  for (; at < longestMs && session.conclusion === null; at += frameMs) {
    analysis = clip[player.show(at)];
    if (!analysis) break;
    if (isFilmed && analysis.ok) analysis = { ...analysis, print: grainy(analysis.print, random) };
    const { path = null } = await session.onFrame(new Uint8Array(), 'clip');
    if (path) askedAt ??= at;
    player.see(path, at);
  }
  const wasAsked = askedAt !== null;
  return {
    conclusion: session.conclusion ?? session.reasonOf('timed_out'),
    wasAsked,
    milliseconds: at - (askedAt ?? at),
  };
}

function grainy(print: FramePrint, random: () => number): FramePrint {
  const luma = print.luma.map((value) => {
    if (value === clippedLuma) return value;
    const grain = noise * lumaSteps * (random() + random() + random() - 1.5) * 2;
    return Math.max(0, Math.min(clippedLuma - 1, value + grain));
  });
  return { ...print, luma };
}

/** Whether someone who is asked nothing, and does what they like, is suspected of being a picture. */
export function isSuspected(clip: readonly Analysis[], frameMs: number): boolean {
  const challenger = new Challenger('active');
  const watch = new ReplayDetector();
  return clip.some((analysis, index) => {
    const judged = judgeFrame(analysis);
    const face = faceForChallenge(judged, analysis);
    if (!face) return false;
    const state = challenger.see(face, judged.kind === 'usable', {
      attemptId: 'clip',
      at: index * frameMs,
    });
    return watch.see(analysis) === 'film' || state.suspicious;
  });
}
