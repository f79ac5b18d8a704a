import { hkdfSync } from 'node:crypto';
import { readKeyFile } from '../store/template-keys/key-file.ts';

/**
 * A key for each template key, derived from it one way, the oldest first; none without a key file.
 * While templates move to a new key both are there, and the seal moves with them.
 */
export async function sealingKeys(templateKeyFile: string): Promise<Buffer[]> {
  const keys = (await readKeyFile(templateKeyFile)) ?? [];
  return keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'vestibule audit seal', 32)));
}
