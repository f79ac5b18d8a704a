import { filesOf, readModel } from '../../models/model-files.ts';
import { type Manifest, ModelsError } from '../../models/manifest.ts';
import type { Engine, OnRun } from '../engine.ts';
import { detectFaces, detectorShape } from './detector.ts';
import {
  eyesShape,
  judgeEyes,
  findLandmarks,
  landmarksShape,
  landmarkSpread,
  judgeLiveness,
  livenessShape,
  estimatePose,
  poseShape,
} from './face-models.ts';
import { withFasterPrelu } from './faster-prelu.ts';
import { OnnxModel } from './model.ts';
import { embedFace, recogniserShape } from './recogniser.ts';

/** The default engine: six small models on onnxruntime. @throws {ModelsError} */
export async function loadOnnxEngine(
  manifest: Manifest,
  modelsDir: string,
  onRun?: OnRun,
): Promise<Engine> {
  const files = filesOf(manifest, modelsDir, 'onnx');
  const load = async (role: string, shape: [number, number, number]) => {
    const located = files.find(({ file }) => file.role === role);
    if (!located) {
      throw new ModelsError('bad_manifest', `models/manifest.json has no model for "${role}".`);
    }
    const bytes = await readModel(located);
    if (!located.file.isLocal) return OnnxModel.load(role, withFasterPrelu(bytes), shape, onRun);
    return OnnxModel.load(role, bytes, shape, onRun).catch((cause: unknown) => {
      throw unfit(located.file.file, 'onnxruntime cannot load it', cause);
    });
  };
  const detector = await load('detector', detectorShape);
  const landmarks = await load('landmarks', landmarksShape);
  const recogniser = await load('recogniser', recogniserShape);
  await checkRecogniser(recogniser, manifest);
  const liveness = await load('liveness', livenessShape);
  const pose = await load('pose', poseShape);
  const eyes = await load('eyes', eyesShape);
  return {
    detect: (picture) => detectFaces(detector, picture),
    landmarks: (picture, box) => findLandmarks(landmarks, picture, box),
    landmarkSpread: (picture, box, points) => landmarkSpread(landmarks, picture, box, points),
    headPose: (picture, box, points) => estimatePose(pose, picture, box, points),
    eyesOpen: (picture, points) => judgeEyes(eyes, picture, points),
    liveness: (picture, box) => judgeLiveness(liveness, picture, box),
    embed: (picture, points) => embedFace(recogniser, picture, points),
  };
}

/** One that was brought along is tried before it is trusted. */
async function checkRecogniser(model: OnnxModel, manifest: Manifest): Promise<void> {
  const { files, dimension } = manifest.engines.onnx;
  const own = files.find(({ role, isLocal }) => role === 'recogniser' && isLocal);
  if (!own) return;
  const [output] = await model.run().catch((cause: unknown) => {
    throw unfit(own.file, 'it does not take one aligned face of 1×3×112×112', cause);
  });
  const length = output?.length ?? 0;
  if (length !== dimension) {
    throw unfit(own.file, `it gives ${length} values, but the manifest says ${dimension}`);
  }
}

function unfit(file: string, why: string, cause?: unknown): ModelsError {
  return new ModelsError(
    'unfit_model',
    `The recogniser ${file} that models/local-manifest.json names cannot be used: ${why}.`,
    { cause },
  );
}
