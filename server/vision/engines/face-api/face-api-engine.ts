import type { TNetInput } from '@vladmandic/face-api';
import type { Box } from '../../analysis.ts';
import type { Manifest } from '../../models/manifest.ts';
import type { Picture } from '../../picture.ts';
import type { Engine, OnRun } from '../engine.ts';
import { loadBackend } from './backend.ts';
import { cropPicture } from './crop-picture.ts';
import { eyesOpenFrom, headPoseFrom } from './from-landmarks.ts';
import { loadNetworks } from './networks.ts';
import { FaceApiRecogniser } from './recogniser.ts';

/** Side of the detector's input. */
const detectorSide = 512;
/** Below it trees and flowers begin to count as faces; above it many tightly cut portraits are missed. */
const minConfidence = 0.2;
const maxResults = 100;

/** The engine that runs anywhere: face-api's SSD, 68 points and ResNet. @throws {ModelsError} */
export async function loadFaceApiEngine(
  manifest: Manifest,
  modelsDir: string,
  onRun?: OnRun,
): Promise<Engine> {
  const backend = await loadBackend();
  const networks = await loadNetworks(backend, manifest, modelsDir);
  const { detector, landmarks } = networks;
  const recogniser = new FaceApiRecogniser(backend, networks.recogniser, onRun);

  /** Runs a network on a picture, and frees the picture's tensor afterwards. */
  async function runOn<T>(
    role: string,
    picture: Picture,
    run: (input: TNetInput) => Promise<T>,
  ): Promise<T> {
    const { data, width, height } = picture;
    const tensor = backend.tf.tensor3d(data, [height, width, 3], 'int32');
    const started = performance.now();
    try {
      return await run(tensor);
    } finally {
      onRun?.(role, performance.now() - started);
      tensor.dispose();
    }
  }

  return {
    async detect(pyramid) {
      const { base } = pyramid;
      const { picture, factor } = pyramid.levelFor(
        Math.max(base.width, base.height) / detectorSide,
      );
      const found = await runOn('detector', picture, (input) =>
        detector.locateFaces(input, { minConfidence, maxResults }),
      );
      return found.map(({ score, box }) => ({ score, box: scaled(box, factor) }));
    },
    async landmarks({ base }, box) {
      const { picture, x, y } = cropPicture(base, box);
      const found = await runOn('landmarks', picture, (input) => landmarks.detectLandmarks(input));
      const [face] = [found].flat();
      return face!.positions.map((point) => ({ x: x + point.x, y: y + point.y }));
    },
    landmarkSpread: () => Promise.resolve(null),
    headPose: (_picture, _box, points) => Promise.resolve(headPoseFrom(points)),
    eyesOpen: (_picture, points) => Promise.resolve(eyesOpenFrom(points)),
    liveness: () => Promise.resolve(null),
    embed: (picture, points) => recogniser.embed(picture, points),
  };
}

function scaled({ x, y, width, height }: Box, factor: number): Box {
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
}
