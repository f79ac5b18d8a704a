import type { DetectedFace, Box, HeadPose, Point } from '../analysis.ts';
import type { Pyramid } from '../picture.ts';

/** The models of one engine, loaded. All coordinates are pixels of the pyramid's base. */
export interface Engine {
  /** Every face, in any order. */
  detect(picture: Pyramid): Promise<DetectedFace[]>;
  /** The 68 points of the iBUG 300-W mark-up. */
  landmarks(picture: Pyramid, box: Box): Promise<Point[]>;
  /** How far the points move when the box moves, in inter-eye distances; null where no limit was measured. */
  landmarkSpread(picture: Pyramid, box: Box, landmarks: readonly Point[]): Promise<number | null>;
  headPose(picture: Pyramid, box: Box, landmarks: readonly Point[]): Promise<HeadPose>;
  /** 0 (closed) to 1 (open), the lower value of both eyes. */
  eyesOpen(picture: Pyramid, landmarks: readonly Point[]): Promise<number>;
  /** 0 to 1; null when the engine has no liveness model. */
  liveness(picture: Pyramid, box: Box): Promise<number | null>;
  /** The embedding, unit length. */
  embed(picture: Pyramid, landmarks: readonly Point[]): Promise<Float32Array>;
  /** The embedding of the recogniser to which the installation is moving; absent while it is not moving. */
  embedNext?: (picture: Pyramid, landmarks: readonly Point[]) => Promise<Float32Array>;
}

/** Receives the time of each single run of a model, for measurements. */
export type OnRun = (role: string, milliseconds: number) => void;
