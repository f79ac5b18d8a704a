import type { Vision } from '../analysis.ts';
import type { DrawTrajectory } from '../liveness/challenger.ts';
import type { Trajectory } from '../liveness/trajectory.ts';
import type { FaceComparison, FrameConclusion } from './conclusion.ts';
import type { FaceGuidance } from './guidance.ts';
import type { SeenShape } from './relief-proof.ts';

export interface FaceSessionOptions {
  vision: Vision;
  /** Compares a face with the claimed people, and with everybody else. */
  people: {
    compare(probe: Float32Array, claimedIds: readonly string[]): Promise<FaceComparison>;
  };
  claimedIds: readonly string[];
  /** How a face proves that it is no picture: not, by its looks, or by a challenge. */
  liveness: 'off' | 'passive' | 'active' | 'two_cameras';
  /** With two cameras: whether the visitor follows the dot as well. */
  alsoDot?: boolean;
  /** What to do where the two cameras are not set up: end the session, or ask for the dot. Default: `review`. */
  withoutRig?: 'review' | 'active';
  /** Runs before each challenge. When it fails, no challenge is put. */
  onChallenge?: () => Promise<void>;
  /** Number of challenges that others put earlier in this session. */
  challengeCount?: number;
  /** Draws the path that the person follows. Default: random, so that nobody can predict it. */
  drawTrajectory?: DrawTrajectory | undefined;
  /** Milliseconds of a monotonic clock. Default: `performance`. */
  now?: (() => number) | undefined;
}

/** When a frame arrived, and the nonce of its capture attempt. */
export interface FrameArrival {
  attemptId: string;
  at: number;
  /** Milliseconds between the pictures of both cameras; null: there is one picture only. */
  apartMs: number | null;
}

/** The picture of a second camera. */
export interface PairedPicture {
  jpeg: Uint8Array;
  /** Milliseconds after the first picture, negative before it. */
  apartMs: number;
}

/** The conclusion of a session. */
export type SessionConclusion =
  | FrameConclusion
  | 'face_changed'
  | 'cameras_not_set_up'
  | 'second_camera_missing'
  | 'movement_not_seen'
  | 'no_face'
  | 'several_faces'
  | 'timed_out';

/** Why a session ended at its deadline without a conclusion. */
export type TimeoutReason =
  | Exclude<SessionConclusion, 'matched'>
  | 'camera_stuck'
  | 'internal_error';

/** What the person in front of the camera is to see. */
export interface SessionAnswer {
  guidance: FaceGuidance | 'follow_dot';
  /** 0 to 1. */
  progress: number;
  /** Enough was seen to decide either way. */
  done: boolean;
  /** Whether the frame shows no face. */
  isEmpty?: boolean;
  /** Path of the dot that the person follows. */
  path?: Trajectory;
}

/** What a session rests on. */
export interface SessionEvidence {
  usableFrames: number;
  tried?: 'matched' | 'failed';
  challengeCount?: number;
  challengeExcused?: boolean;
  challengeFailed?: boolean;
  /** What two cameras showed of the face. Absent with one camera. */
  relief?: SeenShape;
  personId?: string;
  score?: number;
  model?: string;
}
