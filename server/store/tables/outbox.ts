import { sql, type ExpressionBuilder, type RawBuilder, type Selectable } from 'kysely';
import { sqlDialectOf, rowsChanged } from '#database';
import type { Db, OutboxState, OutboxTable, Schema } from '../schema.ts';

export type OutboxRow = Selectable<OutboxTable>;

type NewMessage = Pick<
  OutboxRow,
  'id' | 'about' | 'channel' | 'kind' | 'subject' | 'personId' | 'dueAt' | 'giveUpAt' | 'createdAt'
> & { contents: Buffer };

/** Puts a message into the outbox. Updates the channel's message about the same topic unless it is being sent. */
export async function putMessage(db: Db, message: NewMessage): Promise<void> {
  await db
    .insertInto('outbox')
    .values({ ...message, state: 'waiting', attempts: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['about', 'channel'])
        // Replaces the id too, because the encryption of the contents is bound to it.
        .doUpdateSet((row) => ({
          id: row.ref('excluded.id'),
          kind: row.ref('excluded.kind'),
          personId: row.ref('excluded.personId'),
          contents: row.ref('excluded.contents'),
        }))
        .where('outbox.state', '=', 'waiting')
        .where('outbox.attempts', '=', 0),
    )
    .execute();
}

/**
 * Takes the next due message of the channel. Only this sender has the message until the lease ends.
 * Undefined when there is none.
 */
export async function claimMessage(
  db: Db,
  channel: string,
  { sender, now, leaseMs }: { sender: string; now: Date; leaseMs: number },
): Promise<OutboxRow | undefined> {
  const { leaseEnd, skipLocked } = sqlDialectOf(db);
  return db
    .updateTable('outbox')
    .set((row) => ({
      sender,
      leasedUntil: sql<Date>`${leaseEnd(now, leaseMs)}`,
      attempts: row('attempts', '+', 1),
    }))
    .where('id', '=', (row) =>
      row
        .selectFrom('outbox')
        .select('id')
        .where('state', '=', 'waiting')
        .where('channel', '=', channel)
        .where('dueAt', '<=', now)
        .where((free) => free.or([free('leasedUntil', 'is', null), hasLeaseEnded(db, now)]))
        .orderBy('dueAt')
        .limit(1)
        .modifyEnd(skipLocked),
    )
    .returningAll()
    .executeTakeFirst();
}

function hasLeaseEnded(db: Db, now: Date): RawBuilder<boolean> {
  return sql<boolean>`leased_until < ${sqlDialectOf(db).leaseEnd(now, 0)}`;
}

/** Messages of a kind about this subject, latest first. */
export async function messagesOn(db: Db, kind: string, subject: string) {
  return db
    .selectFrom('outbox')
    .select(['channel', 'state', 'createdAt'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('createdAt', 'desc')
    .execute();
}

/** The latest message about each of these subjects. */
export async function latestMessagesOn(db: Db, kind: string, subjects: readonly string[]) {
  if (subjects.length === 0) return [];
  const rows = await db
    .selectFrom('outbox')
    .select(['subject', 'about', 'createdAt'])
    .where('kind', '=', kind)
    .where('subject', 'in', subjects)
    .orderBy('createdAt')
    .execute();
  return [...new Map(rows.map((row) => [row.subject, row])).values()];
}

/** Messages of a kind created since then, about all subjects. */
export async function messagesSince(db: Db, kind: string, since: Date) {
  return db
    .selectFrom('outbox')
    .select(['about', 'subject'])
    .where('kind', '=', kind)
    .where('createdAt', '>=', since)
    .execute();
}

/** Keeps only the message's state and times. */
export async function markSent(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'sent', contents: null, personId: null, lastFault: null, ...endColumns(now) })
    .where('id', '=', id)
    .execute();
}

/** Makes the message due at that time, unless its person was erased in the meantime. */
export async function rescheduleMessage(
  db: Db,
  id: string,
  { fault, dueAt }: { fault: string; dueAt: Date },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ lastFault: fault, sender: null, leasedUntil: null, dueAt })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** Keeps the contents for a retry. */
export async function giveUp(db: Db, id: string, fault: string, now: Date): Promise<void> {
  // A message that is no longer wanted did not fail.
  const state = fault === 'not_wanted' ? 'forgotten' : 'given_up';
  await db
    .updateTable('outbox')
    .set({ state, lastFault: fault, ...endColumns(now) })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/**
 * Gives up messages for channels that no longer exist, except messages being sent now.
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
      row.or([row('leasedUntil', 'is', null), hasLeaseEnded(db, now)]),
      ...(channels.length > 0 ? [row('channel', 'not in', channels)] : []),
    ]);
  // Reads first: there is hardly ever such a message, and writing needs a lock that others may hold.
  const first = await db
    .selectFrom('outbox')
    .select('id')
    .where(isOrphan)
    .limit(1)
    .executeTakeFirst();
  if (!first) return [];
  const rows = await db
    .updateTable('outbox')
    .set({ state: 'given_up', lastFault: 'no_such_channel', ...endColumns(now) })
    .where(isOrphan)
    .returning('channel')
    .execute();
  return rows.map(({ channel }) => channel);
}

function endColumns(now: Date) {
  return { sender: null, leasedUntil: null, endedAt: now };
}

/** The processes that hold a lease, including killed ones. */
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

/** For a sender that no longer runs. */
export async function releaseLeases(db: Db, sender: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ sender: null, leasedUntil: null })
    .where('state', '=', 'waiting')
    .where('sender', '=', sender)
    .execute();
}

/** For each channel, by this machine's clock: when its next message is due or the lease of one ends. */
export async function nextDue(db: Db, now: Date): Promise<Map<string, Date>> {
  const { larger, leaseEndHere } = sqlDialectOf(db);
  const rows = await db
    .selectFrom('outbox')
    .select((row) => [
      'channel',
      row.fn
        .min<string>(
          larger(
            sql<string>`due_at`,
            sql<string>`coalesce(${leaseEndHere('leased_until', now)}, due_at)`,
          ),
        )
        .as('at'),
    ])
    .where('state', '=', 'waiting')
    .groupBy('channel')
    .execute();
  return new Map(rows.map(({ channel, at }) => [channel, new Date(at)]));
}

/** Retries messages that were given up: all, those of one channel, or one. Returns how many. */
export async function retryMessages(
  db: Db,
  { id, channel }: { id?: string | undefined; channel?: string | undefined },
  { now, giveUpAt }: { now: Date; giveUpAt: Date },
): Promise<number> {
  return db
    .updateTable('outbox')
    .set({
      state: 'waiting',
      attempts: 0,
      dueAt: now,
      giveUpAt,
      endedAt: null,
    })
    .where('contents', 'is not', null)
    .where('sender', 'is', null)
    .where('state', 'in', ['given_up', 'waiting'])
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
    .$call(rowsChanged);
}

/** Waiting and given-up messages, oldest first. */
export async function unsentMessages(db: Db, limit: number): Promise<OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('state', 'in', ['waiting', 'given_up'])
    .orderBy('createdAt')
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

/** The latest message about this subject, by the order of storing: the clocks of instances differ. */
export async function latestMessageAbout(db: Db, subject: string) {
  return db
    .selectFrom('outbox')
    .select(['kind', 'about', 'channel', 'state', 'attempts', 'createdAt'])
    .where('subject', '=', subject)
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Empties messages given up before the first time, and deletes messages ended before the second. */
export async function tidyMessages(
  db: Db,
  { emptyBefore, deleteBefore }: { emptyBefore: Date; deleteBefore: Date },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ contents: null, personId: null })
    .where('state', '!=', 'waiting')
    .where('contents', 'is not', null)
    .where('endedAt', '<', emptyBefore)
    .execute();
  await db.deleteFrom('outbox').where('endedAt', '<', deleteBefore).execute();
}
