import { loadManifest, loadNextModels, type EngineName } from '../models/manifest.ts';
import type { Engine, OnRun } from './engine.ts';
import { loadOnnxEngine } from './onnx/onnx-engine.ts';

/** Which models a process loads. */
export interface EngineSpec {
  engine: EngineName;
  modelsDir: string;
  /** The id of the recogniser; by default the one in use. */
  recogniser?: string | undefined;
  /** Whether the recogniser to which the installation is moving is loaded beside it. */
  withNext?: boolean | undefined;
  /** Whether what follows a face's texture is loaded beside it; by default when it is first needed. */
  withTracker?: boolean | undefined;
}

/**
 * Loads the models of one engine into this process, checking each against the manifest.
 * @throws {ModelsError}
 */
export async function loadEngine(
  { engine, modelsDir, recogniser, withNext = false }: EngineSpec,
  onRun?: OnRun,
): Promise<Engine> {
  const manifest = loadManifest(modelsDir, recogniser);
  if (engine === 'onnx') {
    const next = withNext ? loadNextModels(modelsDir) : null;
    return loadOnnxEngine(manifest, modelsDir, onRun, next);
  }
  // Loaded only when chosen: TensorFlow.js takes long to load and much memory.
  const { loadFaceApiEngine } = await import('./face-api/face-api-engine.ts');
  return loadFaceApiEngine(manifest, modelsDir, onRun);
}
