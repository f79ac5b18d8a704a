import type { Outcome } from '../../protocol/desk-messages.ts';
import type { DeskCardsTable } from '../desk-schema.ts';
import type { Db, SignInsTable } from '../schema.ts';
import { changeRows, deleteRows, findRow, hadEffect } from './rows.ts';

/** A visitor who was held longer ago than this has left, seen or not. */
export const waitingForMs = 24 * 60 * 60_000;

/** What the front desk is shown of a held sign-in, beside what is stored of the sign-in itself. */
export type DeskCardRow = Omit<DeskCardsTable, 'personId'>;

type NewDeskCard = Pick<DeskCardsTable, 'jobId' | 'personId' | 'heldAt'> & {
  contents: Buffer;
  /** Default: it waits. */
  seenAt?: Date | null;
};

/** Puts a card on the desk, where it waits unless it is seen to; that of a job which has one already is made again. */
export async function putDeskCard(db: Db, card: NewDeskCard): Promise<void> {
  const { jobId, personId, contents, heldAt, seenAt = null } = card;
  await db
    .insertInto('desk_cards')
    .values({ jobId, personId, contents, heldAt, seenAt })
    .onConflict((conflict) =>
      conflict.column('jobId').doUpdateSet({
        // Of whom it was about before, erasure empties it still.
        personId: (row) => row.fn.coalesce('excluded.personId', 'desk_cards.personId'),
        contents,
        heldAt,
        seenAt,
        seenBy: null,
        outcome: null,
      }),
    )
    .execute();
}

/** Takes the card of a sign-in away that turned out not to be held. */
export async function removeDeskCard(db: Db, jobId: string): Promise<void> {
  await deleteRows(db, 'desk_cards', { jobId });
}

export async function findDeskCard(db: Db, jobId: string): Promise<DeskCardRow | undefined> {
  return findRow(db, 'desk_cards', { jobId });
}

/** The cards that no one has seen to and that are not older than this, the newest first. */
export async function waitingDeskCards(db: Db, { since, limit }: { since: Date; limit: number }) {
  return db
    .selectFrom('desk_cards')
    .selectAll()
    .where('seenAt', 'is', null)
    .where('heldAt', '>=', since)
    .orderBy('heldAt', 'desc')
    .limit(limit)
    .execute();
}

/** The cards that were closed since, the latest first; without those that a later card goes on with. */
export async function closedDeskCards(db: Db, { since, limit }: { since: Date; limit: number }) {
  return db
    .selectFrom('desk_cards')
    .selectAll()
    .where('seenAt', '>=', since)
    .where((row) => row.or([row('outcome', '<>', 'held_again'), row('outcome', 'is', null)]))
    .orderBy('seenAt', 'desc')
    .limit(limit)
    .execute();
}

/** @param by null: the visitor is alone again. Returns false when there is no such card that waits. */
export async function setPresence(
  db: Db,
  jobId: string,
  by: string | null,
  now: Date,
): Promise<boolean> {
  const presence = { withBy: by, withAt: by === null ? null : now };
  return changeRows(db, 'desk_cards', { jobId, seenAt: null }, presence);
}

/** How many there are. */
export async function countWaitingCards(db: Db, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('desk_cards')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('seenAt', 'is', null)
    .where('heldAt', '>=', since)
    .executeTakeFirstOrThrow();
  return count;
}

export async function deskCardsOf(db: Db, jobIds: readonly string[]): Promise<DeskCardRow[]> {
  if (jobIds.length === 0) return [];
  return db.selectFrom('desk_cards').selectAll().where('jobId', 'in', jobIds).execute();
}

/** Returns false, and changes nothing, when someone has seen to it before. */
export async function markDeskCardSeen(
  db: Db,
  jobId: string,
  { by, outcome, now }: { by: string; outcome: Outcome; now: Date },
): Promise<boolean> {
  return changeRows(
    db,
    'desk_cards',
    { jobId, seenAt: null },
    { seenAt: now, seenBy: by, outcome },
  );
}

/** Returns false when it waits already, or there is none. */
export async function markDeskCardWaiting(db: Db, jobId: string): Promise<boolean> {
  return db
    .updateTable('desk_cards')
    .set({ seenAt: null, seenBy: null, outcome: null })
    .where('jobId', '=', jobId)
    .where('seenAt', 'is not', null)
    .$call(hadEffect);
}

/** What of a card and its sign-in tells one visit from another. */
export type HeldSignIn = DeskCardRow &
  Pick<
    SignInsTable,
    'entryId' | 'deviceId' | 'locationId' | 'kind' | 'reason' | 'receivedAt' | 'claimedPersonId'
  >;

function waitingSignIns(db: Db, since: Date) {
  return db
    .selectFrom('desk_cards')
    .innerJoin('sign_ins', 'sign_ins.jobId', 'desk_cards.jobId')
    .selectAll('desk_cards')
    .select(['entryId', 'deviceId', 'locationId', 'kind', 'reason', 'receivedAt'])
    .select('claimedPersonId')
    .where('desk_cards.seenAt', 'is', null)
    .where('desk_cards.heldAt', '>=', since);
}

/** Cards that wait, and are of this person, this entry of Envoy's log or this place. */
export async function waitingNear(
  db: Db,
  of: { personId?: string | null; entryId: string | null; locationId: string | null },
  since: Date,
) {
  return waitingSignIns(db, since)
    .where((row) =>
      row.or([
        row('sign_ins.claimedPersonId', '=', of.personId ?? null),
        row('sign_ins.entryId', '=', of.entryId),
        row('sign_ins.locationId', 'is not distinct from', of.locationId),
      ]),
    )
    .orderBy('desk_cards.heldAt', 'desc')
    .limit(mostNear)
    .execute();
}
const mostNear = 500;

/** Of sign-ins of this entry of Envoy's log that were held by then. */
export async function waitingCardsOfEntry(
  db: Db,
  entryId: string,
  heldUntil: Date,
): Promise<string[]> {
  const rows = await waitingSignIns(db, new Date(0))
    .where('desk_cards.heldAt', '<=', heldUntil)
    .where('sign_ins.entryId', '=', entryId)
    .execute();
  return rows.map(({ jobId }) => jobId);
}

/** Both still wait, and say who it is: nobody has seen to one of them or erased the person since. */
export async function cardsToJoin(
  transaction: Db,
  jobIds: { earlier: string; later: string },
): Promise<{ earlier: DeskCardsTable; later: DeskCardsTable } | null> {
  const rows = await transaction
    .selectFrom('desk_cards')
    .selectAll()
    .where('jobId', 'in', [jobIds.earlier, jobIds.later])
    .where('seenAt', 'is', null)
    .where('contents', 'is not', null)
    .execute();
  const [earlier, later] = [jobIds.earlier, jobIds.later].map((jobId) =>
    rows.find((row) => row.jobId === jobId),
  );
  return earlier && later ? { earlier, later } : null;
}

/** Has a card go on with the visit of an earlier one, and with what was written on that. */
export async function joinVisit(
  transaction: Db,
  jobId: string,
  joined: Pick<DeskCardsTable, 'firstJobId' | 'personId'> & { note?: Buffer },
): Promise<boolean> {
  return transaction
    .updateTable('desk_cards')
    .set(joined)
    .where('jobId', '=', jobId)
    .where('seenAt', 'is', null)
    .where('contents', 'is not', null)
    .$call(hadEffect);
}

/** What was taken for one visit was several. Returns whose it was beside the first one. */
export async function partVisit(db: Db, firstJobId: string): Promise<string[]> {
  const rows = await db
    .updateTable('desk_cards')
    .set({ firstJobId: null })
    .where('firstJobId', '=', firstJobId)
    .returning('jobId')
    .execute();
  return rows.map(({ jobId }) => jobId);
}

/** Those whose visit went on at a later sign-in, the first of them first. */
export async function earlierCards(db: Db, firstJobIds: readonly string[]) {
  if (firstJobIds.length === 0) return [];
  return db
    .selectFrom('desk_cards')
    .innerJoin('sign_ins', 'sign_ins.jobId', 'desk_cards.jobId')
    .select(['desk_cards.jobId', 'firstJobId', 'heldAt', 'reason'])
    .where('outcome', '=', 'held_again')
    .where((row) =>
      row.or([
        row('desk_cards.jobId', 'in', firstJobIds),
        row('desk_cards.firstJobId', 'in', firstJobIds),
      ]),
    )
    .orderBy('heldAt')
    .execute();
}

/** Why the visitor was held at each sign-in of the visit. @param firstJobId of its first card */
export async function reasonsOfVisit(db: Db, firstJobId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('desk_cards')
    .innerJoin('sign_ins', 'sign_ins.jobId', 'desk_cards.jobId')
    .select('reason')
    .where((row) =>
      row.or([row('desk_cards.jobId', '=', firstJobId), row('firstJobId', '=', firstJobId)]),
    )
    .execute();
  return rows.map(({ reason }) => reason);
}

/** Without those that somebody has put back since. */
export async function waitingCardsHeldBy(db: Db, heldUntil: Date): Promise<string[]> {
  const putBack = db
    .selectFrom('audit_events')
    .select('subject')
    .where('action', '=', 'desk_put_back')
    .where('subject', 'is not', null)
    .where('at', '>=', heldUntil.toISOString())
    .$narrowType<{ subject: string }>();
  const rows = await db
    .selectFrom('desk_cards')
    .select('jobId')
    .where('seenAt', 'is', null)
    .where('heldAt', '<=', heldUntil)
    .where('jobId', 'not in', putBack)
    .execute();
  return rows.map(({ jobId }) => jobId);
}

/** Returns those that waited until now. */
export async function closeDeskCards(
  db: Db,
  jobIds: readonly string[],
  { outcome, now }: { outcome: Outcome; now: Date },
): Promise<string[]> {
  if (jobIds.length === 0) return [];
  const rows = await db
    .updateTable('desk_cards')
    .set({ seenAt: now, seenBy: null, outcome })
    .where('jobId', 'in', jobIds)
    .where('seenAt', 'is', null)
    .returning('jobId')
    .execute();
  return rows.map(({ jobId }) => jobId);
}

/**
 * @param note encrypted; null takes it away
 * @param before the one that it replaces
 * @returns false when there is no such card, or another note by now
 */
export async function noteOnDeskCard(
  db: Db,
  jobId: string,
  note: Buffer | null,
  before: Buffer | null,
): Promise<boolean> {
  // Of someone erased nothing is written down any more.
  return db
    .updateTable('desk_cards')
    .set({ note })
    .where('jobId', '=', jobId)
    .where('note', 'is not distinct from', before)
    .where('contents', 'is not', null)
    .$call(hadEffect);
}
