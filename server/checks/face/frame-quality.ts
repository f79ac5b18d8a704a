import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { Guidance } from '../../protocol/messages.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import {
  type Analysis,
  type Face,
  hasRival,
  type QualityMeasures,
} from '../../../packages/face/index.ts';

/** What a frame can be used for. Only `usable` frames are evidence; the others produce guidance. */
export type FrameVerdict =
  | { kind: 'usable'; face: Face }
  | { kind: 'no_face' | 'several_faces' | 'poor_quality' | 'fault'; guidance: Guidance };

/**
 * Limits for a lobby frame that counts as evidence. At 15 to 20 degrees of yaw the same person already loses
 * half of their score, so a turned head gets guidance instead of a comparison.
 */
const frameLimits = {
  /** Pixels in a frame of 640 pixels: one and a half arm's lengths from the camera. */
  interEyeDistance: 32,
  /** Share of the frame's height that the face box may fill. */
  tallest: 0.92,
  /** Largest distance from the middle of the face to the middle of the frame, as a share of the frame's size. */
  offCentre: 0.36,
  yaw: 18,
  pitch: 25,
  roll: 30,
  darkest: 45,
  brightest: 225,
  overExposed: 0.4,
  sharpness: 12,
} as const;

/** Judges one frame, and names the one thing that would help most. */
export function judgeFrame(analysis: Analysis): FrameVerdict {
  if (!analysis.ok) {
    return analysis.failure === 'no_face'
      ? { kind: 'no_face', guidance: 'look_here' }
      : { kind: 'fault', guidance: 'hold_still' };
  }
  if (hasRival(analysis.faces)) return { kind: 'several_faces', guidance: 'one_person' };
  const guidance = whatToImprove(analysis.face, analysis.width, analysis.height);
  return guidance ? { kind: 'poor_quality', guidance } : { kind: 'usable', face: analysis.face };
}

/**
 * Whether a frame is good enough for the liveness model, which mistakes camera noise in the dark for the grain of
 * paper. Frames of nine webcam clips have a noise of 0.54 at most. With added noise (0.9 and more), the model took
 * 29 of 100 genuine frames for pictures. It is as unreliable on frames without colour.
 */
export function isClearForLiveness({ noise, chroma }: QualityMeasures): boolean {
  return noise <= clearLimits.noise && chroma >= clearLimits.chroma;
}

const clearLimits = {
  noise: 0.6,
  /** Night cameras and grey pictures are near 0; the lowest of 290 press photos is 7. */
  chroma: 4,
} as const;

/** Above this mean share without texture, a capture shows a drawing; see enrolment-gate.ts. */
const drawnFlatness = 0.6;

/**
 * A second cue beside the liveness model, which takes cartoons for people. A value of NaN counts as a drawing.
 *
 * @param flatness mean over the frames of a capture
 */
export function looksDrawn(flatness: number): boolean {
  return !(flatness <= drawnFlatness);
}

/** Returns the face of a frame that is good enough to measure the head's movement; turned heads included. */
export function faceForChallenge(frame: FrameVerdict, analysis: Analysis): Face | null {
  if (frame.kind === 'usable') return frame.face;
  const isTurned = frame.kind === 'poor_quality' && frame.guidance === 'face_camera';
  return isTurned && analysis.ok ? analysis.face : null;
}

function whatToImprove({ box, quality }: Face, width: number, height: number): Guidance | null {
  const limits = frameLimits;
  const { yaw, pitch, roll } = quality.headPose;
  const right = Math.abs((box.x + box.width / 2) / width - 0.5);
  const down = Math.abs((box.y + box.height / 2) / height - 0.5);
  if (quality.interEyeDistance < limits.interEyeDistance) return 'step_closer';
  if (box.height > limits.tallest * height) return 'step_back';
  if (right > limits.offCentre || down > limits.offCentre) return 'centre';
  if (Math.abs(yaw) > limits.yaw || Math.abs(pitch) > limits.pitch || Math.abs(roll) > limits.roll)
    return 'face_camera';
  if (quality.brightness < limits.darkest) return 'more_light';
  if (quality.brightness > limits.brightest || quality.overExposure > limits.overExposed)
    return 'less_light';
  if (quality.sharpness < limits.sharpness) return 'hold_still';
  return null;
}

/** Number of frames of each kind. */
export type FrameTally = Record<FrameVerdict['kind'], number>;

export function emptyTally(): FrameTally {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0 };
}

/**
 * Returns the reason for a capture that ended before the session reached a conclusion.
 *
 * @param whenUsable the reason at the deadline when most frames were good enough to compare
 */
export function reasonOfEnding(
  ending: CaptureEnding,
  tally: FrameTally,
  whenUsable: ReviewReason,
): ReviewReason {
  switch (ending) {
    case 'declined':
      return 'declined';
    case 'cannot_move':
      return 'cannot_move';
    case 'camera_failed':
    case 'kiosk_offline':
      return 'kiosk_offline';
    case 'no_kiosk_here':
      return 'no_kiosk_here';
    case 'camera_stuck':
    case 'camera_changed':
      return ending;
    case 'kiosk_busy':
      return 'kiosk_busy';
    case 'timed_out':
      return reasonOfTally(tally, whenUsable);
    case 'aborted':
    case 'done':
      return 'internal_error';
  }
}

/** After this long without a usable frame, more of the same frames would change nothing. */
export const hopelessAfterMs = 10_000;

/** Returns why a capture without a usable frame for so long is hopeless; null while it is not. */
export function hopelessReason(
  tally: FrameTally,
  msSinceUsable: number,
): Extract<ReviewReason, 'no_face' | 'several_faces' | 'poor_quality'> | null {
  if (msSinceUsable < hopelessAfterMs) return null;
  const reason = reasonOfTally({ ...tally, usable: 0, fault: 0 }, 'timed_out');
  return reason === 'no_face' || reason === 'several_faces' || reason === 'poor_quality'
    ? reason
    : null;
}

/** Returns the reason at the deadline: the most frequent problem. */
function reasonOfTally(tally: FrameTally, whenUsable: ReviewReason): ReviewReason {
  const seen = Object.values(tally).reduce((sum, count) => sum + count, 0);
  if (seen === 0) return 'timed_out';
  const [most] = Object.entries(tally).sort(([, a], [, b]) => b - a) as [
    [keyof FrameTally, number],
  ];
  switch (most[0]) {
    case 'usable':
      return whenUsable;
    case 'fault':
      return 'internal_error';
    default:
      return most[0];
  }
}
