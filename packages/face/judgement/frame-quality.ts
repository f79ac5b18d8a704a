import { type Analysis, type Face, hasRival, type QualityMeasures } from '../analysis.ts';
import type { FaceGuidance } from './guidance.ts';

/** What a frame can be used for. Only `usable` frames are evidence; the others produce guidance. */
export type FrameVerdict =
  | { kind: 'usable'; face: Face }
  | { kind: 'no_face' | 'several_faces' | 'poor_quality' | 'fault'; guidance: FaceGuidance };

/**
 * Limits for a frame that counts as evidence. At 15 to 20 degrees of yaw the same person already loses
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

/** Above this mean share without texture, a capture shows a drawing; see photo-quality.ts. */
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

function whatToImprove({ box, quality }: Face, width: number, height: number): FaceGuidance | null {
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
