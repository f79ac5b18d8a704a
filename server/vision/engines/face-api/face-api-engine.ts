import type { Manifest } from '../../models/manifest.ts';
import type { Engine, OnRun } from '../engine.ts';

/** Not there yet. */
export function loadFaceApiEngine(
  manifest: Manifest,
  modelsDir: string,
  onRun?: OnRun,
): Promise<Engine> {
  void onRun;
  return Promise.reject(
    new Error(`${manifest.engines['face-api'].recogniser} cannot be loaded from ${modelsDir} yet.`),
  );
}
