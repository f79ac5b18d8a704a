import type { Db } from '../../store/schema.ts';
import { recogniserOnRecord } from '../../store/tables/audit-events.ts';
import { haveTemplates } from '../../store/tables/templates.ts';
import { readLocalManifest } from './local-manifest.ts';
import { loadManifest, shippedRecognisers } from './manifest.ts';

/**
 * The recogniser of the engine `onnx` by which people are compared: the one that the latest move, switch or
 * stop on record in the database left in use. So a copy is read by what it was made with, also one that was
 * made while templates of the next recogniser were gathered, and several instances agree.
 * Where none is on record, what this installation names; or an earlier one that ships, as long as the database
 * has faces of it, for templates of two recognisers never meet and anyone enrolled before an upgrade would
 * be held; else the newest that ships. One of which the database has no face, while it has some of another, is
 * not used: then a copy from before a switch was restored, and everyone would be held.
 * @throws {ModelsError} when a manifest cannot be read
 */
export async function recogniserInUse(db: Db, modelsDir: string): Promise<string> {
  const { inUse, recognisers } = readLocalManifest(modelsDir);
  const [newest, ...earlier] = shippedRecognisers(loadManifest(modelsDir, null));
  const added = recognisers.map(({ id }) => id);
  const onRecord = await recogniserOnRecord(db);
  if (onRecord !== null && [newest, ...earlier, ...added].includes(onRecord)) return onRecord;
  const first = inUse === undefined ? [] : [inUse];
  for (const id of [...first, ...earlier, newest, ...added]) {
    if (await haveTemplates(db, id)) return id;
  }
  return inUse ?? newest;
}
