import type { DotPath } from '#server/protocol/messages.ts';
import type { Vision } from '#face';
import { ActingClip, SimulatedVisitor, heldIn } from './acting.ts';
import type { FrameSource } from './frames.ts';
import sharp from 'sharp';

/** Reaction time of people at a lobby screen, in milliseconds. */
const reaction = { from: 300, to: 500 };
/** Noise of the camera that films the clip: repeated frames then differ. */
const noise = 12;

/**
 * The person in a clip as a visitor in front of a simulated kiosk: shows frontal frames until a dot moves, then the
 * frames that point to the dot, and then frontal frames again.
 */
export class ActingVisitor {
  readonly #frames: readonly Uint8Array[];
  readonly #clip: ActingClip;
  readonly #badly: boolean;
  #path: DotPath | null = null;

  private constructor(frames: readonly Uint8Array[], clip: ActingClip, badly: boolean) {
    this.#frames = frames;
    this.#clip = clip;
    this.#badly = badly;
  }

  /**
   * Analyses every frame once, to know where each one points.
   *
   * @param badly whether the visitor turns the other way
   * @throws {Error} with a sentence when the clip has no frontal face, or does not turn to every side
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
    if (!clip.canFollow) {
      throw new Error(
        'The person in this clip does not turn to either side, up and down, so they cannot follow the dot.',
      );
    }
    return new ActingVisitor(frames, clip, badly);
  }

  /** The frontal frames. */
  get frontal(): readonly Uint8Array[] {
    return this.#clip.waiting.flatMap((index) => this.#frames[index] ?? []);
  }

  /** Shows the visitor the screen's present dot path. */
  see(path: DotPath | null): void {
    this.#path = path && this.#badly ? path.map(({ x, y, at }) => ({ x: -x, y: -y, at })) : path;
  }

  /** A frame source for a kiosk's camera: begins again with each capture. */
  get camera(): FrameSource {
    return { [Symbol.asyncIterator]: () => this.#look() };
  }

  async *#look(): AsyncGenerator<Uint8Array> {
    this.#path = null;
    const reactionMs = () => reaction.from + (reaction.to - reaction.from) * Math.random();
    const actor = new SimulatedVisitor(this.#clip, reactionMs);
    for (;;) {
      const at = performance.now();
      actor.see(this.#path, at);
      const frame = this.#frames[actor.show(at)];
      if (frame) yield await withCameraNoise(frame, noise);
    }
  }
}

/** A JPEG with a webcam's noise in each frame. @param sigma in levels, before smoothing */
export async function withCameraNoise(picture: Uint8Array, sigma: number): Promise<Buffer> {
  const { width, height } = await sharp(picture).metadata();
  const noise = { type: 'gaussian', mean: 128, sigma } as const;
  const grain = await sharp({
    create: { width, height, channels: 3, background: '#808080', noise },
  })
    .blur(2)
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(picture)
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toBuffer();
}
