import { writeFileSync } from 'node:fs';
import { newTemplateKey, serialiseKey } from '#server/keys/keyring.ts';

/** Writes a new key, as if an operator had brought it. Returns the file's text. */
export function writeNewKey(file: string): string {
  const text = serialiseKey(newTemplateKey(null, false));
  writeFileSync(file, text, { mode: 0o600 });
  return text;
}
