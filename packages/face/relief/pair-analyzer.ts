import type { Face, Point } from '../analysis.ts';
import { decode } from '../decode.ts';
import { DecodeError } from '../decode-error.ts';
import type { Engine } from '../engines/engine.ts';
import { Pyramid } from '../picture.ts';
import type { PairMeasure } from './pair-measure.ts';
import { ReliefMeter } from './relief-meter.ts';

/** Measures the relief of a face in two encoded pictures. The right one only needs its face found. */
export class PairAnalyzer {
  readonly #engine: Engine;
  readonly #meter: Promise<ReliefMeter>;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#meter = ReliefMeter.load();
  }

  /** @param face the one of the left picture, as `FrameAnalyzer` found it */
  async measure(left: Uint8Array, face: Face, right: Uint8Array): Promise<PairMeasure> {
    try {
      const [one, other] = [await decode(left), await decode(right)];
      const [from, to] = [new Pyramid(one.picture), new Pyramid(other.picture)];
      const found = await this.#landmarksIn(to);
      if (!found) return { measured: false, fault: 'no_face' };
      const scale = one.picture.width / one.width;
      const landmarks = face.landmarks68.map(({ x, y }) => ({ x: scale * x, y: scale * y }));
      const meter = await this.#meter;
      return meter.measureRelief({ picture: from, landmarks }, { picture: to, landmarks: found });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { measured: false, fault: 'not_analysed' };
    }
  }

  async #landmarksIn(picture: Pyramid): Promise<Point[] | null> {
    const faces = await this.#engine.detect(picture);
    const [largest] = faces.toSorted(
      (a, b) => b.box.width * b.box.height - a.box.width * a.box.height,
    );
    return largest ? this.#engine.landmarks(picture, largest.box) : null;
  }
}
