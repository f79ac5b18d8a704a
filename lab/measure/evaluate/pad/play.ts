import {
  type Analysis,
  Challenger,
  clippedLuma,
  drawTrajectory,
  type FramePrint,
  lumaSteps,
  ReplayDetector,
  type Vision,
  faceForChallenge,
  judgeFrame,
  FaceSession,
} from '#face';
import type { DotPath } from '#server/protocol/messages.ts';

/** The result of playing a clip against the face check. */
export interface PlayedFilm {
  /** The reason of the sign-in; `matched` is approved. */
  conclusion: string;
  wasAsked: boolean;
  /** From the challenge to the end. */
  milliseconds: number;
}

/** A simulated visitor who shows frames and sees the dot. */
export interface Player {
  see(path: DotPath | null, at: number): void;
  /** The index of the frame to show; -1 ends the play. */
  show(at: number): number;
}

/** Measurements that compare frames with earlier ones. */
export type Seeing = Pick<Vision, 'model' | 'parallax'>;

interface Door {
  vision: Seeing;
  frameMs: number;
  /** Whether a camera with noise films the clip; otherwise it goes directly into the camera driver. */
  isFilmed: boolean;
  random: () => number;
}

const longestMs = 25_000;
/** Luma levels of noise in each cell of a print. */
const noise = 1.2;

/**
 * Plays a clip against the service's own session, with all checks of a real sign-in: P(live), the watch over repeated
 * frames and the dot challenge. The face matches.
 */
export async function playAtDoor(
  clip: readonly Analysis[],
  player: Player,
  { vision, frameMs, isFilmed, random }: Door,
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
      learnRig: async () => null,
    },
    people: {
      compare: async () => ({ claimed: { personId: 'clip', score: 1 }, other: null }),
    },
    claimedIds: ['clip'],
    liveness: 'active',
    drawTrajectory: (ms) => drawTrajectory(ms, random),
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
    conclusion: session.conclusion ?? session.reasonAtTimeout(),
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

/** Whether a person who gets no challenge and moves freely is suspected of being a picture. */
export function isSuspected(clip: readonly Analysis[], frameMs: number): boolean {
  const challenger = new Challenger();
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
