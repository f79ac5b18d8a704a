import { randomBytes } from 'node:crypto';
import { link, lstat, open, readlink, rename, rm, stat } from 'node:fs/promises';

/** What is on the disk for good, beside the file that it is for. */
export interface DraftedFile {
  /** Replaces the file that is there as a whole; of a link, the link and not what it leads to. */
  place(): Promise<void>;
  /** Where nothing may be there yet. @throws with the code `EEXIST` */
  placeAnew(): Promise<void>;
  /** Takes away what was not placed. */
  discard(): Promise<void>;
}

/** A device, a pipe or a folder, which is not to be replaced by a file. */
class NotAFileError extends Error {
  readonly code = 'not_a_file';
  readonly path: string;

  constructor(file: string) {
    super(`${file} is not an ordinary file.`);
    this.name = 'NotAFileError';
    this.path = file;
  }
}

/**
 * For its owner's eyes only, whatever was there before and whatever the umask is: a file that is
 * there keeps its mode when it is written to, and a link leads to where others read. Leaves nothing
 * behind when it cannot be written.
 * @param mode for a file that others are to read as well
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
    // No one has asked for a file of the draft's name.
    throw Object.assign(error, { path: file });
  });
  try {
    await handle.writeFile(content);
    // Whatever the umask is.
    await handle.chmod(mode);
    // Without this, a power cut can leave an empty file instead of the old one.
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
      // Unlike renaming, linking never replaces a file; and no one ever reads half of it.
      await link(draft, file).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') throw error;
        // A memory stick has no links. Of two at once, one still gets the name.
        await (await open(file, 'wx', 0o600)).close();
        await rename(draft, file);
      });
    },
    discard,
  };
}

/**
 * Writes a file whole or not at all, for its owner's eyes only.
 * @param mode for a file that others are to read as well
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
 * The same where nothing may be there yet, not even a link that leads nowhere.
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

/** Not `/dev/null`, nor `/dev/stdout`, which is a link into /proc. */
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
