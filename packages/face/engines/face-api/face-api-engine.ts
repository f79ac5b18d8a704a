import type { TNetInput } from '@vladmandic/face-api';
import type { Box, HeadPose, Point } from '../../analysis.ts';
import { distance, fivePoints, rollOf } from '../../landmarks.ts';
import type { Manifest } from '../../models/manifest.ts';
import type { ModelsFolder } from '../../models/models-folder.ts';
import { type Picture, clip } from '../../picture.ts';
import type { Engine, OnRun } from '../engine.ts';
import { loadBackend, loadNetworks } from './networks.ts';
import { FaceApiRecogniser } from './recogniser.ts';

/** Side of the detector's input. */
const detectorSide = 512;
/** A lower value takes trees and flowers for faces; a higher one misses many tightly cut portraits. */
const minConfidence = 0.2;
const maxResults = 100;

/** Loads the engine that runs anywhere: face-api's SSD, 68 points and ResNet. @throws {ModelsError} */
export async function loadFaceApiEngine(
  manifest: Manifest,
  folder: ModelsFolder,
  onRun?: OnRun,
): Promise<Engine> {
  const backend = await loadBackend();
  const networks = await loadNetworks(backend, manifest, folder);
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
      return found.map(({ score, box }) => ({ score, box: scaleBox(box, factor) }));
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

function scaleBox({ x, y, width, height }: Box, factor: number): Box {
  return { x: x * factor, y: y * factor, width: width * factor, height: height * factor };
}

/** Cuts out the part of a picture inside a box, at least one pixel, and returns its origin too. */
function cropPicture(picture: Picture, box: Box): { picture: Picture; x: number; y: number } {
  const inside = clip(box, picture);
  const x = Math.min(Math.floor(inside.x), picture.width - 1);
  const y = Math.min(Math.floor(inside.y), picture.height - 1);
  const width = Math.max(1, Math.min(Math.floor(inside.width), picture.width - x));
  const height = Math.max(1, Math.min(Math.floor(inside.height), picture.height - y));
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * picture.width + x) * 3;
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { picture: { data, width, height }, x, y };
}

/**
 * Estimates the head pose without a model: the nose tip's distance from the middle of the eyes, along the eye line and
 * across it, in inter-eye distances. The factors were fitted to the pose model of the onnx engine on 593 faces
 * (correlation 0.94 for yaw, 0.79 for pitch).
 */
function headPoseFrom(points: readonly Point[]): HeadPose {
  const [left, right, nose] = fivePoints(points);
  const apart = distance(left, right);
  const alongX = (right.x - left.x) / apart;
  const alongY = (right.y - left.y) / apart;
  const x = nose.x - (left.x + right.x) / 2;
  const y = nose.y - (left.y + right.y) / 2;
  const along = (x * alongX + y * alongY) / apart;
  const across = (y * alongX - x * alongY) / apart;
  return { yaw: 98 * along, pitch: 61 * (0.518 - across), roll: rollOf(points) };
}

/** Height of an eye over its width, for closed and for open eyes. */
const closedRatio = 0.16;
const openRatio = 0.24;

function eyesOpenFrom(points: readonly Point[]): number {
  const ratio = Math.min(aspectRatio(points.slice(36, 42)), aspectRatio(points.slice(42, 48)));
  return Math.min(1, Math.max(0, (ratio - closedRatio) / (openRatio - closedRatio)));
}

/** @param eye corner, two above, corner, two below (Soukupová and Čech 2016) */
function aspectRatio(eye: readonly Point[]): number {
  const height = (distance(eye[1]!, eye[5]!) + distance(eye[2]!, eye[4]!)) / 2;
  return height / distance(eye[0]!, eye[3]!);
}
