import type { MeshPose } from '#face/lab/mesh.ts';
import { between } from './rigs.ts';

/** Where something is, by the time in seconds. */
export type Motion = (seconds: number) => MeshPose;

/** Limits of a motion: where it is on the whole, and how it moves (degrees and centimetres). */
export interface MotionRange {
  /** Distance from the cameras. */
  near?: number;
  far?: number;
  yaw?: number;
  pitch?: number;
  /** How far it turns to and fro, and how often a second. */
  swing?: number;
  often?: number;
}

/** A person who stands and looks, or a hand that holds something: slow drift and a tremor. */
export function drawMotion(random: () => number, range: MotionRange = {}): Motion {
  const { near = 40, far = 90, yaw = 16, pitch = 8, swing = 4, often = 0.5 } = range;
  const u = (least: number, most: number) => between(random, least, most);
  const wave = (size: number, fastest: number) => {
    const [many, phase] = [u(0.5, 1) * fastest, u(0, 2 * Math.PI)];
    return (seconds: number) => size * Math.sin(2 * Math.PI * many * seconds + phase);
  };
  const z = u(near, far);
  // Inside both pictures.
  const at = {
    x: u(-0.08, 0.08) * z,
    y: u(-0.06, 0.06) * z,
    yaw: u(-yaw, yaw),
    pitch: u(-pitch, pitch),
  };
  const roll = u(-4, 4);
  const waves = {
    x: wave(1.2, 0.5),
    y: wave(0.6, 0.6),
    z: wave(1, 0.4),
    yaw: wave(swing, often),
    pitch: wave(0.5 * swing, 0.6),
    roll: wave(1, 0.5),
  };
  return (seconds) => ({
    x: at.x + waves.x(seconds),
    y: at.y + waves.y(seconds),
    z: z + waves.z(seconds),
    yaw: at.yaw + waves.yaw(seconds),
    pitch: at.pitch + waves.pitch(seconds),
    roll: roll + waves.roll(seconds),
  });
}
