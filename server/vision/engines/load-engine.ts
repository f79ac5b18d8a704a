import { loadManifest, type EngineName } from '../models/manifest.ts';
import type { Engine, OnRun } from './engine.ts';
import { loadOnnxEngine } from './onnx/onnx-engine.ts';

/**
 * Loads the models of one engine into this process, checking each against the manifest.
 * @throws {ModelsError}
 */
export async function loadEngine(
  name: EngineName,
  modelsDir: string,
  onRun?: OnRun,
): Promise<Engine> {
  const manifest = loadManifest(modelsDir);
  if (name === 'onnx') return loadOnnxEngine(manifest, modelsDir, onRun);
  // Loaded only when chosen: TensorFlow.js takes long to load and much memory.
  const { loadFaceApiEngine } = await import('./face-api/face-api-engine.ts');
  return loadFaceApiEngine(manifest, modelsDir, onRun);
}
