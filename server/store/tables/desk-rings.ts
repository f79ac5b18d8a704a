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
  const { instance: instance_id, contents } = ring;
  const fresh = { instance_id, contents, until_ms: until };
  const noPress = { press: null, account_id: null, session_id: null, outcome: null };
  await db
    .with('rung', (with_) =>
      with_
        .insertInto('desk_rings')
        .values({ job_id: ring.jobId, ...fresh })
        .onConflict((row) => row.column('job_id').doUpdateSet({ ...fresh, ...noPress }))
        .returning('job_id'),
    )
    .selectFrom('rung')
    .select('job_id')
    .execute();
}

/** It rings no more; what came of a press is kept for whoever pressed, and nothing of the visitor. */
export async function closeRing(db: Db, jobId: string, instance: string): Promise<void> {
  await db
    .with('closed', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ contents: Buffer.alloc(0), until_ms: differencesOf(db).clockMs })
        .where('job_id', '=', jobId)
        .where('instance_id', '=', instance)
        .returning('job_id'),
    )
    .selectFrom('closed')
    .select('job_id')
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
    .select(['job_id', 'contents', left.as('left_ms')])
    .where('instance_id', '<>', instance)
    .where(left, '>', 0)
    .where((row) => row.not(isGone(db, sql.ref('desk_rings.instance_id'))))
    .execute();
  return rows.map(({ job_id, contents, left_ms }) => ({
    jobId: job_id,
    contents,
    leftMs: Number(left_ms),
  }));
}

/** Returns false when it does not ring any more, or another press waits for its answer. */
export async function pressRing(db: Db, pressed: PressedRing): Promise<boolean> {
  const { jobId, press, accountId, sessionId } = pressed;
  const rows = await db
    .with('pressed', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ press, account_id: accountId, session_id: sessionId, outcome: null })
        .where('job_id', '=', jobId)
        .where((row) => row.or([row('press', 'is', null), row('outcome', 'is not', null)]))
        .where('until_ms', '>', differencesOf(db).clockMs)
        .returning('job_id'),
    )
    .selectFrom('pressed')
    .select('job_id')
    .execute();
  return rows.length > 0;
}

/** The presses that this instance has not answered. */
export async function pressesFor(db: Db, instance: string): Promise<PressedRing[]> {
  const rows = await db
    .selectFrom('desk_rings')
    .select(['job_id', 'press', 'account_id', 'session_id'])
    .where('instance_id', '=', instance)
    .where('press', 'is not', null)
    .where('outcome', 'is', null)
    .execute();
  return rows.flatMap(({ job_id, press, account_id, session_id }) => {
    const isKnown = press === 'let_in' || press === 'hold';
    if (!isKnown || account_id === null || session_id === null) return [];
    return [{ jobId: job_id, press, accountId: account_id, sessionId: session_id }];
  });
}

export async function answerPress(db: Db, jobId: string, outcome: string): Promise<void> {
  await db
    .with('answered', (with_) =>
      with_
        .updateTable('desk_rings')
        .set({ outcome })
        .where('job_id', '=', jobId)
        .returning('job_id'),
    )
    .selectFrom('answered')
    .select('job_id')
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
    .where('job_id', '=', jobId)
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
  return row?.outcome;
}
