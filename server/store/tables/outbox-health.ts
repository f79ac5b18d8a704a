import type { Db } from '../schema.ts';

/** How many messages to this channel were given up since. */
export async function givenUpSince(db: Db, channel: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('channel', '=', channel)
    .where('state', '=', 'given_up')
    .where('endedAt', '>=', since)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether, for all that is known, a message to this channel arrives: none waits after a fault, and the last one was not given up. */
export async function isSound(db: Db, channel: string): Promise<boolean> {
  const failing = await db
    .selectFrom('outbox')
    .select('id')
    .where('channel', '=', channel)
    .where('state', '=', 'waiting')
    .where('lastFault', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  if (failing) return false;
  const last = await db
    .selectFrom('outbox')
    .select('state')
    .where('channel', '=', channel)
    .where('endedAt', 'is not', null)
    .orderBy('endedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.state !== 'given_up';
}
