import { faceForTrial, judgeFrame } from '../../../../server/checks/face/frame-quality.ts';
import type { Challenge } from '../../../../server/checks/face/liveness/challenge.ts';
import { FilmWatch } from '../../../../server/checks/face/liveness/film-watch.ts';
import { Front } from '../../../../server/checks/face/liveness/front.ts';
import { movementOf, type Movement } from '../../../../server/checks/face/liveness/movement.ts';
import { Trial, type Ask } from '../../../../server/checks/face/liveness/trial.ts';
import { type Analysis, type Face, hasRival } from '../../../../server/vision/analysis.ts';

/** The challenge as clips are put to it. Everything here that knows its classes is in this file. */
export interface Played {
  outcome: string | null;
  suspicious: boolean;
  /** From the question to the end. */
  frames: number;
}

/** Before the first question: as long as a match takes. */
const framesBefore = 4;
/** Both limits of a challenge are shorter. */
const longestMs = 30_000;

/**
 * Puts a challenge to whoever shows these frames.
 *
 * @param show the next frame, for what is asked at this moment (milliseconds)
 * @param watched whether repeated pictures and mirrored films are looked for, as in the service
 */
export function playChallenge(
  asked: Challenge,
  show: (ask: Ask, at: number) => Analysis | undefined,
  { frameMs, watched }: { frameMs: number; watched: boolean },
): Played {
  const trial = new Trial(asked);
  const watch = new FilmWatch();
  let usable = 0;
  let begunAt = Infinity;
  for (let at = 0; at < longestMs; at += frameMs) {
    if (usable >= framesBefore && begunAt === Infinity) trial.begin((begunAt = at));
    const { ask, outcome, suspicious } = trial.state;
    const frames = Math.max(0, Math.round((at - begunAt) / frameMs));
    if (outcome !== null) return { outcome, suspicious, frames };
    const analysis = show(begunAt <= at ? ask : 'face_camera', at);
    if (!analysis) break;
    const judged = judgeFrame(analysis);
    const face = faceForTrial(judged, analysis);
    if (!face) continue;
    const novelty = watched ? watch.see(analysis) : 'new';
    if (novelty === 'film') return { outcome: 'film', suspicious: true, frames };
    if (novelty === 'repeated') continue;
    if (judged.kind === 'usable') usable += 1;
    trial.see(face, judged.kind === 'usable', at);
  }
  const { outcome, suspicious } = trial.state;
  return { outcome, suspicious, frames: Math.max(0, Math.round((longestMs - begunAt) / frameMs)) };
}

/** Whether somebody who is asked nothing, and does what they like, is called a picture. */
export function isCalledPicture(clip: readonly Analysis[], frameMs: number): boolean {
  const trial = new Trial(['turn_left', 'blink']);
  clip.forEach((analysis, index) => {
    const judged = judgeFrame(analysis);
    const face = faceForTrial(judged, analysis);
    if (face) trial.see(face, judged.kind === 'usable', index * frameMs);
  });
  return trial.state.suspicious;
}

export interface MovedFrame {
  face: Face;
  /** Against the frontal frames. Degrees. */
  yaw: number;
  pitch: number;
  movement: Movement;
}

/** Every frame with one face, against the clip's own first frontal frames; empty without those. */
export function movementsIn(clip: readonly Analysis[]): MovedFrame[] {
  const front = new Front();
  for (const analysis of clip) {
    const judged = judgeFrame(analysis);
    if (judged.kind === 'usable') front.add(judged.face);
  }
  const { reference } = front;
  if (!reference) return [];
  return clip.flatMap((analysis) => {
    if (!analysis.ok || hasRival(analysis.faces)) return [];
    const { face } = analysis;
    const { yaw, pitch } = face.quality.headPose;
    return [
      {
        face,
        yaw: yaw - reference.yaw,
        pitch: pitch - reference.pitch,
        movement: movementOf(reference, face),
      },
    ];
  });
}
