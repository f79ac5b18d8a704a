import { writeFileSync } from 'node:fs';
import { newTemplateKey, serialiseKey } from '../../server/keys/keyring.ts';

/** Writes a key of its own, as an operator brings one along. Returns what the file holds. */
export function writeNewKey(file: string): string {
  const text = serialiseKey(newTemplateKey(null, false));
  writeFileSync(file, text, { mode: 0o600 });
  return text;
}
