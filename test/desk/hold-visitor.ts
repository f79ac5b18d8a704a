import { review } from '#server/sign-in/decision.ts';
import { createLedger } from '#server/sign-in/ledger.ts';
import type { ReviewReason } from '#server/sign-in/reasons.ts';
import { signInOf, type Guest } from '../notify/told.ts';
import { approvalMark } from '../support/approval-mark.ts';
import type { startDesk } from './start-desk.ts';

type Desk = Pick<Awaited<ReturnType<typeof startDesk>>, 'db' | 'desk'>;

/** Records a held sign-in for any reason. Its card continues the visit of an earlier one, as in the service. */
export async function holdVisitor(
  { db, desk: { board, closing } }: Desk,
  visitor: Guest & { jobId: string },
  reason: ReviewReason,
): Promise<void> {
  const ledger = createLedger(db, approvalMark, [board.ledgerHook]);
  const now = new Date();
  await ledger.record(review(visitor.jobId, now, reason), signInOf(visitor, now));
  await closing.heldAgain(visitor.jobId);
  await board.tell(visitor.jobId);
}
