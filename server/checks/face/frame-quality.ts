import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { Guidance } from '../../protocol/messages.ts';
import type { ReviewReason } from '../../sign-in/reasons.ts';
import { type Analysis, type Face, hasRival, type QualityMeasures } from '../../vision/analysis.ts';

/** What a frame is good for. Only `usable` frames are evidence; the rest turn into guidance. */
export type FrameVerdict =
  | { kind: 'usable'; face: Face }
  | { kind: 'no_face' | 'several_faces' | 'poor_quality' | 'fault'; guidance: Guidance };

/**
 * When a lobby frame is good enough to be evidence. Frames at 15 to 20 degrees of yaw already cost
 * the same person half their score, so turned heads are guided, not compared.
 */
const frameLimits = {
  /** Pixels in a frame of 640: about an arm's length and a half from the camera. */
  interEyeDistance: 32,
  /** Share of the frame's height that the face box may fill. */
  tallest: 0.92,
  /** How far the middle of the face may be from the middle of the frame, as a share of its size. */
  offCentre: 0.36,
  yaw: 18,
  pitch: 25,
  roll: 30,
  darkest: 45,
  brightest: 225,
  overExposed: 0.4,
  sharpness: 12,
} as const;

/** Judges one frame, naming the one thing that would help most. */
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
 * Whether a frame is good enough for the liveness model, which takes the noise of a camera in the dark
 * for the grain of paper. Frames of nine webcam clips have a noise of 0.54 at most; with noise added
 * (0.9 and more) 29 of 100 genuine frames were taken for pictures. Without colour it is as unsure.
 */
export function isClearForLiveness({ noise, chroma }: QualityMeasures): boolean {
  return noise <= clearLimits.noise && chroma >= clearLimits.chroma;
}

const clearLimits = {
  noise: 0.6,
  /** Night cameras and grey pictures are near 0; the least of 290 press photos is 7. */
  chroma: 4,
} as const;

/** Above this mean share without texture a capture shows a drawing; see enrolment-gate.ts. */
const drawnFlatness = 0.6;

/**
 * The second cue beside liveness, whose model takes cartoons for people. A broken value is a drawing.
 *
 * @param flatness mean over the frames of a capture
 */
export function looksDrawn(flatness: number): boolean {
  return !(flatness <= drawnFlatness);
}

/** The face of a frame that is good enough to see how the head moves: a turned one is, too. */
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

/** How many frames of each kind were seen. */
export type FrameTally = Record<FrameVerdict['kind'], number>;

export function emptyTally(): FrameTally {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0 };
}

/**
 * The reason for a capture that ended without the look having concluded.
 *
 * @param whenUsable what to say at the deadline when most frames were good enough to compare
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

/** So long without a frame that could be compared, more of the same would change nothing. */
export const hopelessAfterMs = 10_000;

/** Why a capture is hopeless that has had no usable frame for so long; null while there is hope. */
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

/** At the deadline: what stood in the way most often. */
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
