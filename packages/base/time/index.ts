/** Time limits and retries for promises, and how long work takes. */
import { setTimeout as pause } from 'node:timers/promises';

/** Calls back once after so many milliseconds. Returns a function that cancels the call. */
export function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

/**
 * Resolves with the promise's result, or with `late` after so many milliseconds.
 * @throws what the promise rejects with in time; later results are ignored
 */
export async function within<T, L>(
  milliseconds: number,
  promise: Promise<T>,
  late: L,
  timer: { after: typeof after } = { after },
): Promise<T | L> {
  let cancel = () => {};
  const timeout = new Promise<L>((resolve) => {
    cancel = timer.after(Math.max(0, milliseconds), () => resolve(late));
  });
  return Promise.race([promise, timeout]).finally(cancel);
}

/**
 * Retries the work until it succeeds. Each pause is twice as long as the one before, up to the longest.
 * @param options.onFault called after each failed try, with the pause that follows; rethrows a fault that remains
 * @throws what `onFault` throws; the last fault once the signal is aborted
 */
export async function retry<T>(
  work: () => Promise<T>,
  options: {
    firstMs: number;
    maxMs: number;
    onFault: (error: unknown, pauseMs: number) => void;
    signal?: AbortSignal;
  },
): Promise<T> {
  const { firstMs, maxMs, onFault, signal } = options;
  for (let pauseMs = firstMs; ; pauseMs = Math.min(2 * pauseMs, maxMs)) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw error;
      onFault(error, pauseMs);
      await pause(pauseMs, undefined, { signal }).catch(() => {});
      if (signal?.aborted) throw error;
    }
  }
}

/** Times of one kind of work, in milliseconds. */
export interface Times {
  count: number;
  median: number;
  p95: number;
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { count: sorted.length, median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** The value at the nearest rank of a sorted list. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** How long the work took, in milliseconds. */
export async function measureMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
