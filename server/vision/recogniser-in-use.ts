import type { Db } from '../store/schema.ts';
import { recogniserOnRecord } from '../store/tables/audit-events.ts';
import { haveTemplates } from '../store/tables/templates.ts';
import { loadManifest, readLocalManifest, shippedRecognisers } from '#face';

/**
 * Returns the recogniser of the engine `onnx` that compares people.
 * 1. The recogniser on record in the database since the latest move, switch or stop, when this installation has it. So
 *    a restored copy uses the recogniser that made its templates, and several instances agree.
 * 2. Otherwise, the first of these that has templates in the database: the one that this installation names, an earlier
 *    shipped one, the newest shipped one, an added one. With any other one, everybody enrolled would be held, because
 *    templates of two recognisers are never compared.
 * 3. Without any templates: the one that this installation names, otherwise the newest shipped one.
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
