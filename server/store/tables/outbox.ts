import { sql, type ExpressionBuilder, type Selectable } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db, Schema, OutboxState, OutboxTable } from '../schema.ts';

export type OutboxRow = Selectable<OutboxTable>;

interface NewMessage {
  id: string;
  about: string;
  channel: string;
  kind: string;
  subject: string | null;
  personId: string | null;
  contents: Buffer;
  dueAt: Date;
  giveUpAt: Date;
  createdAt: Date;
}

/** Puts a message into the outbox. One about the same for the same channel is brought up to date as long as nobody sends it. */
export async function putMessage(db: Db, message: NewMessage): Promise<void> {
  const { personId, dueAt, giveUpAt, createdAt, ...row } = message;
  await db
    .insertInto('outbox')
    .values({
      ...row,
      person_id: personId,
      state: 'waiting',
      attempts: 0,
      due_at: dueAt.toISOString(),
      give_up_at: giveUpAt.toISOString(),
      created_at: createdAt.toISOString(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['about', 'channel'])
        // Its id too: what is encrypted belongs to it.
        .doUpdateSet((row) => ({
          id: row.ref('excluded.id'),
          kind: row.ref('excluded.kind'),
          person_id: row.ref('excluded.person_id'),
          contents: row.ref('excluded.contents'),
        }))
        .where('outbox.state', '=', 'waiting')
        .where('outbox.attempts', '=', 0),
    )
    .execute();
}

/**
 * Takes the next message of the channel that is due, for this sender alone until the lease ends.
 * Undefined when there is none.
 */
export async function claimMessage(
  db: Db,
  channel: string,
  { sender, now, leaseMs }: { sender: string; now: Date; leaseMs: number },
): Promise<OutboxRow | undefined> {
  const at = now.toISOString();
  return db
    .updateTable('outbox')
    .set((row) => ({
      sender,
      leased_until: new Date(now.getTime() + leaseMs).toISOString(),
      attempts: row('attempts', '+', 1),
    }))
    .where('id', '=', (row) =>
      row
        .selectFrom('outbox')
        .select('id')
        .where('state', '=', 'waiting')
        .where('channel', '=', channel)
        .where('due_at', '<=', at)
        .where((free) => free.or([free('leased_until', 'is', null), free('leased_until', '<', at)]))
        .orderBy('due_at')
        .limit(1)
        .modifyEnd(differencesOf(db).skipTaken),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Only its state and its times are kept. */
export async function markSent(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'sent', contents: null, person_id: null, last_fault: null, ...ended(now) })
    .where('id', '=', id)
    .execute();
}

/** Puts it back until then, unless its person was erased in the meantime. */
export async function putBack(
  db: Db,
  id: string,
  { fault, dueAt }: { fault: string; dueAt: Date },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ last_fault: fault, sender: null, leased_until: null, due_at: dueAt.toISOString() })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** The contents stay for a retry. */
export async function giveUp(db: Db, id: string, fault: string, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'given_up', last_fault: fault, ...ended(now) })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/**
 * Gives up what waits for a channel that there is no more, but for what is being sent at this moment.
 * Returns the channel of each.
 */
export async function giveUpOrphans(
  db: Db,
  channels: readonly string[],
  now: Date,
): Promise<string[]> {
  const isOrphan = (row: ExpressionBuilder<Schema, 'outbox'>) =>
    row.and([
      row('state', '=', 'waiting'),
      row.or([row('leased_until', 'is', null), row('leased_until', '<', now.toISOString())]),
      ...(channels.length > 0 ? [row('channel', 'not in', channels)] : []),
    ]);
  // Looked at first: there is hardly ever one, and to write takes a lock that others may hold.
  const first = await db
    .selectFrom('outbox')
    .select('id')
    .where(isOrphan)
    .limit(1)
    .executeTakeFirst();
  if (!first) return [];
  const rows = await db
    .updateTable('outbox')
    .set({ state: 'given_up', last_fault: 'no_such_channel', ...ended(now) })
    .where(isOrphan)
    .returning('channel')
    .execute();
  return rows.map(({ channel }) => channel);
}

function ended(now: Date) {
  return { sender: null, leased_until: null, ended_at: now.toISOString() };
}

/** Who is sending something at this moment, or was when it was killed. */
export async function sendersAtWork(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('sender')
    .distinct()
    .where('state', '=', 'waiting')
    .where('sender', 'is not', null)
    .$narrowType<{ sender: string }>()
    .execute();
  return rows.map(({ sender }) => sender);
}

/** For a sender that is gone. */
export async function releaseLeases(db: Db, sender: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ sender: null, leased_until: null })
    .where('state', '=', 'waiting')
    .where('sender', '=', sender)
    .execute();
}

/** By channel: when its next message is due, or that one's lease ends. */
export async function nextDue(db: Db): Promise<Map<string, Date>> {
  const rows = await db
    .selectFrom('outbox')
    .select((row) => [
      'channel',
      row.fn
        .min<string>(
          differencesOf(db).larger(
            sql<string>`due_at`,
            sql<string>`coalesce(leased_until, due_at)`,
          ),
        )
        .as('at'),
    ])
    .where('state', '=', 'waiting')
    .groupBy('channel')
    .execute();
  return new Map(rows.map(({ channel, at }) => [channel, new Date(at)]));
}

/** Tries the messages that were given up once more: all, those of a channel, or one. Returns how many. */
export async function retryMessages(
  db: Db,
  { id, channel }: { id?: string | undefined; channel?: string | undefined },
  { now, giveUpAt }: { now: Date; giveUpAt: Date },
): Promise<number> {
  const result = await db
    .updateTable('outbox')
    .set({
      state: 'waiting',
      attempts: 0,
      due_at: now.toISOString(),
      give_up_at: giveUpAt.toISOString(),
      ended_at: null,
    })
    .where('contents', 'is not', null)
    .where('sender', 'is', null)
    .where('state', 'in', ['given_up', 'waiting'])
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** What waits and what was given up, the oldest first. */
export async function unsentMessages(db: Db, limit: number): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('state', 'in', ['waiting', 'given_up'])
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

export interface OutboxCount {
  channel: string;
  state: OutboxState;
  count: number;
}

export async function countMessages(db: Db): Promise<OutboxCount[]> {
  return db
    .selectFrom('outbox')
    .select(['channel', 'state'])
    .select((row) => row.fn.countAll<number>().as('count'))
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .orderBy('state')
    .execute();
}

type LatestMessage = Pick<
  OutboxRow,
  'kind' | 'about' | 'channel' | 'state' | 'attempts' | 'created_at'
>;

/** The latest message about this subject. */
export async function latestMessageAbout(
  db: Db,
  subject: string,
): Promise<LatestMessage | undefined> {
  return db
    .selectFrom('outbox')
    .select(['kind', 'about', 'channel', 'state', 'attempts', 'created_at'])
    .where('subject', '=', subject)
    .orderBy('created_at', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Empties what was given up before the one time, and deletes what ended before the other. */
export async function tidyMessages(
  db: Db,
  { emptyBefore, deleteBefore }: { emptyBefore: Date; deleteBefore: Date },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ contents: null, person_id: null })
    .where('state', '!=', 'waiting')
    .where('contents', 'is not', null)
    .where('ended_at', '<', emptyBefore.toISOString())
    .execute();
  await db.deleteFrom('outbox').where('ended_at', '<', deleteBefore.toISOString()).execute();
}

/** The messages with contents, for putting them under another key. */
export async function storedContents(db: Db): Promise<{ id: string; contents: Buffer }[]> {
  return db
    .selectFrom('outbox')
    .select(['id', 'contents'])
    .where('contents', 'is not', null)
    .$narrowType<{ contents: Buffer }>()
    .execute();
}

export async function replaceContents(
  db: Db,
  id: string,
  before: Buffer,
  after: Buffer,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ contents: after })
    .where('id', '=', id)
    .where('contents', '=', before)
    .execute();
}
