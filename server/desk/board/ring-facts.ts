import type { People } from '../../people/person.ts';
import type { RingFacts } from '../../protocol/desk-messages.ts';
import type { ApprovalRequest } from '../../sign-in/desk-approval.ts';
import type { Db } from '../../store/schema.ts';
import { findPerson } from '../../store/tables/people.ts';
import { signInHistory } from '../../store/tables/sign-in-history.ts';
import { findExpectedVisit } from '../arrivals/visit-rows.ts';

interface Deps {
  /** Used for reading only. */
  db: Db;
  people: Pick<People, 'findClaimed'>;
}

/** Reads what the desk knows of a visitor who rings. The card, which has more, is stored only after the answer. */
export async function ringFactsOf(
  { db, people }: Deps,
  { signIn, pendingReview }: Pick<ApprovalRequest, 'signIn' | 'pendingReview'>,
): Promise<RingFacts> {
  const { claim, inviteId } = signIn;
  const visit = inviteId === null ? undefined : await findExpectedVisit(db, inviteId);
  const [claimed, ...more] = await people.findClaimed(claim);
  const personId = pendingReview.evidence.personId ?? (more.length === 0 ? claimed?.id : undefined);
  const person = personId === undefined ? undefined : await findPerson(db, personId);
  const [last] = person
    ? await signInHistory(db, {
        ...{ from: new Date(0), to: new Date(), personId: person.id, limit: 1 },
        ...{ locationId: null, verdict: 'approved', reason: null, before: null },
      })
    : [];
  return {
    expectedAt: visit?.expectedAt.toISOString() ?? null,
    enrolledAt: person?.createdAt.toISOString() ?? null,
    lastLetInAt: last?.receivedAt.toISOString() ?? null,
  };
}
