import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '#base/files';

/** Runs work in a temporary folder that is removed afterwards, even after Ctrl-C. */
export async function inTemporaryFolder<T>(
  name: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  let folder: string | undefined;
  const remove = () => {
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const end = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  // Installed before the folder exists, so that no signal leaves a folder behind.
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    folder = makeTemporaryFolder(name);
    return await work(folder);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    remove();
  }
}
