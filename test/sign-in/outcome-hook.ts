import { pino } from 'pino';
import type { Test } from 'tap';
import { QueryError } from '#database';
import { createLedger, type Ledger } from '#server/sign-in/ledger.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { approvalMark } from '../support/approval-mark.ts';
import { startHook, type Hook, type HookOptions } from '../support/hook.ts';
import type { Case, Cases, OutcomeRow } from './outcome-cases.ts';
import { makeCheck, Counter, decideRemotely, deskOf, Latch, othersOf } from './outcome-parts.ts';

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
  const storing = new Latch();
  const isLetGo = new Latch();
  const deskAsked = new Latch();
  const late = new Counter();
  const faults = new Set<string>();
  const remote: { ledger?: Ledger } = {};
  const { isAlone = false, ...more } = options;
  const caseOf = (jobId: string): Case => cases.get(jobId)!;
  const hook: Hook = await startHook(t, {
    checks: [],
    requires: (signIn) => {
      const { checks, desk, stored } = caseOf(signIn.jobId);
      const ready = stored.startsWith('elsewhere')
        ? decideRemotely(remote.ledger!, signIn, stored)
        : Promise.resolve();
      const required = checks.map((kind, i) => {
        const show = (reason: string) => shown.add(signIn.jobId, reason);
        return { check: makeCheck(kind, `check ${i}`, ready, { late, show }), settings: {} };
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
    ...(!isAlone && { others: othersOf(caseOf, remote) }),
    onStarted: ({ jobId }) => told.add(jobId, 'started'),
    onLeft: (jobId) => told.add(jobId, 'left'),
    onDecided: [
      ({ jobId, reason }, _signIn, isFirst) =>
        told.add(jobId, `${reason} ${isFirst ? 'first' : 'again'}`),
    ],
    log: pino({ level: 'info' }, { write: (line) => noteOthers(line, byAnother) }),
    ...more,
  });
  remote.ledger = createLedger(hook.store.db, approvalMark);
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

class ListOf {
  readonly #all = new Map<string, string[]>();

  add(jobId: string, what: string): void {
    this.#all.set(jobId, [...this.of(jobId), what]);
  }

  of(jobId: string): readonly string[] {
    return this.#all.get(jobId) ?? [];
  }
}
