import type { Selectable } from 'kysely';
import type { Db, DeskCardsTable } from '../schema.ts';

/** What the front desk is shown of a held sign-in, beside what is stored of the sign-in itself. */
export interface DeskCardRow {
  jobId: string;
  /** Encrypted; null once the person was erased. */
  contents: Buffer | null;
  /** Encrypted. */
  note: Buffer | null;
  heldAt: Date;
  /** When somebody at the desk had seen to it, and whose account that was. */
  seenAt: Date | null;
  seenBy: string | null;
}

interface NewDeskCard {
  jobId: string;
  personId: string | null;
  contents: Buffer;
  heldAt: Date;
}

/** Puts a card on the desk, where it waits; that of a job which has one already is made anew. */
export async function putDeskCard(db: Db, card: NewDeskCard): Promise<void> {
  const { jobId, personId, contents, heldAt } = card;
  await db
    .insertInto('desk_cards')
    .values({
      job_id: jobId,
      person_id: personId,
      contents,
      held_at: heldAt.toISOString(),
    })
    .onConflict((conflict) =>
      conflict.column('job_id').doUpdateSet({
        // Of whom it was about before, erasure empties it still.
        person_id: (row) => row.fn.coalesce('excluded.person_id', 'desk_cards.person_id'),
        contents,
        held_at: heldAt.toISOString(),
        seen_at: null,
        seen_by: null,
      }),
    )
    .execute();
}

/** Takes the card of a sign-in away that turned out not to be held. */
export async function removeDeskCard(db: Db, jobId: string): Promise<void> {
  await db.deleteFrom('desk_cards').where('job_id', '=', jobId).execute();
}

export async function findDeskCard(db: Db, jobId: string): Promise<DeskCardRow | undefined> {
  const row = await db
    .selectFrom('desk_cards')
    .selectAll()
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** The cards that nobody has seen to and that are not older than this, the newest first. */
export async function waitingDeskCards(
  db: Db,
  { since, limit }: { since: Date; limit: number },
): Promise<DeskCardRow[]> {
  const rows = await db
    .selectFrom('desk_cards')
    .selectAll()
    .where('seen_at', 'is', null)
    .where('held_at', '>=', since.toISOString())
    .orderBy('held_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

export async function deskCardsOf(db: Db, jobIds: readonly string[]): Promise<DeskCardRow[]> {
  if (jobIds.length === 0) return [];
  const rows = await db
    .selectFrom('desk_cards')
    .selectAll()
    .where('job_id', 'in', jobIds)
    .execute();
  return rows.map(fromRow);
}

/** Returns false, and changes nothing, when somebody has seen to it before. */
export async function markDeskCardSeen(
  db: Db,
  jobId: string,
  { by, now }: { by: string; now: Date },
): Promise<boolean> {
  const result = await db
    .updateTable('desk_cards')
    .set({ seen_at: now.toISOString(), seen_by: by })
    .where('job_id', '=', jobId)
    .where('seen_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Returns false when it waits already, or there is none. */
export async function markDeskCardWaiting(db: Db, jobId: string): Promise<boolean> {
  const result = await db
    .updateTable('desk_cards')
    .set({ seen_at: null, seen_by: null })
    .where('job_id', '=', jobId)
    .where('seen_at', 'is not', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** @param note encrypted; null takes it away. Returns false when there is no such card. */
export async function noteOnDeskCard(db: Db, jobId: string, note: Buffer | null): Promise<boolean> {
  const result = await db
    .updateTable('desk_cards')
    .set({ note })
    .where('job_id', '=', jobId)
    // Of somebody erased nothing is written down any more.
    .where('contents', 'is not', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** What is encrypted on the cards, for putting it under another key. */
export async function storedDeskCards(db: Db): Promise<DeskCardRow[]> {
  const rows = await db
    .selectFrom('desk_cards')
    .selectAll()
    .where((card) => card.or([card('contents', 'is not', null), card('note', 'is not', null)]))
    .execute();
  return rows.map(fromRow);
}

export async function replaceDeskCard(
  db: Db,
  { jobId, contents, note }: Pick<DeskCardRow, 'jobId' | 'contents' | 'note'>,
): Promise<void> {
  await db.updateTable('desk_cards').set({ contents, note }).where('job_id', '=', jobId).execute();
}

function fromRow(row: Selectable<DeskCardsTable>): DeskCardRow {
  return {
    jobId: row.job_id,
    contents: row.contents,
    note: row.note,
    heldAt: new Date(row.held_at),
    seenAt: row.seen_at === null ? null : new Date(row.seen_at),
    seenBy: row.seen_by,
  };
}
