import { open } from 'node:fs/promises';

/** Flushes a folder's list of names. Without this, a power cut can undo a rename that something else relies on. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
