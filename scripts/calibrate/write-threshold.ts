import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { localManifestName, readLocalManifest } from '../../server/vision/models/local-manifest.ts';

/** Puts one threshold into the local manifest and keeps whatever else is in it. */
export async function writeThreshold(
  modelsDir: string,
  recogniser: string,
  threshold: number,
  source: string,
): Promise<void> {
  const local = readLocalManifest(modelsDir);
  const thresholds = { ...local.thresholds, [recogniser]: { threshold, source } };
  const file = path.join(modelsDir, localManifestName);
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, `${JSON.stringify({ ...local, thresholds }, null, 2)}\n`);
  await rename(partial, file);
}
