import type { Face, Point } from '../analysis.ts';
import { decode } from '../decode.ts';
import { DecodeError } from '../decode-error.ts';
import type { ImageView } from '../frame-analyzer.ts';
import type { Engine } from '../engines/engine.ts';
import { largestFirst, Pyramid } from '../picture.ts';
import type { PairMeasure } from './pair-measure.ts';
import { ReliefMeter } from './relief-meter.ts';

/** Measures the relief of a face in two encoded pictures. The right one only needs its face found. */
export class PairAnalyzer {
  readonly #engine: Engine;
  /** Loads OpenCV, which only pairs need. */
  #meter: Promise<ReliefMeter> | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * @param left the whole left picture
   * @param face the one of the left picture, as `FrameAnalyzer` found it
   */
  async measure(left: ImageView, face: Face, right: Uint8Array): Promise<PairMeasure> {
    const meter = await (this.#meter ??= ReliefMeter.load());
    try {
      const picture = new Pyramid((await decode(right)).picture);
      const found = await this.#landmarksIn(picture);
      if (!found) return { measured: false, fault: 'no_face' };
      const landmarks = face.landmarks68.map((point) => left.fromImage(point));
      return meter.measureRelief(
        { picture: left.picture, landmarks },
        { picture, landmarks: found },
      );
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { measured: false, fault: 'not_analysed' };
    }
  }

  async #landmarksIn(picture: Pyramid): Promise<Point[] | null> {
    const [largest] = largestFirst(await this.#engine.detect(picture));
    return largest ? this.#engine.landmarks(picture, largest.box) : null;
  }
}
