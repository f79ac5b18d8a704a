import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** A text that is on the disk for good, beside the file that it is for. */
export interface DraftedFile {
  /** Replaces the file that is there as a whole. */
  place(): Promise<void>;
  /** Takes away what was not placed. */
  discard(): Promise<void>;
}

/** For its owner's eyes only. Leaves nothing behind when it cannot be written. */
export async function draftFile(file: string, text: string): Promise<DraftedFile> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const discard = () => rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    // Without this, a power cut can leave an empty file in the place of the old one.
    await handle.sync();
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await handle.close();
  }
  return { place: () => rename(draft, file), discard };
}

/** Writes a file whole or not at all, for its owner's eyes only. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = await draftFile(file, text);
  try {
    await draft.place();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}
