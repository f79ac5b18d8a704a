import type { Analysis, Face, ModelInfo } from '../analysis.ts';
import type { FaceGuidance } from '../judgement/guidance.ts';
import { dot, fuse } from '../search/similarity.ts';
import { judgePhoto, type PhotoFinding } from './photo-quality.ts';
import { OneFace, fitOf, poses, turnOf, type Pose } from './poses.ts';

export const guideLimits = {
  /** From the first frame to the last pose. */
  wholeMs: 60_000,
  /** Without a person at the camera from the beginning. */
  nobodyMs: 20_000,
  /** After a person has gone. */
  goneMs: 5000,
  severalMs: 6000,
  /** Good frames in a row for each pose; the sharpest one is enrolled. */
  frames: 3,
} as const satisfies Record<string, number>;

/** Why three pictures could not be taken. */
export type GuideFailure =
  | 'nobody'
  | 'moved_away'
  | 'several_people'
  | 'another_person'
  | 'not_live'
  | 'too_slow';

export interface GuideState {
  pose: Pose;
  /** Number of taken poses. */
  taken: number;
  guidance: FaceGuidance;
  /** 0 to 1. */
  progress: number;
  outcome: 'complete' | GuideFailure | null;
}

/** A frame that is good enough for an enrolment. */
interface Good {
  jpeg: Uint8Array;
  face: Face;
}

/** Guides one person through the poses: frames in, guidance out, until each pose has a picture. */
export class PoseGuide {
  readonly #model: ModelInfo;
  readonly #needsLiveness: boolean;
  readonly #obstacles = new Obstacles();
  readonly #pictures: Uint8Array[] = [];
  readonly #liveness: number[] = [];
  #run: Good[] = [];
  #person: OneFace | null = null;
  /** The yaw at which this person looks straight ahead. */
  #ahead = 0;
  #firstAt: number | null = null;
  #aloneAt: number | null = null;
  #severalSince: number | null = null;
  #guidance: FaceGuidance = 'look_here';
  #outcome: GuideState['outcome'] = null;

  constructor(model: ModelInfo, needsLiveness: boolean) {
    this.#model = model;
    this.#needsLiveness = needsLiveness;
  }

  /** One JPEG for each pose, once complete. */
  get pictures(): readonly Uint8Array[] {
    return this.#pictures;
  }

  /** The most frequent obstacle to the present pose, in a sentence. */
  get obstacle(): string | null {
    return this.#obstacles.maxFrequent;
  }

  get state(): GuideState {
    const taken = this.#pictures.length;
    return {
      pose: this.#pose,
      taken,
      guidance: this.#guidance,
      progress: (taken + this.#run.length / guideLimits.frames) / poses.length,
      outcome: this.#outcome,
    };
  }

  /** @param at when the frame arrived, in milliseconds of a monotonic clock */
  see(analysis: Analysis, jpeg: Uint8Array, at: number): GuideState {
    if (this.#outcome !== null) return this.state;
    this.#firstAt ??= at;
    this.#guidance = this.#weigh(analysis, jpeg, at);
    if (this.#guidance !== 'looking_good') this.#run = [];
    if (at - this.#firstAt > guideLimits.wholeMs) this.#outcome ??= 'too_slow';
    return this.state;
  }

  get #pose(): Pose {
    return poses[Math.min(this.#pictures.length, poses.length - 1)] as Pose;
  }

  #weigh(analysis: Analysis, jpeg: Uint8Array, at: number): FaceGuidance {
    const { refusals } = judgePhoto(analysis);
    const [first] = refusals;
    if (!analysis.ok || first?.code === 'several_faces') return this.#notAlone(first, at);
    this.#aloneAt = at;
    this.#severalSince = null;
    // The pose's own guidance about turning is more exact than "too far for a photo".
    const flaw = refusals.find(({ code }) => code !== 'turned_away');
    if (flaw) return this.#noteObstacle(flaw.explanation, guidanceOf(flaw.code));
    const { face } = analysis;
    const { yaw } = face.quality.headPose;
    if (this.#person) {
      const sight = this.#person.see(face.template, turnOf(yaw - this.#ahead), at);
      if (sight === 'another') this.#outcome = 'another_person';
      if (sight !== 'same') return 'face_camera';
    }
    const fit = fitOf(this.#pose, yaw, this.#ahead);
    if (fit !== 'fits') return this.#noteObstacle(notTurnedSo, fit);
    const isTaken = this.#gather({ jpeg, face }, at);
    const next = isTaken ? fitOf(this.#pose, yaw, this.#ahead) : 'fits';
    return next === 'fits' ? 'looking_good' : next;
  }

  /** Handles a frame with no face or several. A fault of the service is neither. */
  #notAlone(finding: PhotoFinding | undefined, at: number): FaceGuidance {
    const code = finding?.code ?? 'no_face';
    if (finding) this.#obstacles.note(finding.explanation);
    if (code === 'several_faces') {
      this.#severalSince ??= at;
      if (at - this.#severalSince > guideLimits.severalMs) this.#outcome = 'several_people';
    } else if (code === 'no_face') {
      const away = at - (this.#aloneAt ?? this.#firstAt ?? at);
      if (this.#aloneAt === null && away > guideLimits.nobodyMs) this.#outcome = 'nobody';
      if (this.#aloneAt !== null && away > guideLimits.goneMs) this.#outcome = 'moved_away';
    }
    return guidanceOf(code);
  }

  #noteObstacle(explanation: string, guidance: FaceGuidance): FaceGuidance {
    this.#obstacles.note(explanation);
    return guidance;
  }

  /** Returns whether this frame completed the picture of its pose. */
  #gather(good: Good, at: number): boolean {
    const [first] = this.#run;
    // Until a person is known, a change of people only drops the frames so far.
    const floor = OneFace.frontalFloor(this.#model);
    const isSame = !first || dot(first.face.template, good.face.template) >= floor;
    this.#run = isSame ? [...this.#run, good] : [good];
    if (this.#run.length < guideLimits.frames) return false;
    const run = this.#run;
    this.#run = [];
    this.#obstacles.forget();
    this.#person ??= this.#getToKnow(run, at);
    this.#pictures.push(sharpest(run).jpeg);
    for (const { face } of run) if (face.liveness !== null) this.#liveness.push(face.liveness);
    if (this.#pictures.length === poses.length) {
      this.#outcome = this.#isLive() ? 'complete' : 'not_live';
    }
    return true;
  }

  #getToKnow(run: readonly Good[], at: number): OneFace {
    this.#ahead = mean(run.map(({ face }) => face.quality.headPose.yaw));
    return new OneFace(this.#model, fuse(run.map(({ face }) => face.template)), at);
  }

  #isLive(): boolean {
    const { livenessThreshold } = this.#model;
    if (!this.#needsLiveness) return true;
    return livenessThreshold !== null && mean(this.#liveness) >= livenessThreshold;
  }
}

const notTurnedSo = 'The head was not turned as the screen asked.';

function sharpest(run: readonly Good[]): Good {
  return run.reduce((best, good) =>
    good.face.quality.sharpness > best.face.quality.sharpness ? good : best,
  );
}

/** Returns NaN for an empty list, which passes no threshold. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Code = PhotoFinding['code'];

const guidanceFor: Partial<Record<Code, FaceGuidance>> = {
  no_face: 'look_here',
  several_faces: 'one_person',
  too_small: 'step_closer',
  cut_off: 'centre',
  turned_away: 'face_camera',
  looking_up_or_down: 'face_camera',
  leaning: 'face_camera',
  too_dark: 'more_light',
  in_shadow: 'more_light',
  too_bright: 'less_light',
  blurred: 'hold_still',
};

/** Returns what the person can do about the gate's finding; nothing special for a fault. */
function guidanceOf(code: Code): FaceGuidance {
  return guidanceFor[code] ?? 'hold_still';
}

/** Counts the obstacles to a pose. */
class Obstacles {
  #counts = new Map<string, number>();

  note(explanation: string): void {
    this.#counts.set(explanation, (this.#counts.get(explanation) ?? 0) + 1);
  }

  forget(): void {
    this.#counts.clear();
  }

  /** Null when there was none. */
  get maxFrequent(): string | null {
    const [most] = [...this.#counts].sort(([, a], [, b]) => b - a);
    return most?.[0] ?? null;
  }
}
