import { deadlineSeconds } from './installation.ts';
import { isForged, type InstanceEvent } from './happenings.ts';
import type { BalancedCall } from './balancer.ts';

/** An answer may arrive this long after the deadline. */
const onItsWayMs = 250;
const letIn = 200;
const held = 412;

/** The time from a fault until everything was well again. */
export interface TalliedFault {
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

/** The result of the sign-ins of one kind. */
export interface CallTally {
  what: string;
  times: number;
  letIn: number;
  held: number;
  /** Calls that were resent because an instance refused or broke the connection. */
  resent: number;
  /** Let in, although another answer was right. */
  letInWrongly: number;
  /** Held or answered otherwise, although another answer was right. */
  wrong: number;
  /** Jobs whose calls got different answers. */
  different: number;
  /** Answered after the deadline, or never. */
  late: number;
  slowestMs: number;
}

/** An answered job, as the database must contain it. */
export interface AnsweredJob {
  jobId: string;
  /** Null: either verdict is right, because an instance held a repeat while it could not read the database. */
  verdict: 'approved' | 'review' | null;
  what: string;
  amid: string | null;
  /** The time of its last answer. */
  at: number;
}

/** One wrong result, with the details to investigate it. */
export interface Wrong {
  /** Minutes since the start. */
  at: number;
  jobId: string;
  what: string;
  amid: string | null;
  answers: string[];
}

/** Counts sign-ins: by kind while everything was well, and otherwise by the fault. */
export class Tallies {
  readonly calm = new Map<string, CallTally>();
  readonly amid = new Map<string, CallTally>();
  readonly faults: TalliedFault[] = [];
  readonly answered: AnsweredJob[] = [];
  readonly forged: string[] = [];
  readonly wrongs: Wrong[] = [];
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
    const tally = fault ? tallyIn(this.amid, fault.what) : tallyIn(this.calm, what);
    const right = fault && !isForged(happening) ? [...happening.right, held] : happening.right;
    const answers = calls.map(({ answer }) => answer);
    const statuses = answers.map((answer) => answer?.status ?? 0);
    const isLetInWrongly = statuses.includes(letIn) && !right.includes(letIn);
    const isWrong = statuses.some(
      (status) => status !== letIn && status !== 0 && !right.includes(status),
    );
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
    tally.letInWrongly += Number(isLetInWrongly);
    tally.wrong += Number(isWrong);
    tally.different += Number(isDifferent);
    tally.late += Number(isLate);
    const slowest = Math.max(...answers.map((answer) => answer?.milliseconds ?? Infinity));
    tally.slowestMs = Math.max(tally.slowestMs, slowest);
    if (isForged(happening)) this.forged.push(jobId);
    else if (statuses.every((status) => status === letIn || status === held)) {
      const verdict = isMixed ? null : statuses[0] === letIn ? 'approved' : 'review';
      this.answered.push({ jobId, verdict, what, amid, at: now });
    }
    if (isLetInWrongly || isWrong || isDifferent || isLate) {
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

function tallyIn(tallies: Map<string, CallTally>, what: string): CallTally {
  const none = { times: 0, letIn: 0, held: 0, resent: 0, letInWrongly: 0 };
  const tally = tallies.get(what) ?? {
    what,
    ...none,
    wrong: 0,
    different: 0,
    late: 0,
    slowestMs: 0,
  };
  tallies.set(what, tally);
  return tally;
}

/** The reason as Envoy's visitor log shows it. */
function reasonOf(body = ''): string {
  return /"value":"([^"]*)"/.exec(body)?.[1] ?? '';
}
