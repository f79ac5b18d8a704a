import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Nothing works in such a folder for that long. */
const leftAfterMs = 2 * 24 * 3600_000;

/**
 * Makes a temporary folder that only its owner can read. Removes folders of the same name that a killed process has
 * left.
 * @param name of the work, in letters
 */
export function makeTemporaryFolder(name: string): string {
  const prefix = `vestibule-${name}-`;
  for (const entry of readdirSync(tmpdir())) {
    if (entry.length === prefix.length + 6 && entry.startsWith(prefix)) removeIfLeft(entry);
  }
  return mkdtempSync(path.join(tmpdir(), prefix));
}

function removeIfLeft(entry: string): void {
  const folder = path.join(tmpdir(), entry);
  try {
    const { mtimeMs, uid } = lstatSync(folder);
    const isOwn = uid === process.getuid?.();
    if (isOwn && Date.now() - mtimeMs > leftAfterMs)
      rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another process removes it.
  }
}
