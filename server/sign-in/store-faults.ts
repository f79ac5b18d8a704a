import { QueryError } from '#database';
import type { ReviewReason } from './reasons.ts';
import { retry } from '#base/time';

/** How long to wait for an unreachable database while a visitor is at the door. */
const patienceMs = 5000;
/** Time reserved for the answer itself. */
const answeringMs = 250;

/**
 * Queries the database and retries transient faults. Retries a busy database until the deadline, because a peak
 * passes. The query must be idempotent, because one without an answer may have run.
 * @param deadline of the sign-in, on the clock of `performance.now()`
 * @throws the store's error when there is no more time
 */
export async function retryUntil<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
  const begun = performance.now();
  const onFault = (error: unknown, pauseMs: number) => {
    if (!(error instanceof QueryError) || !error.mayPass()) throw error;
    const until = deadline - answeringMs;
    const patience = error.isConnectionLost() ? Math.min(begun + patienceMs, until) : until;
    if (performance.now() + pauseMs > patience) throw error;
  };
  return retry(ask, { firstMs: 50, maxMs: 500, onFault });
}

/** False where a retry does not help: the query breaks a rule of the database or is a bug. */
export function mayBeStoredLater(error: unknown): boolean {
  if (error instanceof QueryError) return !error.isForGood();
  return !mistakes.some((kind) => error instanceof kind);
}

const mistakes = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Returns the reason for the front desk. */
export function faultReason(error: unknown): ReviewReason {
  return error instanceof QueryError && error.isDiskFull() ? 'disk_full' : 'internal_error';
}

/** Returns an error's code, never its message: a message can contain a name or a path. */
export function safeErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.name;
}
