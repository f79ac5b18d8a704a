import type { Db } from '../store/schema.ts';
import { keysInUse } from '../store/template-keys/keys-in-use.ts';
import { sealingKeyOf } from '../store/template-keys/template-key.ts';

/**
 * A key for each template key that the database is under, derived from it one way, the oldest first;
 * none without a key file. The key before the last rotation is not among them: it may have been
 * rotated because somebody else has it.
 */
export async function sealingKeys(db: Db, templateKeyFile: string): Promise<Buffer[]> {
  return (await keysInUse(db, templateKeyFile)).map(sealingKeyOf);
}
