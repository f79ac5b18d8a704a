import type { FrameVerdict } from './frame-quality.ts';

/** Number of frames of each kind. `unpaired` ones would be usable, but lack the picture of the second camera. */
export type FrameCounts = Record<FrameVerdict['kind'] | 'unpaired', number>;

/** After this long without a usable frame, more of the same frames would change nothing. */
export const hopelessAfterMs = 10_000;
/** With this many repeated frames, and hardly a new one, the camera is stuck. */
const stuckAfter = 24;
const hardlyAny = 3;

type Problem = 'no_face' | 'several_faces' | 'poor_quality' | 'second_camera_missing';

/** Counts the frames of one capture by kind, and names the most frequent problem. */
export class FrameTally {
  #counts = noFrames();
  /** Number of frames that repeated an earlier picture. */
  #repeats = 0;
  /** Counts from the last usable frame on: they show the current problem. */
  #sinceUsable = noFrames();
  /** Milliseconds of the last usable frame, or of the first frame. Null before that: the camera was elsewhere. */
  #usableAt: number | null = null;

  get usable(): number {
    return this.#counts.usable;
  }

  add(kind: keyof FrameCounts): void {
    this.#counts[kind]++;
  }

  addRepeat(): void {
    this.#repeats++;
  }

  /** @param now milliseconds of a monotonic clock, as for `noteProblem` */
  noteUsable(now: number): void {
    this.#usableAt = now;
    this.#sinceUsable = noFrames();
  }

  /** Counts a frame that could not be compared as a fault instead. */
  takeBackUsable(): void {
    this.#counts.usable--;
    this.#counts.fault++;
  }

  /** Notes a frame that is no evidence. @returns why the capture is hopeless by now; null while it is not */
  noteProblem(kind: keyof FrameCounts, now: number): Problem | null {
    this.#usableAt ??= now;
    this.#sinceUsable[kind]++;
    if (now - this.#usableAt < hopelessAfterMs) return null;
    const reason = reasonOf({ ...this.#sinceUsable, usable: 0, fault: 0 }, null);
    return reason === 'timed_out' || reason === 'internal_error' ? null : reason;
  }

  /** Forgets every frame. The capture starts with its next one. */
  startOver(): void {
    this.#repeats = 0;
    this.#counts = noFrames();
    this.#sinceUsable = noFrames();
    this.#usableAt = null;
  }

  /**
   * Returns the reason at the deadline: the most frequent problem.
   * @param whenUsable the reason when most frames were good enough to compare
   */
  reason<R extends string>(
    whenUsable: R,
  ): R | Problem | 'timed_out' | 'internal_error' | 'camera_stuck' {
    if (this.#repeats >= stuckAfter && this.usable < hardlyAny) return 'camera_stuck';
    return reasonOf(this.#counts, whenUsable);
  }
}

function noFrames(): FrameCounts {
  return { usable: 0, no_face: 0, several_faces: 0, poor_quality: 0, fault: 0, unpaired: 0 };
}

function reasonOf<R>(
  counts: FrameCounts,
  whenUsable: R,
): R | Problem | 'timed_out' | 'internal_error' {
  const [most] = Object.entries(counts).sort(([, a], [, b]) => b - a) as [
    [keyof FrameCounts, number],
  ];
  const [kind, frames] = most;
  if (frames === 0) return 'timed_out';
  switch (kind) {
    case 'usable':
      return whenUsable;
    case 'fault':
      return 'internal_error';
    case 'unpaired':
      return 'second_camera_missing';
    default:
      return kind;
  }
}
