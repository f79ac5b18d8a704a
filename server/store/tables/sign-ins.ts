import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../schema.ts';

/** No name, no e-mail, no picture, no template: who was claimed is a reference that erasure empties. */
export interface SignInsTable {
  job_id: string;
  entry_id: string | null;
  kind: string;
  claimed_person_id: string | null;
  verdict: string | null;
  reason: string | null;
  note: string | null;
  engine: string | null;
  frames: number | null;
  usable_frames: number | null;
  score: number | null;
  received_at: string;
  decided_at: string | null;
  location_id: string | null;
  device_id: string | null;
  flow: string | null;
}

/** What is known when a held sign-in arrives. */
export interface ArrivedSignIn {
  jobId: string;
  entryId: string | null;
  /** `visitor` or `employee`. */
  kind: string;
  receivedAt: Date;
  locationId: string | null;
  deviceId: string | null;
  flow: string | null;
}

/** What became of it. */
export interface SignInOutcome {
  verdict: string;
  reason: string;
  decidedAt: Date;
  /** Ignored when the person has been erased in the meantime. */
  claimedPersonId: string | null;
  note: string | null;
  engine: string | null;
  frames: number | null;
  usableFrames: number | null;
  /** Best score against the claimed person. */
  score: number | null;
}

/** `outcome` is null while it is undecided. */
export type SignInRow = ArrivedSignIn & { outcome: SignInOutcome | null };

export async function findSignIn(db: Db, jobId: string): Promise<SignInRow | undefined> {
  const row = await db
    .selectFrom('sign_ins')
    .selectAll()
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row && fromRow(row);
}

/**
 * Stores a sign-in, decided or not, unless one with this job id is stored already: the first write
 * wins. Returns what is stored.
 */
export async function insertSignIn(db: Db, signIn: SignInRow): Promise<SignInRow> {
  const values: Insertable<SignInsTable> = {
    job_id: signIn.jobId,
    entry_id: signIn.entryId,
    kind: signIn.kind,
    received_at: signIn.receivedAt.toISOString(),
    location_id: signIn.locationId,
    device_id: signIn.deviceId,
    flow: signIn.flow,
  };
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('sign_ins')
      .values(values)
      .onConflict((conflict) => conflict.column('job_id').doNothing())
      .execute();
    const stored = await findSignIn(transaction, signIn.jobId);
    if (!stored) throw new Error('A sign-in just stored is not there.');
    if (!signIn.outcome || stored.outcome) return stored;
    return (await decide(transaction, signIn.jobId, signIn.outcome)) ?? stored;
  });
}

/**
 * Stores the verdict of a sign-in unless it has one: the first verdict stands. Returns what is
 * stored, or undefined when no sign-in has this job id.
 */
export async function updateSignInVerdict(
  db: Db,
  jobId: string,
  outcome: SignInOutcome,
): Promise<SignInRow | undefined> {
  return db.transaction().execute((transaction) => decide(transaction, jobId, outcome));
}

async function decide(db: Db, jobId: string, outcome: SignInOutcome) {
  const { claimedPersonId } = outcome;
  const values: Updateable<SignInsTable> = {
    verdict: outcome.verdict,
    reason: outcome.reason,
    decided_at: outcome.decidedAt.toISOString(),
    note: outcome.note,
    engine: outcome.engine,
    frames: outcome.frames,
    usable_frames: outcome.usableFrames,
    score: outcome.score,
  };
  await db
    .updateTable('sign_ins')
    .set(values)
    .set((row) => ({
      claimed_person_id: row.selectFrom('people').select('id').where('id', '=', claimedPersonId),
    }))
    .where('job_id', '=', jobId)
    .where('verdict', 'is', null)
    .execute();
  return findSignIn(db, jobId);
}

function fromRow(row: Selectable<SignInsTable>): SignInRow {
  return {
    jobId: row.job_id,
    entryId: row.entry_id,
    kind: row.kind,
    receivedAt: new Date(row.received_at),
    locationId: row.location_id,
    deviceId: row.device_id,
    flow: row.flow,
    outcome: outcomeOf(row),
  };
}

function outcomeOf(row: Selectable<SignInsTable>): SignInOutcome | null {
  if (row.verdict === null || row.reason === null || row.decided_at === null) return null;
  return {
    verdict: row.verdict,
    reason: row.reason,
    decidedAt: new Date(row.decided_at),
    claimedPersonId: row.claimed_person_id,
    note: row.note,
    engine: row.engine,
    frames: row.frames,
    usableFrames: row.usable_frames,
    score: row.score,
  };
}
