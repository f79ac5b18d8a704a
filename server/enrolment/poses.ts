import type { Guidance } from '../kiosk/messages.ts';
import type { Turn } from './one-face.ts';

/** How a person looks at the camera to be enrolled, one after the other. Left and right are their own. */
export const poses = ['straight', 'left', 'right'] as const;
export type Pose = (typeof poses)[number];

/**
 * In degrees of yaw. A visitor who signs in may be turned by up to 18, and at 15 to 20 the same person
 * scores half; so the views to either side lie where visitors do, and well within the photo gate's 30.
 * From 9 on a turn is no jitter of the model (some 5 degrees), and a picture that is turned instead of
 * a head reads 7 at most.
 */
export const poseLimits = { straight: 10, turned: { least: 9, most: 20 } } as const;

/** @param turn in degrees from straight ahead, either way */
export function turnOf(turn: number): Turn {
  if (Math.abs(turn) <= poseLimits.straight) return 'ahead';
  return Math.abs(turn) <= poseLimits.turned.most ? 'turned' : 'far';
}

/** What a turn lacks, or `fits`. */
export type Fit =
  | 'fits'
  | Extract<
      Guidance,
      'face_camera' | 'turn_a_little_left' | 'turn_a_little_right' | 'turn_back_a_little'
    >;

/**
 * @param yaw positive towards the person's left
 * @param ahead the yaw with which this person looks straight ahead at this camera
 */
export function fitOf(pose: Pose, yaw: number, ahead: number): Fit {
  if (pose === 'straight') return Math.abs(yaw) <= poseLimits.straight ? 'fits' : 'face_camera';
  const { least, most } = poseLimits.turned;
  const turn = pose === 'left' ? yaw - ahead : ahead - yaw;
  if (turn > most) return 'turn_back_a_little';
  if (turn >= least) return 'fits';
  return pose === 'left' ? 'turn_a_little_left' : 'turn_a_little_right';
}
