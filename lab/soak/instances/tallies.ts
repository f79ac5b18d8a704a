import type { SoakTally } from '../readings.ts';
import { deadlineSeconds } from './installation.ts';
import { isForged, type InstanceEvent } from './happenings.ts';
import type { BalancedCall } from './balancer.ts';

/** An answer may arrive this long after the deadline. */
const onItsWayMs = 250;
const letIn = 200;
const held = 412;

interface TalliedFault {
  what: string;
  /** See faults.ts. */
  stallsInstance: boolean;
  /** On the clock of `performance.now()`. */
  from: number;
  /** When the cause of the fault was over; Infinity before that. */
  over: number;
  /** When everything was well again, and when it had stayed so for a while; Infinity before that. */
  well: number;
  until: number;
}

/** The result of the sign-ins of one kind. Those whose calls got different answers are wrong, too. */
export interface CallTally extends SoakTally {
  /** Calls that were resent because an instance refused or broke the connection. */
  resent: number;
}

interface Job {
  jobId: string;
  what: string;
  /** The fault; null: there was none. */
  amid: string | null;
}

/** An answered job, as the database must contain it. */
interface AnsweredJob extends Job {
  /** Null: either verdict is right, because an instance held a repeat while it could not read the database. */
  verdict: 'approved' | 'review' | null;
}

/** One wrong result, with the details to investigate it. */
interface Wrong extends Job {
  /** Minutes since the start. */
  at: number;
  answers: string[];
}

/** Counts sign-ins: by kind while everything was well, and otherwise by the fault. */
export class Tallies {
  readonly calm: Record<string, CallTally> = {};
  readonly amid: Record<string, CallTally> = {};
  readonly faults: TalliedFault[] = [];
  readonly answered: AnsweredJob[] = [];
  readonly forged: string[] = [];
  readonly wrongs: Wrong[] = [];
  /** The calls amid faults of people who are let in otherwise, and how many of these calls were held. */
  readonly heldInFaults = { held: 0, calls: 0 };
  readonly #started = performance.now();
  signIns = 0;

  /** @param from the time of the first call */
  count(
    happening: InstanceEvent,
    jobId: string,
    calls: readonly BalancedCall[],
    from: number,
  ): void {
    if (calls.length === 0) return;
    const now = performance.now();
    const fault = this.faults.findLast((each) => each.from <= now && each.until >= from);
    const { what } = happening;
    const amid = fault?.what ?? null;
    const tallies = fault ? this.amid : this.calm;
    const none = { times: 0, letIn: 0, held: 0, resent: 0, wrong: 0, late: 0, slowestMs: 0 };
    const tally = (tallies[amid ?? what] ??= { what: amid ?? what, ...none });
    const right = fault && !isForged(happening) ? [...happening.right, held] : happening.right;
    const answers = calls.map(({ answer }) => answer);
    const statuses = answers.map((answer) => answer?.status ?? 0);
    const isWrong = statuses.some((status) => status !== 0 && !right.includes(status));
    const isMixed = new Set(statuses).size > 1;
    const isDifferent = isMixed && !(fault && areUnknowing(answers));
    const stalledMs = fault?.stallsInstance ? Math.min(fault.over, now) - fault.from : 0;
    const latestMs = deadlineSeconds * 1000 + onItsWayMs + stalledMs;
    const isLate = answers.some((answer) => answer === null || answer.milliseconds > latestMs);
    this.signIns++;
    tally.times++;
    tally.letIn += Number(statuses[0] === letIn);
    tally.held += Number(statuses[0] === held);
    tally.resent += calls.reduce((sum, { resent }) => sum + resent, 0);
    tally.wrong += Number(isWrong || isDifferent);
    tally.late += Number(isLate);
    const slowest = Math.max(...answers.map((answer) => answer?.milliseconds ?? Infinity));
    tally.slowestMs = Math.max(tally.slowestMs, slowest);
    if (fault && happening.right.includes(letIn)) {
      this.heldInFaults.calls += calls.length;
      this.heldInFaults.held += statuses.filter((status) => status === held).length;
    }
    if (isForged(happening)) this.forged.push(jobId);
    else if (statuses.every((status) => status === letIn || status === held)) {
      const verdict = isMixed ? null : statuses[0] === letIn ? 'approved' : 'review';
      this.answered.push({ jobId, verdict, what, amid });
    }
    if (isWrong || isDifferent || isLate) {
      const answerTexts = calls.map(
        ({ answer, at, resent, milliseconds }) =>
          `${answer?.status ?? 'none'} ${reasonOf(answer?.body)} at ${at ? at.number + 1 : '-'}, resent ${resent}, ${milliseconds.toFixed(0)} ms`,
      );
      this.wrongs.push({ at: this.minutes(now), jobId, what, amid, answers: answerTexts });
    }
  }

  minutes(at = performance.now()): number {
    return (at - this.#started) / 60_000;
  }
}

/** Reasons of an instance that cannot read another's answer to a repeat. This review is safe, and Envoy's last. */
const unknowing = ['starting', 'internal error'];

/** Whether all answers equal the first, or are reviews of instances that could not read it. */
function areUnknowing([first, ...others]: readonly BalancedCall['answer'][]): boolean {
  return others.every(
    (answer) =>
      answer?.status === first?.status ||
      (first?.status === letIn && unknowing.includes(reasonOf(answer?.body))),
  );
}

/** The reason as Envoy's visitor log shows it. */
function reasonOf(body = ''): string {
  return /"value":"([^"]*)"/.exec(body)?.[1] ?? '';
}
