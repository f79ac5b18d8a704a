import { randomBytes } from 'node:crypto';
import { link, lstat, open, readlink, rename, rm, stat } from 'node:fs/promises';
import { NotAFileError } from './ordinary-file.ts';

/** A draft that is flushed to the disk, in the folder of its final file. */
export interface DraftedFile {
  /** Replaces the existing file as a whole. Replaces a link itself, not its target. */
  place(): Promise<void>;
  /** Requires that there is no file yet. @throws with the code `EEXIST` */
  placeAnew(): Promise<void>;
  /** Removes a draft that was not placed. */
  discard(): Promise<void>;
}

/**
 * Writes a draft that only its owner can read, whatever file was there before and whatever the umask is. Writing to
 * an existing file would keep its mode, and a link may lead to a file that others can read. Leaves nothing behind
 * after an error.
 * @param mode for a file that others may read as well
 * @throws {NotAFileError}
 */
export async function draftFile(
  file: string,
  content: string | Uint8Array,
  mode = 0o600,
): Promise<DraftedFile> {
  if (!(await isReplaceable(file))) throw new NotAFileError(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`;
  const discard = () => rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    // The caller does not know the draft's name.
    throw Object.assign(error, { path: file });
  });
  try {
    await handle.writeFile(content);
    // chmod ignores the umask.
    await handle.chmod(mode);
    // Without a sync, a power cut can leave an empty file instead of the old one.
    await handle.sync();
  } catch (error) {
    await discard();
    throw error;
  } finally {
    await handle.close();
  }
  return {
    place: () => rename(draft, file),
    placeAnew: async () => {
      // Unlike a rename, a link never replaces a file, and nobody can read a partial file.
      await link(draft, file).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') throw error;
        // A memory stick's file system has no links. Of two concurrent callers, only one creates the name.
        await (await open(file, 'wx', 0o600)).close();
        await rename(draft, file);
      });
    },
    discard,
  };
}

/**
 * Writes a file completely or not at all, readable by its owner only.
 * @param mode for a file that others may read as well
 * @throws {NotAFileError}
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<void> {
  const draft = await draftFile(file, content, mode);
  try {
    await draft.place();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/**
 * Does the same where there must be no file yet, not even a dangling link.
 * @throws with the code `EEXIST`
 */
export async function createFile(file: string, content: string | Uint8Array): Promise<void> {
  const draft = await draftFile(file, content);
  try {
    await draft.placeAnew();
  } finally {
    await draft.discard();
  }
}

/** False for `/dev/null` and for `/dev/stdout`, a link into /proc. */
async function isReplaceable(file: string): Promise<boolean> {
  const there = await lstat(file).catch(unlessMissing);
  if (!there?.isSymbolicLink()) return there?.isFile() ?? true;
  if ((await readlink(file)).startsWith('/proc/')) return false;
  const target = await stat(file).catch(unlessMissing);
  return target?.isFile() ?? true;
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
