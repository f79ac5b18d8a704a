import type { TintSequence } from './light.ts';
import type { Trajectory } from './trajectory.ts';
import type { FrameLight } from '../analysis.ts';
import { drawLight, lightAgreement, type Lit } from './light.ts';
import { durationOf } from './trajectory.ts';

/** @param wholeMs how long the dot moves, in milliseconds */
export type DrawLight = (wholeMs: number) => TintSequence;

/** Draws the tints for the screen while the dot moves, and collects how the face reflects them. */
export class LightWatch {
  readonly #draw: DrawLight;
  #isShown = false;
  #path: Trajectory | null = null;
  #sequence: TintSequence = [];
  #startedAt = 0;
  #frames: Lit[] = [];

  /** @param draw for tests that have to know the tints */
  constructor(draw: DrawLight = drawLight) {
    this.#draw = draw;
  }

  /** @param isShown false where the page shows no tints because reduced motion is set */
  screenShows(isShown: boolean): void {
    this.#isShown = isShown;
  }

  /** Returns the tints for a path. Another path gets other tints. */
  show(path: Trajectory, at: number): TintSequence | null {
    if (!this.#isShown) return null;
    if (path !== this.#path) {
      this.#path = path;
      this.#sequence = this.#draw(durationOf(path));
      this.#startedAt = at;
      this.#frames = [];
    }
    return this.#sequence;
  }

  /** @param light colours of a frame that shows one face */
  see(light: FrameLight | null | undefined, at: number): void {
    if (this.#path && light) this.#frames.push({ at: at - this.#startedAt, light });
  }

  /** Agreement for the last path. Null where no tints were shown, or too few frames were seen. */
  get agreement(): number | null {
    return this.#path ? lightAgreement(this.#sequence, this.#frames) : null;
  }
}
