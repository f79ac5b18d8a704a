import { sql } from 'kysely';
import { differencesOf } from '../dialects/differences.ts';
import type { Db } from '../schema.ts';
import { isGone } from './instances.ts';

// For why these statements begin with `with`, see instances.ts.

export type Press = 'let_in' | 'hold';

export interface PressedRing {
  jobId: string;
  press: Press;
  accountId: string;
  sessionId: string;
}

/** Has the desks of the other instances ring. @param leftMs how long it can be pressed */
export async function putRing(
  db: Db,
  ring: { jobId: string; instance: string; contents: Buffer; leftMs: number },
): Promise<void> {
  const until = sql<number>`${differencesOf(db).clockMs} + ${sql.lit(Math.round(ring.leftMs))}`;
  const { instance: instanceId, contents } = ring;
  const fresh = { instanceId, contents, untilMs: until };
  const noPress = { press: null, accountId: null, sessionId: null, outcome: null };
  await db
    .with('rung', (with_) =>
      with_
        .insertInto('desk_rings')
        .values({ jobId: ring.jobId, ...fresh })
        .onConflict((row) => row.column('jobId').doUpdateSet({ ...fresh, ...noPress }))
        .returning('jobId'),
    )
    .selectFrom('rung')
    .select('jobId')
    .execute();
}

/** It rings no more; what came of a press is kept for whoever pressed, and nothing of the visitor. */
export async function closeRing(db: Db, jobId: string, instance: string): Promise<void> {
  await db
    .with('closed', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ contents: Buffer.alloc(0), untilMs: differencesOf(db).clockMs })
        .where('jobId', '=', jobId)
        .where('instanceId', '=', instance)
        .returning('jobId'),
    )
    .selectFrom('closed')
    .select('jobId')
    .execute();
}

/** What rings at other instances that are alive, and how long it can be pressed. */
export async function ringsElsewhere(
  db: Db,
  instance: string,
): Promise<{ jobId: string; contents: Buffer; leftMs: number }[]> {
  const left = sql<number>`until_ms - ${differencesOf(db).clockMs}`;
  const rows = await db
    .selectFrom('desk_rings')
    .select(['jobId', 'contents', left.as('leftMs')])
    .where('instanceId', '<>', instance)
    .where(left, '>', 0)
    .where((row) => row.not(isGone(db, sql.ref('desk_rings.instance_id'))))
    .execute();
  return rows.map(({ jobId, contents, leftMs }) => ({
    jobId,
    contents,
    leftMs: Number(leftMs),
  }));
}

/** Returns false when it does not ring any more, or another press waits for its answer. */
export async function pressRing(db: Db, pressed: PressedRing): Promise<boolean> {
  const { jobId, press, accountId, sessionId } = pressed;
  const rows = await db
    .with('pressed', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ press, accountId, sessionId, outcome: null })
        .where('jobId', '=', jobId)
        .where((row) => row.or([row('press', 'is', null), row('outcome', 'is not', null)]))
        .where('untilMs', '>', differencesOf(db).clockMs)
        .returning('jobId'),
    )
    .selectFrom('pressed')
    .select('jobId')
    .execute();
  return rows.length > 0;
}

/** The presses that this instance has not answered. */
export async function pressesFor(db: Db, instance: string): Promise<PressedRing[]> {
  const rows = await db
    .selectFrom('desk_rings')
    .select(['jobId', 'press', 'accountId', 'sessionId'])
    .where('instanceId', '=', instance)
    .where('press', 'is not', null)
    .where('outcome', 'is', null)
    .execute();
  return rows.flatMap(({ jobId, press, accountId, sessionId }) => {
    const isKnown = press === 'let_in' || press === 'hold';
    if (!isKnown || accountId === null || sessionId === null) return [];
    return [{ jobId, press, accountId, sessionId }];
  });
}

export async function answerPress(db: Db, jobId: string, outcome: string): Promise<void> {
  await db
    .with('answered', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ outcome })
        .where('jobId', '=', jobId)
        .returning('jobId'),
    )
    .selectFrom('answered')
    .select('jobId')
    .execute();
}

/** What came of a press; null: nothing yet, undefined: it rings no more. */
export async function outcomeOfPress(
  db: Db,
  jobId: string,
  sessionId: string,
): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('desk_rings')
    .select('outcome')
    .where('jobId', '=', jobId)
    .where('sessionId', '=', sessionId)
    .executeTakeFirst();
  return row?.outcome;
}
