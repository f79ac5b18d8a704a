import { readKeyFile } from '../store/template-keys/key-file.ts';
import { sealingKeyOf } from '../store/template-keys/template-key.ts';

/**
 * A key for each template key, derived from it one way, the oldest first; none without a key file.
 * After a rotation the former one is there too, and the seal moves to the new one.
 */
export async function sealingKeys(templateKeyFile: string): Promise<Buffer[]> {
  const keys = (await readKeyFile(templateKeyFile)) ?? [];
  return keys.flatMap((key) => {
    return key.formerSealing ? [key.formerSealing, sealingKeyOf(key)] : [sealingKeyOf(key)];
  });
}
