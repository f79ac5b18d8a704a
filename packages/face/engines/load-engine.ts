import { loadManifest, loadNextModels, type EngineName } from '../models/manifest.ts';
import type { ModelsFolder } from '../models/models-folder.ts';
import type { Engine, OnRun } from './engine.ts';
import { loadOnnxEngine } from './onnx/onnx-engine.ts';

/** The models that a process loads. */
export interface EngineSpec extends ModelsFolder {
  engine: EngineName;
  /** The recogniser's id; default: the one in use. */
  recogniser?: string | undefined;
  /** Whether the process also loads the recogniser to which the installation is moving. */
  withNext?: boolean | undefined;
  /** Whether the process loads the texture tracker at once; by default at its first use. */
  withTracker?: boolean | undefined;
}

/**
 * Loads the models of one engine into this process, checking each against the manifest.
 * @throws {ModelsError}
 */
export async function loadEngine(
  { engine, recogniser, withNext = false, ...folder }: EngineSpec,
  onRun?: OnRun,
): Promise<Engine> {
  const { modelsDir } = folder;
  const manifest = loadManifest(modelsDir, recogniser);
  if (engine === 'onnx') {
    const next = withNext ? loadNextModels(modelsDir) : null;
    return loadOnnxEngine(manifest, folder, onRun, next);
  }
  // Loaded only for this engine, because TensorFlow.js takes long to load and needs much memory.
  const { loadFaceApiEngine } = await import('./face-api/face-api-engine.ts');
  return loadFaceApiEngine(manifest, folder, onRun);
}
