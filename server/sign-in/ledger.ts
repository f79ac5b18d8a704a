import type { Db } from '../store/schema.ts';
import { checksOf, deleteChecks, insertChecks } from '../store/tables/sign-in-checks.ts';
import { amendSignIn, findSignIn, insertSignIn, type SignInRow } from '../store/tables/sign-ins.ts';
import type { CheckOutcome, Decision } from './decision.ts';
import { isReason, reasons, type Reason } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** Where decisions are kept, so that a repeat of a job gets the same answer after a restart too. */
export interface Ledger {
  find(jobId: string): Promise<Decision | null>;
  /**
   * Stores a decision durably. The first one of a job wins; the stored one is returned.
   *
   * @param alongside writes in the same transaction, last, when the decision is the first one
   */
  record(
    decision: Decision,
    signIn: SignInRequest,
    alongside?: (transaction: Db) => Promise<void>,
  ): Promise<Decision>;
  /** Overwrites the verdict of a job with the one that Envoy was given. */
  amend(decision: Decision, signIn: SignInRequest): Promise<void>;
}

/** Writes what follows from a decision in the transaction that stores it: both are there, or neither. */
export type LedgerHook = (
  transaction: Db,
  decision: Decision,
  signIn: SignInRequest,
) => Promise<void>;

export function createLedger(db: Db, ledgerHook: readonly LedgerHook[] = []): Ledger {
  const follow: LedgerHook = async (transaction, decision, signIn) => {
    for (const write of ledgerHook) await write(transaction, decision, signIn);
  };
  return {
    async find(jobId) {
      const row = await findSignIn(db, jobId);
      return row ? toDecision(row, await outcomesOf(db, jobId)) : null;
    },
    async record(decision, signIn, alongside) {
      return db.transaction().execute(async (transaction) => {
        const { stored, isNew } = await insertSignIn(transaction, toRow(decision, signIn));
        if (isNew) {
          await insertChecks(transaction, decision.jobId, decision.checks);
          await follow(transaction, decision, signIn);
          await alongside?.(transaction);
        }
        return toDecision(stored, await outcomesOf(transaction, decision.jobId));
      });
    },
    async amend(decision, signIn) {
      await db.transaction().execute(async (transaction) => {
        await amendSignIn(transaction, toRow(decision, signIn));
        // A repeat tells of the checks what was told, which is nothing of one that ran out of time.
        await deleteChecks(transaction, decision.jobId);
        await insertChecks(transaction, decision.jobId, decision.checks);
        await follow(transaction, decision, signIn);
      });
    },
  };
}

async function outcomesOf(db: Db, jobId: string): Promise<CheckOutcome[]> {
  const rows = await checksOf(db, jobId);
  return rows.map((row) => ({ ...row, reason: knownReason(row.reason) }));
}

function knownReason(text: string): Reason {
  return isReason(text) ? text : 'internal_error';
}

function toRow(decision: Decision, signIn: SignInRequest): SignInRow {
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
    engine: evidence.engine ?? null,
    model: evidence.model ?? null,
    challengeFailed: evidence.challengeFailed ?? null,
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

function toDecision(row: SignInRow, checks: readonly CheckOutcome[]): Decision {
  // Read back as strictly as it was decided: a row that says `approved` beside any reason but one
  // that approves was not written by this service.
  const reason = knownReason(row.reason);
  const isApproved = row.verdict === 'approved' && reasons[reason].verdict === 'approved';
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
      tried: row.tried === 'matched' || row.tried === 'failed' ? row.tried : null,
      frames: row.frames,
      usableFrames: row.usableFrames,
      score: row.score,
      note: row.note,
    }),
    checks,
    receivedAt: row.receivedAt,
    decidedAt: row.decidedAt,
  };
}

type WithoutNulls<T> = { [Key in keyof T]?: NonNullable<T[Key]> };

function withoutNulls<T extends object>(columns: T): WithoutNulls<T> {
  const set = Object.entries(columns).filter(([, value]) => value !== null);
  return Object.fromEntries(set) as WithoutNulls<T>;
}
