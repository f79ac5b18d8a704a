import { type Analysis, dotAt } from '#face';
import type { DotPath } from '#server/protocol/messages.ts';

/** The pose of a head in one frame, relative to the clip's frontal frames. In degrees. */
export interface HeldPose {
  /** Positive towards the image's right, the visitor's left. */
  yaw: number;
  /** Positive when turned upwards. */
  pitch: number;
}

/** Within this range, a frame shows a waiting person. */
const ahead = { yaw: 7, pitch: 6 };
/** How far a person following the dot turns at most, and how far a clip has to turn at least. */
const reach = { yaw: { most: 18, least: 8 }, pitch: { most: 12, least: 5 } };
/** Ignores this share of a clip's most extreme poses in each direction. */
const furthest = 0.02;

/** Poses of a clip's frames relative to the median of the frontal frames; null without a face. */
export function heldIn(clip: readonly Analysis[]): (HeldPose | null)[] {
  const seen = clip.flatMap((analysis) => (analysis.ok ? [analysis.face.quality] : []));
  const frontal = seen.filter(({ headPose }) => Math.abs(headPose.yaw) <= 16);
  const poses = (frontal.length > 0 ? frontal : seen).map(({ headPose }) => headPose);
  const yaw = quantile(
    poses.map((pose) => pose.yaw),
    0.5,
  );
  const pitch = quantile(
    poses.map((pose) => pose.pitch),
    0.5,
  );
  return clip.map((analysis) => {
    if (!analysis.ok) return null;
    const { headPose } = analysis.face.quality;
    return { yaw: headPose.yaw - yaw, pitch: headPose.pitch - pitch };
  });
}

/** A clip as a set of poses, which can act a person who follows the dot. */
export class ActingClip {
  /** Indices of the frames with a waiting person, in the clip's order. */
  readonly waiting: readonly number[];
  /** Whether the clip turns far enough to every side. */
  readonly canFollow: boolean;
  readonly #poses: (HeldPose & { index: number })[];
  readonly #reach: HeldPose;

  /** @param waitsBefore frames from this index on are not used for waiting */
  constructor(held: readonly (HeldPose | null)[], waitsBefore = held.length) {
    this.#poses = held.flatMap((pose, index) => (pose ? [{ ...pose, index }] : []));
    this.waiting = this.#poses
      .filter(({ yaw, pitch }) => Math.abs(yaw) <= ahead.yaw && Math.abs(pitch) <= ahead.pitch)
      .filter(({ index }) => index < waitsBefore)
      .map(({ index }) => index);
    this.#reach = { yaw: this.#reachOf('yaw'), pitch: this.#reachOf('pitch') };
    this.canFollow = this.#reach.yaw >= reach.yaw.least && this.#reach.pitch >= reach.pitch.least;
  }

  /** The frame that points closest to the dot; -1 for none. @param dot as in `DotPath` */
  towards(dot: { x: number; y: number }): number {
    const yaw = dot.x * this.#reach.yaw;
    const pitch = dot.y * this.#reach.pitch;
    let best = -1;
    let least = Infinity;
    for (const pose of this.#poses) {
      const away = Math.hypot(pose.yaw - yaw, pose.pitch - pitch);
      if (away < least) [best, least] = [pose.index, away];
    }
    return best;
  }

  /** The largest angles in both directions. */
  #reachOf(angle: keyof HeldPose): number {
    const angles = this.#poses.map((pose) => pose[angle]);
    const far = Math.min(-quantile(angles, furthest), quantile(angles, 1 - furthest));
    return Math.min(reach[angle].most, Math.max(0, far));
  }
}

/** Acts a person who follows the dot with a delay. Gives the indices of frames. */
export class SimulatedVisitor {
  readonly #clip: ActingClip;
  readonly #reactionMs: () => number;
  #path: DotPath | null = null;
  #startedAt = 0;
  #behindMs = 0;
  #waited = 0;

  /** @param reactionMs called again for each path */
  constructor(clip: ActingClip, reactionMs: () => number) {
    this.#clip = clip;
    this.#reactionMs = reactionMs;
  }

  /** Shows the dot path of the screen. @param at milliseconds on the clock of `show` */
  see(path: DotPath | null, at: number): void {
    if (path && JSON.stringify(path) !== JSON.stringify(this.#path)) {
      this.#startedAt = at;
      this.#behindMs = this.#reactionMs();
    }
    this.#path = path;
  }

  /** @param at milliseconds on any clock; @returns the index of the frame to show, -1 for none */
  show(at: number): number {
    const since = at - this.#startedAt - this.#behindMs;
    if (this.#path && since > 0 && since < this.#path.at(-1)!.at) {
      return this.#clip.towards(dotAt(this.#path, since));
    }
    // In the clip's order, so that no frame repeats before all were shown.
    const { waiting } = this.#clip;
    return waiting[this.#waited++ % waiting.length] ?? -1;
  }
}

/** The value at the nearest rank. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}
