import { decode, loadEngine, type Engine } from '#face/engines';
import type { Box, Point } from '#face';
import { largestFirst, Pyramid, ReliefMeter, type FaceView } from '#face/steps';
import type { PairMeasure } from '#face';
import { installedModels } from '#server/vision/installed-models.ts';

/** The landmarks that the models see in a picture, in its pixels. */
export interface LocatedFace {
  landmarks: Point[];
}

/** A pair as the service sees it. */
export interface SeenPair {
  measure: PairMeasure;
  yaw: number;
  pitch: number;
}

/** The real detector, landmarks and tracker, in this process. */
export class PairLooker {
  readonly #engine: Engine;
  readonly #meter: ReliefMeter;

  private constructor(engine: Engine, meter: ReliefMeter) {
    this.#engine = engine;
    this.#meter = meter;
  }

  static async load(): Promise<PairLooker> {
    const engine = await loadEngine({ engine: 'onnx', ...installedModels });
    return new PairLooker(engine, await ReliefMeter.load());
  }

  async locate(picture: {
    data: Uint8Array;
    width: number;
    height: number;
  }): Promise<LocatedFace | null> {
    return this.#locate(new Pyramid(picture));
  }

  async see(left: Uint8Array, right: Uint8Array): Promise<SeenPair> {
    // One after the other: the models share their inputs.
    const one = await this.#view(left);
    const other = await this.#view(right);
    if (!one || !other) return { measure: { measured: false, fault: 'no_face' }, yaw: 0, pitch: 0 };
    const { yaw, pitch } = await this.#engine.headPose(one.picture, one.box, one.landmarks);
    return { measure: this.#meter.measureRelief(one, other), yaw, pitch };
  }

  async #view(image: Uint8Array): Promise<(FaceView & { box: Box }) | null> {
    const picture = new Pyramid((await decode(image)).picture);
    const face = await this.#locate(picture);
    return face && { picture, ...face };
  }

  async #locate(picture: Pyramid): Promise<(LocatedFace & { box: Box }) | null> {
    const [main] = largestFirst(await this.#engine.detect(picture));
    return main
      ? { box: main.box, landmarks: await this.#engine.landmarks(picture, main.box) }
      : null;
  }
}
