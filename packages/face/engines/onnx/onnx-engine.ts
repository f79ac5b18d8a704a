import { filesOf, type LocatedFile, readModel } from '../../models/model-files.ts';
import type { EngineModels, Manifest } from '../../models/manifest.ts';
import { ModelsError } from '../../models/models-error.ts';
import type { ModelsFolder } from '../../models/models-folder.ts';
import type { Engine, OnRun } from '../engine.ts';
import { detectFaces } from './detector.ts';
import {
  judgeEyes,
  findLandmarks,
  landmarkSpread,
  judgeLiveness,
  estimatePose,
} from './face-models.ts';
import { withFasterPrelu } from './faster-prelu.ts';
import { OnnxModel } from './model.ts';
import { embedFace } from './recogniser.ts';

/**
 * Loads the default engine: six small models on onnxruntime.
 * @param next the second recogniser, while an installation moves to it
 * @throws {ModelsError}
 */
export async function loadOnnxEngine(
  manifest: Manifest,
  folder: ModelsFolder,
  onRun?: OnRun,
  next: EngineModels | null = null,
): Promise<Engine> {
  const files = filesOf(manifest, folder, 'onnx');
  const load = async (role: string) => loadModel(role, fileOf(files, role), onRun);
  const detector = await load('detector');
  const landmarks = await load('landmarks');
  const recogniser = await loadRecogniser(files, manifest.engines.onnx, onRun);
  const second = next && (await loadSecond(manifest, folder, next, onRun));
  const liveness = await load('liveness');
  const pose = await load('pose');
  const eyes = await load('eyes');
  return {
    detect: (picture) => detectFaces(detector, picture),
    landmarks: (picture, box) => findLandmarks(landmarks, picture, box),
    landmarkSpread: (picture, box, points) => landmarkSpread(landmarks, picture, box, points),
    headPose: (picture, box, points) => estimatePose(pose, picture, box, points),
    eyesOpen: (picture, points) => judgeEyes(eyes, picture, points),
    liveness: (picture, box) => judgeLiveness(liveness, picture, box),
    embed: (picture, points) => embedFace(recogniser, picture, points),
    ...(second && { embedNext: (picture, points) => embedFace(second, picture, points) }),
  };
}

function fileOf(files: readonly LocatedFile[], role: string): LocatedFile {
  const located = files.find(({ file }) => file.role === role);
  if (located) return located;
  throw new ModelsError('bad_manifest', `models/manifest.json has no model for "${role}".`);
}

async function loadModel(role: string, located: LocatedFile, onRun?: OnRun): Promise<OnnxModel> {
  const bytes = await readModel(located);
  const { file, input, isLocal } = located.file;
  if (!input) {
    throw new ModelsError('bad_manifest', `models/manifest.json says no input of ${file}.`);
  }
  if (!isLocal) return OnnxModel.load(role, withFasterPrelu(bytes), input, onRun);
  return OnnxModel.load(role, bytes, input, onRun).catch((cause: unknown) => {
    throw unfit(file, 'onnxruntime cannot load it', cause);
  });
}

async function loadSecond(
  manifest: Manifest,
  folder: ModelsFolder,
  next: EngineModels,
  onRun?: OnRun,
): Promise<OnnxModel> {
  const { engines, sources } = manifest;
  const view = { sources, engines: { ...engines, onnx: next } };
  return loadRecogniser(filesOf(view, folder, 'onnx'), next, onRun);
}

/** Loads a recogniser, and tests one that the operator added before using it. */
async function loadRecogniser(
  files: readonly LocatedFile[],
  { dimension }: EngineModels,
  onRun?: OnRun,
): Promise<OnnxModel> {
  const located = fileOf(files, 'recogniser');
  const model = await loadModel('recogniser', located, onRun);
  const { file, input, isLocal } = located.file;
  if (!isLocal || !input) return model;
  const [output] = await model.run().catch((cause: unknown) => {
    const shape = input.layout === 'nhwc' ? 'height×width×3' : '3×height×width';
    const what = `it does not take one aligned face of 1×${shape} with a side of ${input.width}`;
    throw unfit(file, what, cause);
  });
  const length = output?.length ?? 0;
  if (length === dimension) return model;
  throw unfit(file, `it gives ${length} values, but the manifest says ${dimension}`);
}

function unfit(file: string, why: string, cause?: unknown): ModelsError {
  return new ModelsError(
    'unfit_model',
    `The recogniser ${file} that models/local-manifest.json names cannot be used: ${why}.`,
    { cause },
  );
}
