import type { Guidance } from '../../server/protocol/messages.ts';
import type { Vision } from '../../server/vision/analysis.ts';
import { ActingClip, Actor, heldIn, isAction, type Told } from './acting.ts';
import type { FrameSource } from './frames.ts';

/** As people do on a lobby screen. Milliseconds. */
const reaction = { from: 300, to: 600 };

/** What somebody does instead who does not follow. */
const instead: Record<string, Told> = {
  turn_left: 'turn_right',
  turn_right: 'turn_left',
  look_up: 'turn_left',
  blink: 'turn_right',
};

/**
 * The person in a clip as a visitor before a simulated kiosk: frontal frames until the screen asks for
 * a movement, then the passage of the clip that shows it, and back to the front.
 */
export class ActingVisitor {
  readonly #frames: readonly Uint8Array[];
  readonly #clip: ActingClip;
  readonly #badly: boolean;
  #told: Guidance = 'face_camera';

  private constructor(frames: readonly Uint8Array[], clip: ActingClip, badly: boolean) {
    this.#frames = frames;
    this.#clip = clip;
    this.#badly = badly;
  }

  /**
   * Looks at every frame once, so that it knows which shows what.
   *
   * @param badly do something else than what is asked
   * @throws {Error} with a sentence when the clip has no frontal face
   */
  static async of(
    frames: readonly Uint8Array[],
    vision: Pick<Vision, 'analyze'>,
    badly = false,
  ): Promise<ActingVisitor> {
    const analyses = [];
    for (const frame of frames) analyses.push(await vision.analyze(frame, { timeoutMs: 20_000 }));
    const clip = new ActingClip(heldIn(analyses));
    if (clip.waiting.length === 0) {
      throw new Error('Nobody looks at the camera in this clip, so nobody can act from it.');
    }
    return new ActingVisitor(frames, clip, badly);
  }

  /** The frames that look at the camera. */
  get frontal(): readonly Uint8Array[] {
    return this.#clip.waiting.flatMap((index) => this.#frames[index] ?? []);
  }

  /** What the screen says now. */
  hear(guidance: Guidance): void {
    this.#told = guidance;
  }

  /** Can be a kiosk's camera: begins again with each capture. */
  get camera(): FrameSource {
    return { [Symbol.asyncIterator]: () => this.#look() };
  }

  async *#look(): AsyncGenerator<Uint8Array> {
    this.#told = 'face_camera';
    const reactionMs = () => reaction.from + (reaction.to - reaction.from) * Math.random();
    const actor = new Actor(this.#clip, reactionMs);
    for (;;) {
      const asked = isAction(this.#told) ? this.#told : 'face_camera';
      const told = this.#badly ? (instead[asked] ?? asked) : asked;
      const frame = this.#frames[actor.show(told, performance.now())];
      if (frame) yield frame;
    }
  }
}
