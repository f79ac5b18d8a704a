import type { Guidance } from '../../kiosk/messages.ts';
import type { Analysis, Face } from '../../vision/analysis.ts';
import { hasRival } from '../../vision/rivals.ts';

/** What a frame is good for. Only `usable` frames are evidence; the rest turn into guidance. */
export type FrameVerdict =
  | { kind: 'usable'; face: Face }
  | { kind: 'no_face' | 'several_faces' | 'poor_quality' | 'fault'; guidance: Guidance };

/**
 * When a lobby frame is good enough to be evidence. Frames at 15 to 20 degrees of yaw already cost
 * the same person half their score, so turned heads are guided, not compared.
 */
export const frameLimits = {
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

/** The face of a frame that is good enough to see how the head moves: a turned one is, too. */
export function faceForTrial(frame: FrameVerdict, analysis: Analysis): Face | null {
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
