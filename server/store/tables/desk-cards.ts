import { changeRows, deleteRows, findRow, hadEffect } from '#database';
import type { Outcome } from '../../protocol/desk-messages.ts';
import type { DeskCardsTable } from '../desk-schema.ts';
import type { Db, SignInsTable } from '../schema.ts';

/** A visitor held longer ago than this has left, whether or not anybody closed the card. */
export const waitingForMs = 24 * 60 * 60_000;

/** The desk's data about a held sign-in, beside the stored sign-in itself. */
export type DeskCardRow = Omit<DeskCardsTable, 'personId'>;

type NewDeskCard = Pick<DeskCardsTable, 'jobId' | 'personId' | 'heldAt'> & {
  contents: Buffer;
  /** Default: the card waits. */
  seenAt?: Date | null;
};

/** Puts a card on the desk, which waits unless `seenAt` is set. Replaces the card that a job already has. */
export async function putDeskCard(db: Db, card: NewDeskCard): Promise<void> {
  const { jobId, personId, contents, heldAt, seenAt = null } = card;
  await db
    .insertInto('desk_cards')
    .values({ jobId, personId, contents, heldAt, seenAt })
    .onConflict((conflict) =>
      conflict.column('jobId').doUpdateSet({
        // Keeps the former person's reference, so that erasing them still empties the card.
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

/** Removes the card of a sign-in that was not held after all. */
export async function removeDeskCard(db: Db, jobId: string): Promise<void> {
  await deleteRows(db, 'desk_cards', { jobId });
}

export async function findDeskCard(db: Db, jobId: string): Promise<DeskCardRow | undefined> {
  return findRow(db, 'desk_cards', { jobId });
}

/** Open cards that are no older than `since`, newest first. */
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

/** Cards closed since then, latest first, without those that a later card continues. */
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

/** @param by null: the visitor waits alone. Returns false when there is no such open card. */
export async function setPresence(
  db: Db,
  jobId: string,
  by: string | null,
  now: Date,
): Promise<boolean> {
  const presence = { withBy: by, withAt: by === null ? null : now };
  return changeRows(db, 'desk_cards', { jobId, seenAt: null }, presence);
}

/** Counts the open cards. */
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

/** Returns false and changes nothing when the card is already closed. */
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

/** Returns false when the card is already open or does not exist. */
export async function markDeskCardWaiting(db: Db, jobId: string): Promise<boolean> {
  return db
    .updateTable('desk_cards')
    .set({ seenAt: null, seenBy: null, outcome: null })
    .where('jobId', '=', jobId)
    .where('seenAt', 'is not', null)
    .$call(hadEffect);
}

/** The columns of a card and its sign-in that tell one visit from another. */
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

/** Open cards with this person, this Envoy log entry or this place. */
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

/** Job ids of open cards of this Envoy log entry that were held until then. */
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

/** Both cards, if both are still open and name a person. Null after a closing or an erasure. */
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

/** Makes a card continue the visit of an earlier card, with that card's note. */
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

/** Separates cards that were wrongly taken for one visit. Returns the job ids except the first one. */
export async function partVisit(db: Db, firstJobId: string): Promise<string[]> {
  const rows = await db
    .updateTable('desk_cards')
    .set({ firstJobId: null })
    .where('firstJobId', '=', firstJobId)
    .returning('jobId')
    .execute();
  return rows.map(({ jobId }) => jobId);
}

/** The earlier cards of visits that a later sign-in continued, earliest first. */
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

/** Returns the job ids of the cards that were open until now. */
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
 * @param note encrypted; null removes the note
 * @param before the note that it replaces
 * @returns false when there is no such card or its note has changed
 */
export async function noteOnDeskCard(
  db: Db,
  jobId: string,
  note: Buffer | null,
  before: Buffer | null,
): Promise<boolean> {
  // A card without contents names an erased person and gets no note.
  return db
    .updateTable('desk_cards')
    .set({ note })
    .where('jobId', '=', jobId)
    .where('note', 'is not distinct from', before)
    .where('contents', 'is not', null)
    .$call(hadEffect);
}
