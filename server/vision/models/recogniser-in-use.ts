import type { Db } from '../../store/schema.ts';
import { haveTemplates } from '../../store/tables/templates.ts';
import { readLocalManifest } from './local-manifest.ts';
import { loadManifest, shippedRecognisers } from './manifest.ts';

/**
 * The recogniser of the engine `onnx` by which people are compared: what `models switch` took. Where it
 * took none, an earlier one that ships, as long as the database has faces of it, for templates of two
 * recognisers never meet and whoever was enrolled before an upgrade would be held; else the newest that ships.
 * One of which the database has no face, while it has some of another, is not used: then a copy from before
 * a switch was restored, and everyone would be held. So the database decides, and several instances agree.
 * @throws {ModelsError} when a manifest cannot be read
 */
export async function recogniserInUse(db: Db, modelsDir: string): Promise<string> {
  const { inUse, recognisers } = readLocalManifest(modelsDir);
  const [newest, ...earlier] = shippedRecognisers(loadManifest(modelsDir, null));
  const added = recognisers.map(({ id }) => id);
  const first = inUse === undefined ? [] : [inUse];
  for (const id of [...first, ...earlier, newest, ...added]) {
    if (await haveTemplates(db, id)) return id;
  }
  return inUse ?? newest;
}
