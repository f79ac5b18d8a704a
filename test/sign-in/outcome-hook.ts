import { pino } from 'pino';
import type { Test } from 'tap';
import { QueryError } from '#database';
import {
  withListener,
  type CheckContext,
  type CheckResult,
  type RequiredCheck,
} from '#server/sign-in/check.ts';
import { decide } from '#server/sign-in/decision.ts';
import type { ApprovalRequest, DeskApproval } from '#server/sign-in/desk-approval.ts';
import { createLedger, type Ledger } from '#server/sign-in/ledger.ts';
import type { OtherInstances } from '#server/sign-in/other-instances.ts';
import type { SignInRequest } from '#server/sign-in/sign-in.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { approvalMark } from '../support/approval-mark.ts';
import { startHook, type Hook, type HookOptions } from '../support/hook.ts';
import type { Case, Cases, Kind, OutcomeRow, Place } from './outcome-cases.ts';

type Check = RequiredCheck['check'];

const passes: CheckResult = { passed: true, reason: 'matched' };
const fails: CheckResult = {
  passed: false,
  reason: 'document_missing',
  evidence: { frames: 7, note: 'A note.' },
};
const doubts: CheckResult = { passed: false, reason: 'no_match', deskMayApprove: true };

const results: Record<Exclude<Kind, 'throws' | 'is late'>, CheckResult> = {
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

export interface OutcomeHook {
  hook: Hook;
  /** Signs in for every case. Returns the answers by job. */
  answers(options?: { name?: string; jobs?: Iterable<string> }): Promise<Map<string, Answer>>;
  /** What became of the answers. Stops the hook first: everything that follows from an answer is done then. */
  outcomes(answers: ReadonlyMap<string, Answer>): Promise<Map<string, OutcomeRow>>;
  /** Resolves when so many of the checks that are late have begun. */
  lateBegun(count: number): Promise<void>;
  /** Resolves when the store begins to take a decision too late. */
  storing: Promise<void>;
  /** The store goes on. */
  letGo: () => void;
  /** Resolves when a desk that is silent was asked. */
  deskAsked: Promise<void>;
}

interface Answer {
  status: number;
  body: string;
}

/** Starts a hook that looks a sign-in's case up by its job. */
export async function startOutcomeHook(
  t: Test,
  cases: Cases,
  options: Partial<HookOptions> & { isAlone?: boolean },
): Promise<OutcomeHook> {
  const told = new ListOf();
  const shown = new ListOf();
  const byAnother = new Set<string>();
  const storing = new Gate();
  const isLetGo = new Gate();
  const deskAsked = new Gate();
  const late = new Counter();
  const faults = new Set<string>();
  const elsewhere: { ledger?: Ledger } = {};
  const { isAlone = false, ...more } = options;
  const caseOf = (jobId: string): Case => cases.get(jobId)!;
  const hook: Hook = await startHook(t, {
    checks: [],
    requires: (signIn) => {
      const { checks, desk, stored } = caseOf(signIn.jobId);
      const ready = stored.startsWith('elsewhere')
        ? decideElsewhere(elsewhere.ledger!, signIn, stored)
        : Promise.resolve();
      const required = checks.map((kind, i) => {
        const show = (reason: string) => shown.add(signIn.jobId, reason);
        return { check: checkOf(kind, `check ${i}`, ready, { late, show }), settings: {} };
      });
      return { signIn, checks: required, askDesk: desk !== 'is not asked' };
    },
    desk: deskOf(caseOf, deskAsked.open),
    ledgerHook: [
      async (_transaction, { jobId }) => {
        const { stored } = caseOf(jobId);
        if (stored === 'too late') {
          storing.open();
          await isLetGo.opened;
        }
        if (stored === 'never') throw new Error('A store that takes nothing.');
        if (stored !== 'after a fault' || faults.has(jobId)) return;
        faults.add(jobId);
        throw new QueryError('55P03', 'The database is busy.');
      },
    ],
    ...(!isAlone && { others: othersOf(caseOf, elsewhere) }),
    onStarted: ({ jobId }) => told.add(jobId, 'started'),
    onLeft: (jobId) => told.add(jobId, 'left'),
    onDecided: [
      ({ jobId, reason }, _signIn, isFirst) =>
        told.add(jobId, `${reason} ${isFirst ? 'first' : 'again'}`),
    ],
    log: pino({ level: 'info' }, { write: (line) => noteOthers(line, byAnother) }),
    ...more,
  });
  elsewhere.ledger = createLedger(hook.store.db, approvalMark);
  return {
    hook,
    answers: ({ name, jobs = cases.keys() } = {}) => signInAll(hook, [...jobs], name),
    outcomes: async (answers) => {
      await hook.signIns.stop();
      const rows = [...answers].map(async ([jobId, answer]): Promise<[string, OutcomeRow]> => {
        const stored = (await findSignIn(hook.store.db, jobId))?.reason ?? null;
        const heard = heardOf(answer);
        const isByAnother = byAnother.has(jobId);
        return [
          jobId,
          { heard, stored, isByAnother, told: told.of(jobId), shown: shown.of(jobId) },
        ];
      });
      const all = new Map(await Promise.all(rows));
      await hook.stop();
      return all;
    },
    lateBegun: (count) => late.reaches(count),
    storing: storing.opened,
    letGo: isLetGo.open,
    deskAsked: deskAsked.opened,
  };
}

function checkOf(
  kind: Kind,
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
async function decideElsewhere(ledger: Ledger, signIn: SignInRequest, place: Place): Promise<void> {
  const result = place.endsWith('approved') ? passes : fails;
  const decided = { ...result, check: 'other', milliseconds: 1 };
  await ledger.record(decide(signIn.jobId, new Date(), [decided]), signIn);
}

/** Other instances that act as the case says. */
function othersOf(caseOf: (jobId: string) => Case, elsewhere: { ledger?: Ledger }): OtherInstances {
  const called = new Set<string>();
  return {
    async begin(signIn) {
      const { stored } = caseOf(signIn.jobId);
      if (stored === 'by nobody: another is silent') return 'silent';
      if (!stored.startsWith('by another') || called.has(signIn.jobId)) return 'here';
      called.add(signIn.jobId);
      if (!stored.endsWith('in vain')) await decideElsewhere(elsewhere.ledger!, signIn, stored);
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
    done: () => {},
  };
}

/** A desk that acts as the case says. An approval that is not stored is no approval. */
function deskOf(caseOf: (jobId: string) => Case, onAsked: () => void): DeskApproval {
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

async function signInAll(hook: Hook, jobs: readonly string[], name?: string) {
  const answers = new Map<string, Answer>();
  const sendOne = async (jobId: string) => {
    const visitor = { jobId, entryId: jobId, ...(name !== undefined && { name }) };
    const { status, body } = await hook.signIn(visitor);
    return [jobId, { status, body }] as const;
  };
  for (let i = 0; i < jobs.length; i += 20) {
    const group = jobs.slice(i, i + 20).map(sendOne);
    for (const [jobId, answer] of await Promise.all(group)) answers.set(jobId, answer);
  }
  return answers;
}

/** The log says who has decided. */
function noteOthers(line: string, byAnother: Set<string>): void {
  const { msg, jobId } = JSON.parse(line) as { msg: string; jobId: string };
  if (msg === 'sign-in decided by another instance') byAnother.add(jobId);
}

/** Envoy takes an empty object as an approval. */
export function heardOf({ status, body }: Answer): string {
  const said = JSON.parse(body) as { attachments?: { value: string }[] };
  const [reason] = said.attachments ?? [];
  return reason ? `${status} ${reason.value}` : `${status}${body === '{}' ? '' : ` ${body}`}`;
}

class Gate {
  open = () => {};
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

class ListOf {
  readonly #all = new Map<string, string[]>();

  add(jobId: string, what: string): void {
    this.#all.set(jobId, [...this.of(jobId), what]);
  }

  of(jobId: string): readonly string[] {
    return this.#all.get(jobId) ?? [];
  }
}

class Counter {
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
