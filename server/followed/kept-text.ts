import { rm } from 'node:fs/promises';
import { replaceFile } from '../store/drafted-file.ts';
import { readFileText, type FileText } from './file-text.ts';

/**
 * Keeps a copy of the text that is in force, for a restart at which the file itself has a mistake.
 * Where nothing is in force there is no copy.
 */
export async function keepText(copy: string, text: string | null): Promise<void> {
  if (text === null) {
    await rm(copy, { force: true });
    return;
  }
  await replaceFile(copy, text);
}

/**
 * The copy, when it is of the text that was in force last.
 * @param sha256 that text's fingerprint
 */
export async function keptText(copy: string, sha256: string): Promise<string | null> {
  const place = { file: copy, isExpected: false };
  const none: FileText = { text: null, sha256: null };
  const kept = await readFileText('copy', place).catch(() => none);
  return kept.sha256 === sha256 ? kept.text : null;
}
