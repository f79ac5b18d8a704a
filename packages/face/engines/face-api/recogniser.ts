import type { Tensor3D } from '@tensorflow/tfjs';
import type { FaceRecognitionNet } from '@vladmandic/face-api';
import { alignmentOf, type FaceTemplate, fivePoints } from '../../landmarks.ts';
import { type Point, unitLength } from '../../analysis.ts';
import type { Pyramid } from '../../picture.ts';
import { sample, type PixelLayout } from '../../sampling.ts';
import type { OnRun } from '../engine.ts';
import type { Backend } from './networks.ts';

const layout: PixelLayout = { order: 'rgb', mean: [0, 0, 0], factor: [1, 1, 1] };

/**
 * dlib's mean face in a chip of 150×150 with a padding of a quarter, reduced to five points. dlib trained the network
 * on faces that are aligned like this. face-api itself only cuts an upright square, which costs much accuracy.
 */
const dlibTemplate: FaceTemplate = {
  side: 150,
  points: [
    { x: 47.4152, y: 46.1947 },
    { x: 100.6101, y: 46.1947 },
    { x: 74.0127, y: 76.5625 },
    { x: 52.2264, y: 103.2513 },
    { x: 95.7989, y: 103.2513 },
  ],
};

/** Embeds a face and its mirror image, and averages both. */
export class FaceApiRecogniser {
  readonly #tf: Backend['tf'];
  readonly #network: FaceRecognitionNet;
  readonly #onRun: OnRun | undefined;
  readonly #face = {
    data: new Float32Array(3 * dlibTemplate.side ** 2),
    width: dlibTemplate.side,
    height: dlibTemplate.side,
  };

  constructor({ tf }: Backend, network: FaceRecognitionNet, onRun?: OnRun) {
    this.#tf = tf;
    this.#network = network;
    this.#onRun = onRun;
  }

  async embed(picture: Pyramid, landmarks: readonly Point[]): Promise<Float32Array> {
    sample(picture, alignmentOf(fivePoints(landmarks), dlibTemplate), layout, this.#face);
    const { data, width, height } = this.#face;
    const tf = this.#tf;
    const asSeen = tf.tidy(() =>
      tf.tensor3d(data, [3, height, width]).transpose<Tensor3D>([1, 2, 0]),
    );
    const mirrored = asSeen.reverse(1);
    try {
      const one = await this.#describe(asSeen);
      const other = await this.#describe(mirrored);
      return unitLength(one.map((value, index) => value + other[index]!));
    } finally {
      tf.dispose([asSeen, mirrored]);
    }
  }

  async #describe(face: Tensor3D): Promise<Float32Array> {
    const started = performance.now();
    const descriptors = [await this.#network.computeFaceDescriptor(face)].flat();
    this.#onRun?.('recogniser', performance.now() - started);
    return descriptors[0]!;
  }
}
