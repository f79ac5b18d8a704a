import type { Db } from '../store/schema.ts';
import type {
  CheckContext,
  CheckResult,
  DocumentHolder,
  IdentifiedPerson,
  RequiredCheck,
} from './check.ts';
import type { NamedResult } from './decision.ts';
import { faultReason } from './store-faults.ts';
import type { ReviewReason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';
import { PeopleOutdatedError } from '../people/person.ts';
import { within } from '#base/time';

export interface RunOptions extends Pick<CheckContext, 'signal' | 'deadline'> {
  /** Told of a check that threw; the message may hold anything, so only its kind should be logged. */
  onFault: (check: string, error: unknown) => void;
  /** A failure that lets the other checks run on, because they still count. */
  goesOn?: (result: NamedResult) => boolean;
}

/**
 * Runs every check side by side and waits until all have answered, one has asked for a review, or
 * the deadline is there. A check that throws is an `internal_error`, one that is late a `timed_out`.
 * One that is cut short is no fault, and needs no fix: `stopping` because the service ends,
 * `not_finished` because another check has failed.
 */
export async function runChecks(
  required: readonly RequiredCheck[],
  signIn: SignInRequest,
  { signal, deadline, onFault, goesOn = () => false }: RunOptions,
): Promise<NamedResult[]> {
  const noLongerNeeded = new AbortController();
  const end = () => noLongerNeeded.abort();
  // Let go of below: `AbortSignal.any` would keep whatever a check hung on it until the service ends.
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const finding = new FirstAnswer<IdentifiedPerson>(
    required.filter(({ check }) => check.finds).length,
  );
  const reading = new FirstAnswer<DocumentHolder>(
    required.filter(({ check }) => check.documents).length,
  );
  const context = {
    deadline,
    signal: noLongerNeeded.signal,
    identified: finding.answer,
    documented: reading.answer,
  };
  const run = async ({ check, settings }: RequiredCheck): Promise<NamedResult> => {
    const begin = performance.now();
    const asked = answerOf({ check, settings }, signIn, { ...context, settings }, onFault);
    const answer = await within(deadline - begin, asked, failure('timed_out'));
    const isCutShort = context.signal.aborted && !answer.passed && saysNothing.has(answer.reason);
    const why = signal.aborted ? 'stopping' : 'not_finished';
    const result: CheckResult = isCutShort ? { ...answer, reason: why } : answer;
    if (check.finds) finding.note(result.identified ?? null);
    if (check.documents) reading.note(result.documented ?? null);
    const milliseconds = Math.round(performance.now() - begin);
    const named = { ...result, check: check.name, milliseconds };
    if (!result.passed && !result.keepOtherChecksRunning && !goesOn(named)) end();
    return named;
  };
  const results = await Promise.all(required.map(run));
  signal.removeEventListener('abort', end);
  return results;
}

/** What the first check that can has found out; null once none can any more. */
class FirstAnswer<Found> {
  readonly answer: Promise<Found | null>;
  #settle: (found: Found | null) => void = () => {};
  #awaited: number;

  /** @param checks how many will answer */
  constructor(checks: number) {
    this.#awaited = checks;
    this.answer = new Promise((resolve) => (this.#settle = resolve));
    if (checks === 0) this.#settle(null);
  }

  note(found: Found | null): void {
    this.#awaited--;
    if (found !== null || this.#awaited === 0) this.#settle(found);
  }
}

/** The result of a check that was ended before it could say anything. */
const saysNothing: ReadonlySet<ReviewReason> = new Set([
  'internal_error',
  'disk_full',
  'timed_out',
]);

async function answerOf(
  { check }: RequiredCheck,
  signIn: SignInRequest,
  context: CheckContext,
  onFault: RunOptions['onFault'],
): Promise<CheckResult> {
  try {
    return await check.run(signIn, context);
  } catch (error) {
    onFault(check.name, error);
    return failure(faultReason(error));
  }
}

function failure(reason: ReviewReason): {
  passed: false;
  reason: ReviewReason;
  keepOtherChecksRunning?: boolean;
} {
  return { passed: false, reason };
}

/** An input of a check has changed, so the approval is not stored. */
export class PreconditionChangedError extends Error {}

/** @throws {PreconditionChangedError} */
export async function assertPreconditionsHold(
  transaction: Db,
  results: readonly NamedResult[],
): Promise<void> {
  for (const { preconditions } of results) {
    if (preconditions && !(await preconditions.hold(transaction).catch(falseWhenOutdated)))
      throw new PreconditionChangedError();
  }
}

function falseWhenOutdated(error: unknown): false {
  if (error instanceof PeopleOutdatedError) return false;
  throw error;
}

/**
 * Re-evaluates the checks that have preconditions; the other results are kept. The first result of each goes on to
 * hear the verdict: it has tries to end, and a screen to show it on.
 */
export async function reevaluate(results: readonly NamedResult[]): Promise<NamedResult[]> {
  return Promise.all(
    results.map(async (result) => {
      const { preconditions, check, milliseconds, listeners } = result;
      if (!preconditions) return result;
      const now = await preconditions.reevaluate();
      return { ...now, check, milliseconds, ...(listeners && { listeners }) };
    }),
  );
}
