import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';

/** A deleted file that is still open: it disappears however this process ends. */
export interface UnnamedFile {
  /** The path by which this process reads it. */
  file: string;
  close: () => Promise<void>;
}

/** @param folder where the contents may be while this process lives */
export async function unnamedFile(folder: string, content: string | Buffer): Promise<UnnamedFile> {
  const name = path.join(folder, `.${randomBytes(8).toString('hex')}.new`);
  const handle = await open(name, 'wx', 0o600);
  await rm(name);
  await handle.writeFile(content);
  return { file: `/proc/self/fd/${handle.fd}`, close: () => handle.close() };
}
