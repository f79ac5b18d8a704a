import type { DetectedFace, Box, HeadPose, Point } from '../analysis.ts';
import type { Pyramid } from '../picture.ts';

/** The models of one engine, loaded. All coordinates are pixels of the pyramid's base. */
export interface Engine {
  /** Every face, in any order. */
  detect(picture: Pyramid): Promise<DetectedFace[]>;
  /** The 68 points of the iBUG 300-W mark-up. */
  landmarks(picture: Pyramid, box: Box): Promise<Point[]>;
  /** How far the points move when the box does, in inter-eye distances; null when that tells nothing. */
  landmarkSpread(picture: Pyramid, box: Box, landmarks: readonly Point[]): Promise<number | null>;
  headPose(picture: Pyramid, box: Box, landmarks: readonly Point[]): Promise<HeadPose>;
  /** 0 (closed) to 1 (open), the lesser of both eyes. */
  eyesOpen(picture: Pyramid, landmarks: readonly Point[]): Promise<number>;
  /** 0 to 1, or null when the engine has no such model. */
  liveness(picture: Pyramid, box: Box): Promise<number | null>;
  /** The embedding, unit length. */
  embed(picture: Pyramid, landmarks: readonly Point[]): Promise<Float32Array>;
  /** The same by the recogniser to which the installation is moving; not there while it is not. */
  embedNext?: (picture: Pyramid, landmarks: readonly Point[]) => Promise<Float32Array>;
}

/** Told the time that each single run of a model took; for measuring. */
export type OnRun = (role: string, milliseconds: number) => void;
