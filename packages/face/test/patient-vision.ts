import t from 'tap';
import type { LookOptions } from '../analysis.ts';
import { loadManifest, modelInfoOf, VisionPool } from '../index.ts';
import { repositoryModels } from './repository-models.ts';

/** The real models in a child process until the file ends, with time enough on a slow machine. */
export async function startPatientVision() {
  const pool = new VisionPool(
    { ...repositoryModels, engine: 'onnx', workers: 1, stuckAfterMs: 120_000 },
    modelInfoOf(loadManifest(repositoryModels.modelsDir).engines.onnx, 'npm run calibrate'),
  );
  await pool.start();
  t.teardown(() => pool.stop());
  return {
    model: pool.model,
    analyze: (jpeg: Uint8Array, options: LookOptions = {}) =>
      pool.analyze(jpeg, { timeoutMs: 120_000, ...options }),
    parallax: pool.parallax.bind(pool),
  };
}
