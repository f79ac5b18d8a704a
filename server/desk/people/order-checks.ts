import type { EnrollableDocument } from '../../documents/enrollable-documents.ts';
import { changedSince, type OrderChecks } from '../../enrolment/enrolment-run.ts';
import type { EnrolmentOrder } from '../../enrolment/enrolment-order.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskAccount } from '../accounts/account-rows.ts';
import { linkSignIn } from '../../store/tables/privacy.ts';
import { mayDo } from '../accounts/desk-guard.ts';
import type { DeskRules } from '../accounts/sessions.ts';
import type { DeskBoard } from '../board/board.ts';
import { resolveRecord } from './resolve-record.ts';

interface Deps {
  cards: Pick<DeskBoard, 'claim' | 'claimIn'>;
  rules: DeskRules;
  /** The recogniser in use. */
  model: string;
}

/** What must still be so when an enrolment at a lobby screen begins, and when it is stored. */
export function orderChecks({ cards, rules, model }: Deps): OrderChecks {
  return {
    mayOrder: (db, order) => mayStillOrder(db, order, rules),
    hasCard: async (jobId) => (await cards.claim(jobId)) !== null,
    checkCard: (transaction, order, personId) =>
      checkCard({ cards, model }, transaction, order, personId),
  };
}

async function mayStillOrder(db: Db, order: EnrolmentOrder, rules: DeskRules): Promise<boolean> {
  const account = await findDeskAccount(db, order.actor.slice('desk:'.length));
  if (!account || account.revokedAt !== null) return false;
  const { jobId, twinOf, documentChecked = false, mayBeNamesake = false } = order;
  const isManagers = jobId === null || twinOf.length > 0 || documentChecked || mayBeNamesake;
  return mayDo(account.role, isManagers ? 'enrol' : 'offer', rules);
}

/**
 * Checks that the card still has the offer's data and finds the same person. Somebody may have been enrolled, edited
 * or erased since. From now on, the card's sign-in is this person's.
 * @throws {NotStoredError}
 */
async function checkCard(
  { cards, model }: Pick<Deps, 'cards' | 'model'>,
  transaction: Db,
  {
    jobId,
    confirmed,
    who,
    mayBeNamesake,
    document,
  }: EnrolmentOrder & { document: EnrollableDocument | null },
  personId: string,
): Promise<void> {
  if (jobId === null) return;
  const card = await cards.claimIn(transaction, jobId);
  if (card?.hasAlarm) throw changedSince;
  // A visitor who was let in has no card.
  const claim = card ?? document?.claim;
  const isNew = 'details' in who;
  const enrolled = { db: transaction, model, ...(isNew && { newId: personId }) };
  const resolution = claim && (await resolveRecord(enrolled, claim, confirmed));
  const isSame =
    resolution &&
    'record' in resolution &&
    (resolution.record === null
      ? // A namesake may have been enrolled since, and then only a manager's offer counts.
        isNew && (!resolution.isNamesake || mayBeNamesake === true)
      : resolution.record.id === personId);
  if (!isSame) throw changedSince;
  await linkSignIn(transaction, personId, jobId);
}
