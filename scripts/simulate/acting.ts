import { actions, type Action } from '../../server/checks/face/liveness/challenge.ts';
import type { Analysis } from '../../server/vision/analysis.ts';

/** How a head is held in one frame of a clip, against the clip's frontal frames. Degrees. */
export interface Held {
  /** Positive towards the image's right, which is the visitor's left. */
  yaw: number;
  /** Positive upwards. */
  pitch: number;
  /** 0 to 1. */
  eyesOpen: number;
}

/** What somebody in a clip is told to do; anything else means to look at the camera. */
export type Told = Action | (string & {});

const frontal = { yaw: 9, pitch: 9, eyesOpen: 0.5 };
/** The turn that is looked for, and what still is one. */
const turn = { best: 22, least: 14, most: 42 };
const up = { least: 11, most: 35 };
const shutBelow = 0.3;
/** No one blinks for one frame only when told to close their eyes. */
const shutFrames = 3;
/** On either side of a movement's furthest frame. */
const longestWay = 15;

/** Poses of a clip's frames against the median of those that look ahead; null without a face. */
export function heldIn(clip: readonly Analysis[]): (Held | null)[] {
  const seen = clip.flatMap((analysis) => (analysis.ok ? [analysis.face.quality] : []));
  const ahead = seen.filter(({ headPose }) => Math.abs(headPose.yaw) <= 16);
  const poses = (ahead.length > 0 ? ahead : seen).map(({ headPose }) => headPose);
  const yaw = median(poses.map((pose) => pose.yaw));
  const pitch = median(poses.map((pose) => pose.pitch));
  return clip.map((analysis) => {
    if (!analysis.ok) return null;
    const { headPose, eyesOpen } = analysis.face.quality;
    return { yaw: headPose.yaw - yaw, pitch: headPose.pitch - pitch, eyesOpen };
  });
}

/** A clip taken apart: frames in which the person waits, and passages that show a movement. */
export class ActingClip {
  /** Indices of frontal frames, in the clip's order. */
  readonly waiting: readonly number[];
  readonly #held: readonly (Held | null)[];
  readonly #passages = new Map<Action, readonly number[]>();

  /** @param waitsBefore frames from this index on are no frames to wait in */
  constructor(held: readonly (Held | null)[], waitsBefore = held.length) {
    this.#held = held;
    this.waiting = held.flatMap((pose, index) =>
      index < waitsBefore && pose && isFrontal(pose) ? [index] : [],
    );
    for (const action of actions) {
      const passage = this.#find(action);
      if (passage.length > 0) this.#passages.set(action, passage);
    }
  }

  /** The frames that show it best, from the front and back; empty when none does. */
  passage(action: Action): readonly number[] {
    return this.#passages.get(action) ?? [];
  }

  #find(action: Action): number[] {
    let [best, worth] = [-1, 0];
    this.#held.forEach((pose, index) => {
      const value = pose ? worthOf(action, pose) : 0;
      if (value > worth) [best, worth] = [index, value];
    });
    if (best < 0) return [];
    if (action === 'blink') return Array.from({ length: shutFrames }, () => best);
    return this.#around(best);
  }

  /** From the last frontal frame before this one to the first after it. */
  #around(middle: number): number[] {
    const reach = (step: 1 | -1) => {
      let at = middle;
      for (let way = 0; way < longestWay; way += 1) {
        const next = this.#held[at + step];
        if (!next) break;
        at += step;
        if (isFrontal(next)) break;
      }
      return at;
    };
    const from = reach(-1);
    return Array.from({ length: reach(1) - from + 1 }, (_, index) => from + index);
  }
}

/** Somebody in a clip who does what they are told, after a while. Shows frames by their index. */
export class Actor {
  readonly #clip: ActingClip;
  readonly #reactionMs: () => number;
  #told: Told = '';
  #actsAt = 0;
  #playing: readonly number[] = [];
  #waited = 0;

  /** @param reactionMs drawn again for each movement */
  constructor(clip: ActingClip, reactionMs: () => number) {
    this.#clip = clip;
    this.#reactionMs = reactionMs;
  }

  /** @param at milliseconds on any clock; @returns the index of the frame to show, -1 for none */
  show(told: Told, at: number): number {
    if (told !== this.#told) {
      this.#told = told;
      this.#actsAt = at + this.#reactionMs();
    }
    if (this.#playing.length === 0 && isAction(told) && at >= this.#actsAt) {
      this.#playing = this.#clip.passage(told);
      this.#actsAt = Infinity;
    }
    const [next, ...rest] = this.#playing;
    if (next === undefined) return this.#wait();
    this.#playing = rest;
    return next;
  }

  /** In the clip's order, so that no frame comes twice before all have come. */
  #wait(): number {
    const { waiting } = this.#clip;
    return waiting[this.#waited++ % waiting.length] ?? -1;
  }
}

export function isAction(told: Told): told is Action {
  return (actions as readonly string[]).includes(told);
}

function isFrontal({ yaw, pitch, eyesOpen }: Held): boolean {
  const { yaw: aside, pitch: upwards, eyesOpen: open } = frontal;
  return Math.abs(yaw) <= aside && Math.abs(pitch) <= upwards && eyesOpen >= open;
}

/** How well a frame shows a movement; 0 when it does not. */
function worthOf(action: Action, { yaw, pitch, eyesOpen }: Held): number {
  switch (action) {
    case 'turn_left':
    case 'turn_right': {
      const turned = action === 'turn_left' ? yaw : -yaw;
      if (turned < turn.least || turned > turn.most) return 0;
      return 1 / (1 + Math.abs(turned - turn.best) + Math.abs(pitch) / 2);
    }
    case 'look_up':
      return pitch < up.least || pitch > up.most ? 0 : pitch / (1 + Math.abs(yaw));
    case 'blink':
      return isFrontal({ yaw, pitch, eyesOpen: 1 }) && eyesOpen < shutBelow ? 1 - eyesOpen : 0;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}
