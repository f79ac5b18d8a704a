import { QueryError } from '#database';
import {
  withListener,
  type CheckContext,
  type CheckResult,
  type RequiredCheck,
} from '#server/sign-in/check.ts';
import { decide } from '#server/sign-in/decision.ts';
import type { ApprovalRequest, DeskApproval } from '#server/sign-in/desk-approval.ts';
import type { Ledger } from '#server/sign-in/ledger.ts';
import type { OtherInstances } from '#server/sign-in/other-instances.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import type { Case, CheckKind, StorageCase } from './outcome-cases.ts';

// Checks, desk and other instances that act as a case of the table of outcomes says.

type Check = RequiredCheck['check'];

const passes: CheckResult = { passed: true, reason: 'matched' };
const fails: CheckResult = {
  passed: false,
  reason: 'document_missing',
  evidence: { frames: 7, note: 'A note.' },
};
const doubts: CheckResult = { passed: false, reason: 'no_match', deskMayApprove: true };

const results: Record<Exclude<CheckKind, 'throws' | 'is late'>, CheckResult> = {
  ...{ passes, fails, doubts },
  'doubts without the desk': { passed: false, reason: 'no_match' },
  'doubts for good': { passed: false, reason: 'spoof_suspected', deskMayApprove: true },
  // A check with a mistake that no type has seen: it passes, with a reason for a review.
  lies: { passed: true, reason: 'no_match' } as unknown as CheckResult,
  'passes, then passes': changing(passes),
  'passes, then fails': changing(fails),
  'passes, then doubts': changing(doubts),
};

function changing(next: CheckResult): CheckResult {
  return { ...passes, preconditions: { hold: async () => false, reevaluate: async () => next } };
}

export function makeCheck(
  kind: CheckKind,
  name: string,
  ready: Promise<unknown>,
  { late, show }: { late: Counter; show: (reason: string) => void },
): Check {
  return {
    name,
    async run(_signIn, { signal }: CheckContext) {
      await ready;
      if (kind === 'throws') throw new Error('A check that throws.');
      const result = kind === 'is late' ? await lateResult(signal, late) : results[kind];
      return withListener(result, (_verdict, reason) => show(reason));
    },
  };
}

/** Answers when nobody needs the answer any more. */
async function lateResult(signal: AbortSignal, late: Counter): Promise<CheckResult> {
  const isAborted = new Promise((resolve) =>
    signal.addEventListener('abort', resolve, { once: true }),
  );
  late.count();
  if (!signal.aborted) await isAborted;
  return { passed: false, reason: 'internal_error' };
}

/** Another instance is faster. */
export async function decideRemotely(
  ledger: Ledger,
  signIn: SignInRequest,
  place: StorageCase,
): Promise<void> {
  const result = place.endsWith('approved') ? passes : fails;
  const decided = { ...result, check: 'other', milliseconds: 1 };
  await ledger.record(decide(signIn.jobId, new Date(), [decided]), signIn);
}

/** Other instances that act as the case says. */
export function othersOf(
  caseOf: (jobId: string) => Case,
  remote: { ledger?: Ledger },
): OtherInstances {
  const called = new Set<string>();
  return {
    async begin(signIn) {
      const { stored } = caseOf(signIn.jobId);
      if (stored === 'by nobody: another is silent') return 'silent';
      if (!stored.startsWith('by another') || called.has(signIn.jobId)) return 'here';
      called.add(signIn.jobId);
      if (!stored.endsWith('in vain')) await decideRemotely(remote.ledger!, signIn, stored);
      return 'elsewhere';
    },
    async askedMsAgo(jobId) {
      const { stored } = caseOf(jobId);
      if (stored === 'after a fault') throw new QueryError('55P03', 'The database is busy.');
      // Null once the job is answered.
      if (stored !== 'by nobody: asked too long ago' || called.has(jobId)) return null;
      called.add(jobId);
      return Number.MAX_SAFE_INTEGER;
    },
    end: () => {},
  };
}

/** A desk that acts as the case says. An approval that is not stored is no approval. */
export function deskOf(caseOf: (jobId: string) => Case, onAsked: () => void): DeskApproval {
  return {
    async request({ signIn, approve, signal, answer }: ApprovalRequest) {
      const { desk } = caseOf(signIn.jobId);
      // A desk that the policy does not ask would approve, too.
      if (desk === 'approves' || desk === 'is not asked')
        return approve(async () => {}).catch(() => null);
      if (desk === 'approves in vain') await approve(async () => {}).catch(() => null);
      if (desk === 'approves in vain' || desk === 'refuses') return null;
      onAsked();
      const isAborted = new Promise((resolve) =>
        signal.addEventListener('abort', resolve, { once: true }),
      );
      await Promise.race([answer, isAborted]);
      return null;
    },
  };
}

export class Latch {
  open = () => {};
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

export class Counter {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  count(): void {
    this.#count++;
    for (const look of this.#waiting) look();
  }

  async reaches(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => void (this.#count >= count && resolve());
      this.#waiting.push(look);
      look();
    });
  }
}
