import type { Worker } from 'node:worker_threads';

/** The thread of the next store that is opened; to be asked for once it is open. */
export function nextThread(): () => Worker {
  let thread: Worker | undefined;
  process.once('worker', (worker) => (thread = worker));
  return () => {
    if (!thread) throw new Error('no thread was started');
    return thread;
  };
}
