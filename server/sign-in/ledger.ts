import type { Db } from '../store/schema.ts';
import { amendSignIn, findSignIn, insertSignIn, type SignInRow } from '../store/tables/sign-ins.ts';
import type { Decision } from './decision.ts';
import { isReason, reasons } from './reasons.ts';
import type { SignInRequest } from './sign-in.ts';

/** Where decisions are kept, so that a repeat of a job gets the same answer after a restart too. */
export interface Ledger {
  find(jobId: string): Promise<Decision | null>;
  /** Stores a decision durably. The first one of a job wins; the stored one is returned. */
  record(decision: Decision, signIn: SignInRequest): Promise<Decision>;
  /** Overwrites the verdict of a job with the one that Envoy was given. */
  amend(decision: Decision): Promise<void>;
}

export function createLedger(db: Db): Ledger {
  return {
    async find(jobId) {
      const row = await findSignIn(db, jobId);
      return row ? toDecision(row) : null;
    },
    async record(decision, signIn) {
      return toDecision(await insertSignIn(db, toRow(decision, signIn)));
    },
    async amend({ jobId, verdict, reason }) {
      await amendSignIn(db, jobId, { verdict, reason });
    },
  };
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
    frames: evidence.frames ?? null,
    usableFrames: evidence.usableFrames ?? null,
    score: evidence.score ?? null,
    receivedAt: decision.receivedAt,
    decidedAt: decision.decidedAt,
    locationId: signIn.locationId,
    deviceId: signIn.deviceId,
    flow: signIn.flowName,
  };
}

function toDecision(row: SignInRow): Decision {
  // Read back as strictly as it was decided: a row that says `approved` beside any reason but one
  // that approves was not written by this service.
  const reason = isReason(row.reason) ? row.reason : 'internal_error';
  const isApproved = row.verdict === 'approved' && reasons[reason].verdict === 'approved';
  return {
    jobId: row.jobId,
    verdict: isApproved ? 'approved' : 'review',
    reason: isApproved || reasons[reason].verdict === 'review' ? reason : 'internal_error',
    check: row.check,
    evidence: {
      ...(row.claimedPersonId === null ? {} : { personId: row.claimedPersonId }),
      ...(row.engine === null ? {} : { engine: row.engine }),
      ...(row.frames === null ? {} : { frames: row.frames }),
      ...(row.usableFrames === null ? {} : { usableFrames: row.usableFrames }),
      ...(row.score === null ? {} : { score: row.score }),
      ...(row.note === null ? {} : { note: row.note }),
    },
    receivedAt: row.receivedAt,
    decidedAt: row.decidedAt,
  };
}
