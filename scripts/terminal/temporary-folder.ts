import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '../../server/platform/temporary-folder.ts';

/** Works in a folder of its own, which is gone afterwards, after Ctrl-C too. */
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
  // Before there is a folder, so that no signal finds one that no one removes.
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    folder = makeTemporaryFolder(name);
    return await work(folder);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    remove();
  }
}
