import type { Test } from 'tap';
import { createVision } from '#server/vision/create-vision.ts';
import type { Analysis, VisionPool } from '#face';

export type FoundFace = Extract<Analysis, { ok: true }>;

/** The real models in one real worker process, for all tests of a file. */
export async function startVision(
  t: Test,
  engine: 'onnx' | 'face-api' = 'onnx',
): Promise<VisionPool> {
  const config = { engine, visionWorkers: 1, asksToMove: engine === 'onnx' };
  const vision = await createVision(config, { warn: () => undefined }, null);
  t.teardown(() => vision.stop());
  await vision.start();
  const analyze = vision.analyze.bind(vision);
  // A slow machine is no fault of the test's subject.
  vision.analyze = (image, options) => analyze(image, { timeoutMs: 120_000, ...options });
  return vision;
}

/** Analyses an image with a face. @throws when no face is found */
export async function see(vision: VisionPool, image: Uint8Array): Promise<FoundFace> {
  const analysis = await vision.analyze(image, { timeoutMs: 120_000 });
  if (!analysis.ok) throw new Error(`${analysis.failure}: ${analysis.explanation}`);
  return analysis;
}

export function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
}
