import type { Check, CheckContext, CheckResult } from '../checks/check.ts';
import type { NamedResult } from './decision.ts';
import type { ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

export interface RunOptions extends CheckContext {
  /** Told of a check that threw; the message may hold anything, so only its kind should be logged. */
  onFault: (check: string, error: unknown) => void;
}

/**
 * Runs every check side by side and waits until all have answered, one has asked for a review, or
 * the deadline is there. A check that throws is an `internal_error`, one that is late a `timed_out`.
 */
export async function runChecks(
  checks: readonly Check[],
  signIn: SignInRequest,
  { signal, deadline, onFault }: RunOptions,
): Promise<NamedResult[]> {
  const othersNoLongerNeeded = new AbortController();
  const context = { deadline, signal: AbortSignal.any([signal, othersNoLongerNeeded.signal]) };
  const late = timer(deadline - performance.now());
  const lateResult = late.promise.then(() => failure('timed_out'));
  const run = async (check: Check): Promise<NamedResult> => {
    const result = await Promise.race([answerOf(check, signIn, context, onFault), lateResult]);
    if (!result.passed) othersNoLongerNeeded.abort();
    return { ...result, check: check.name };
  };
  const results = await Promise.all(checks.map(run));
  late.cancel();
  // A check that was cut short because another one failed has nothing to say of its own.
  return results.sort((a, b) => Number(wasCutShort(a)) - Number(wasCutShort(b)));
}

async function answerOf(
  check: Check,
  signIn: SignInRequest,
  context: CheckContext,
  onFault: RunOptions['onFault'],
): Promise<CheckResult> {
  try {
    return await check.run(signIn, context);
  } catch (error) {
    onFault(check.name, error);
    return failure('internal_error');
  }
}

function failure(reason: ReviewReason): CheckResult {
  return { passed: false, reason };
}

function wasCutShort(result: NamedResult): boolean {
  return result.reason === 'timed_out' || result.reason === 'internal_error';
}

function timer(ms: number): { promise: Promise<void>; cancel: () => void } {
  let cancel = () => {};
  const promise = new Promise<void>((resolve) => {
    const handle = setTimeout(resolve, Math.max(0, ms));
    cancel = () => clearTimeout(handle);
  });
  return { promise, cancel };
}
