import type { Db } from '../../store/schema.ts';
import { haveTemplates } from '../../store/tables/templates.ts';
import { readLocalManifest } from './local-manifest.ts';
import { loadManifest, shippedRecognisers } from './manifest.ts';

/**
 * The recogniser of the engine `onnx` by which people are compared: what `models switch` took. Where it
 * took none, an earlier one that ships, as long as the database has faces of it, for templates of two
 * recognisers never meet and whoever was enrolled before an upgrade would be held; else the newest that ships.
 * The database decides and no file, so that several instances agree and a copy that is restored is read
 * by what it was made with.
 * @throws {ModelsError} when a manifest cannot be read
 */
export async function recogniserInUse(db: Db, modelsDir: string): Promise<string> {
  const { inUse } = readLocalManifest(modelsDir);
  if (inUse !== undefined) return inUse;
  const [newest, ...earlier] = shippedRecognisers(loadManifest(modelsDir, null));
  for (const id of earlier) {
    if (await haveTemplates(db, id)) return id;
  }
  return newest;
}
