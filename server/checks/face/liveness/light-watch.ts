import type { LightSequence } from '../../../protocol/challenge-messages.ts';
import type { DotPath } from '../../../protocol/messages.ts';
import type { FrameLight } from '../../../vision/analysis.ts';
import { drawLight, lightAgreement, type Lit } from './light.ts';
import { durationOf } from './trajectory.ts';

/** @param wholeMs how long the dot moves */
export type DrawLight = (wholeMs: number) => LightSequence;

/** The tints that the screen shows while the dot moves, and what the face shows of them. */
export class LightWatch {
  readonly #draw: DrawLight;
  #isShown = false;
  #path: DotPath | null = null;
  #sequence: LightSequence = [];
  #startedAt = 0;
  #frames: Lit[] = [];

  /** @param draw for tests that have to know what is shown */
  constructor(draw: DrawLight = drawLight) {
    this.#draw = draw;
  }

  /** @param isShown whether the page shows tints: not where little motion is wanted */
  screenShows(isShown: boolean): void {
    this.#isShown = isShown;
  }

  /** The tints that go with a path; others with another path. */
  show(path: DotPath, at: number): LightSequence | null {
    if (!this.#isShown) return null;
    if (path !== this.#path) {
      this.#path = path;
      this.#sequence = this.#draw(durationOf(path));
      this.#startedAt = at;
      this.#frames = [];
    }
    return this.#sequence;
  }

  /** @param light of a frame that shows one face */
  see(light: FrameLight | null | undefined, at: number): void {
    if (this.#path && light) this.#frames.push({ at: at - this.#startedAt, light });
  }

  /** Of the last path; null where no tints were shown, or too little was seen. */
  get agreement(): number | null {
    return this.#path ? lightAgreement(this.#sequence, this.#frames) : null;
  }
}
