import type { Worker } from 'node:worker_threads';

/** Returns a function that gives the thread of the next opened store. Call it once the store is open. */
export function awaitStoreThread(): () => Worker {
  let thread: Worker | undefined;
  process.once('worker', (worker) => (thread = worker));
  return () => {
    if (!thread) throw new Error('no thread was started');
    return thread;
  };
}
