import { QueryError } from '#database';
import { recordEvent } from '../audit/record.ts';
import type { ApprovalMark } from '../keys/approval-mark.ts';
import type { Db } from '../store/schema.ts';
import { deleteChecks, insertChecks, type CheckRow } from '../store/tables/sign-in-history.ts';
import {
  amendSignIn,
  deleteForgedApproval,
  findSignInWithChecks,
  insertSignIn,
  type SignInRow,
} from '../store/tables/sign-ins.ts';
import { applyRepeatSignInRule } from './repeat-sign-in.ts';
import { isOfSameArrival, review, type CheckOutcome, type Decision } from './decision.ts';
import { isReason, reasons, type Reason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** Stores decisions, so that a repeat of a job gets the same answer even after a restart. */
export interface Ledger {
  /**
   * Null also for an approval that another program wrote; `record` replaces it. An approval from before there were marks
   * is a review.
   */
  find(jobId: string): Promise<Decision | null>;
  /**
   * Stores a decision durably and returns the stored one: the first decision of a job wins. Other stored sign-ins
   * of the same person may turn an approval into a review: see repeat-sign-in.ts.
   *
   * @param steps called again when the database undid the transaction because of others
   */
  record(decision: Decision, signIn: SignInRequest, steps?: RecordSteps): Promise<Decision>;
}

/** Further steps in the transaction that stores a decision. */
interface RecordSteps {
  /** Runs before anything is written; when it throws, nothing is stored. */
  before?: (transaction: Db) => Promise<void>;
  /** Writes after the hooks if the decision is the first one of its job. */
  alongside?: (transaction: Db) => Promise<void>;
  /**
   * Stores a review that Envoy got. The review replaces only a decision that the same arrival stored and Envoy did
   * not get. A repeat never changes what is stored.
   */
  isAnswered?: boolean;
}

/**
 * Writes the consequences of a decision in the transaction that stores it, so both are stored or neither. Other
 * sign-ins are stored concurrently, at this or other instances. So data about other sign-ins may change between
 * a read and a write.
 * @param isFirst false when Envoy got another answer than the one stored before
 */
export type LedgerHook = (
  transaction: Db,
  decision: Decision,
  signIn: SignInRequest,
  isFirst: boolean,
) => Promise<void>;

/** How often to retry a transaction that the database undid because of others. */
const maxTries = 3;

/**
 * @param mark tells approvals of this program from those that another program wrote to the database
 * @param putOnRecord the last write: from there to the end, transactions that store sign-ins wait for each other
 */
export function createLedger(
  db: Db,
  mark: ApprovalMark,
  ledgerHook: readonly LedgerHook[] = [],
  putOnRecord: LedgerHook = async () => {},
): Ledger {
  const rows = new DecisionRows(mark);
  return {
    find: (jobId) => rows.find(db, jobId),
    async record(decided, asked, { before, alongside, isAnswered } = {}) {
      return beside(db, async (transaction) => {
        const { decision, signIn } = await applyRepeatSignInRule(transaction, decided, asked);
        await before?.(transaction);
        const first = await rows.insert(transaction, decision, signIn);
        if ('earlier' in first) {
          const { earlier } = first;
          const isUntold = isOfSameArrival(earlier, decision) && !isSameAnswer(earlier, decision);
          if (!isAnswered || !isUntold || decision.verdict === 'approved') return earlier;
          if (!(await rows.amend(transaction, earlier, decision, signIn)))
            return (await rows.find(transaction, decision.jobId)) ?? reviewOfForged(decision);
          for (const write of ledgerHook) await write(transaction, decision, signIn, false);
          await putOnRecord(transaction, decision, signIn, false);
          return decision;
        }
        const { stored, written } = first;
        for (const write of ledgerHook) await write(transaction, written, signIn, true);
        // A press at the desk did not let in the visitor of a forged approval.
        if (written === decision || decision.reason !== 'desk_approved')
          await alongside?.(transaction);
        await putOnRecord(transaction, written, signIn, true);
        return stored;
      });
    },
  };
}

/** Stored decisions as rows, with the marks of approvals. */
class DecisionRows {
  readonly #mark: ApprovalMark;

  constructor(mark: ApprovalMark) {
    this.#mark = mark;
  }

  async find(db: Db, jobId: string): Promise<Decision | null> {
    const found = await findSignInWithChecks(db, jobId);
    if (!found || this.#isForged(found.signIn)) return null;
    return toDecision(found.signIn, found.checks);
  }

  /**
   * Stores the first decision. An approval that another program wrote makes way for a review, and is on record.
   * @returns `written`: what was stored, with the evidence that no column keeps
   */
  async insert(
    transaction: Db,
    decision: Decision,
    signIn: SignInRequest,
  ): Promise<{ stored: Decision; written: Decision } | { earlier: Decision }> {
    let toStore = decision;
    for (;;) {
      const stored = await insertSignIn(transaction, this.#toRow(toStore, signIn));
      const { jobId, checks } = toStore;
      if (stored) {
        const rows = await insertChecks(transaction, jobId, checks);
        return { stored: toDecision(stored, rows), written: toStore };
      }
      const found = await findSignInWithChecks(transaction, jobId);
      if (!found) throw new Error('A sign-in that is stored is not there.');
      if (!this.#isForged(found.signIn)) {
        return { earlier: toDecision(found.signIn, found.checks) };
      }
      await deleteForgedApproval(transaction, jobId, found.signIn.mark);
      const about = { actor: 'service', subject: jobId, details: { reason: found.signIn.reason } };
      await recordEvent(transaction, { action: 'approval_forged', ...about });
      toStore = reviewOfForged(decision);
    }
  }

  /** Returns false and writes nothing when another instance was faster. */
  async amend(
    transaction: Db,
    earlier: Decision,
    decision: Decision,
    signIn: SignInRequest,
  ): Promise<boolean> {
    if (!(await amendSignIn(transaction, earlier, this.#toRow(decision, signIn)))) return false;
    // A repeat reports the checks as Envoy got them: none after a timeout.
    await deleteChecks(transaction, decision.jobId);
    await insertChecks(transaction, decision.jobId, decision.checks);
    return true;
  }

  #isForged(row: SignInRow): boolean {
    return row.verdict === 'approved' && !this.#mark.fits(row) && !isBeforeMarks(row);
  }

  #toRow(decision: Decision, signIn: SignInRequest): SignInRow {
    const { jobId, verdict, reason, receivedAt } = decision;
    const mark =
      verdict === 'approved' ? this.#mark.of({ jobId, verdict, reason, receivedAt }) : null;
    return { ...toRow(decision, signIn), mark };
  }
}

/** The review instead of an approval that another program wrote. Its note is in the desk's remarks. */
function reviewOfForged({ jobId, receivedAt }: Decision): Decision {
  return { ...review(jobId, receivedAt, 'internal_error'), evidence: { note: forgedNote } };
}

const forgedNote = 'Another program wrote an approval of this sign-in into the database.';

/** Whether the review replaces an approval that another program wrote. */
export function isOfForgery({ evidence }: Decision): boolean {
  return evidence.note === forgedNote;
}

/** Whether the upgrade that brought the marks found this approval. Nothing proves it, so it is none. */
function isBeforeMarks({ mark }: Pick<SignInRow, 'mark'>): boolean {
  return mark !== null && mark.length === 0;
}

function isSameAnswer(one: Decision, other: Decision): boolean {
  return one.verdict === other.verdict && one.reason === other.reason;
}

/** Runs a transaction that locks the rows it needs. Retries it when the database undid it because of others. */
async function beside<T>(db: Db, work: (transaction: Db) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().setIsolationLevel('read committed').execute(work);
    } catch (error) {
      const isUndone = error instanceof QueryError && error.isUndone();
      if (!isUndone || tries === maxTries) throw error;
    }
  }
}

function knownReason(text: string): Reason {
  return isReason(text) ? text : 'internal_error';
}

function toRow(decision: Decision, signIn: SignInRequest): Omit<SignInRow, 'mark'> {
  const { evidence } = decision;
  return {
    jobId: decision.jobId,
    entryId: signIn.entryId,
    kind: signIn.kind,
    claimedPersonId: evidence.personId ?? null,
    verdict: decision.verdict,
    reason: decision.reason,
    check: decision.check,
    note: evidence.note ?? null,
    hits: evidence.hits ? JSON.stringify(evidence.hits) : null,
    engine: evidence.engine ?? null,
    model: evidence.model ?? null,
    challengeFailed: evidence.challengeFailed ?? null,
    challengeExcused: evidence.challengeExcused ?? null,
    tried: evidence.tried ?? null,
    frames: evidence.frames ?? null,
    usableFrames: evidence.usableFrames ?? null,
    score: evidence.score ?? null,
    receivedAt: decision.receivedAt,
    decidedAt: decision.decidedAt,
    locationId: signIn.locationId,
    deviceId: signIn.deviceId,
    flow: signIn.flowName,
    rule: signIn.rule,
  };
}

function toDecision(row: SignInRow, checks: readonly CheckRow[]): Decision {
  // Reads as strictly as decisions are made. This service never writes an `approved` row whose reason does not
  // approve.
  const reason = knownReason(row.reason);
  const isApproved =
    row.verdict === 'approved' && reasons[reason].verdict === 'approved' && !isBeforeMarks(row);
  return {
    jobId: row.jobId,
    verdict: isApproved ? 'approved' : 'review',
    reason: isApproved || reasons[reason].verdict === 'review' ? reason : 'internal_error',
    check: row.check,
    evidence: withoutNulls({
      personId: row.claimedPersonId,
      engine: row.engine,
      model: row.model,
      challengeFailed: row.challengeFailed,
      challengeExcused: row.challengeExcused,
      tried: row.tried === 'matched' || row.tried === 'failed' ? row.tried : null,
      frames: row.frames,
      usableFrames: row.usableFrames,
      score: row.score,
      note: row.note,
    }),
    checks: checks.map((check): CheckOutcome => ({ ...check, reason: knownReason(check.reason) })),
    receivedAt: row.receivedAt,
    decidedAt: row.decidedAt,
  };
}

type WithoutNulls<T> = { [Key in keyof T]?: NonNullable<T[Key]> };

function withoutNulls<T extends object>(columns: T): WithoutNulls<T> {
  const set = Object.entries(columns).filter(([, value]) => value !== null);
  return Object.fromEntries(set) as WithoutNulls<T>;
}

/**
 * Records every stored verdict. The event's subject is the sign-in: only the sign-in's row names the person, and
 * erasure empties that.
 */
export const recordVerdict: LedgerHook = async (transaction, { jobId, verdict, reason }) => {
  await recordEvent(transaction, {
    action: 'sign_in_decided',
    actor: 'service',
    subject: jobId,
    details: { verdict, reason },
  });
};
