import { sql } from 'kysely';
import type { Logger } from 'pino';
import { sqlDialectOf } from '#database';
import { recordEvent } from '../audit/record.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { repeat } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { clockCheck } from '../store/tables/sign-in-history.ts';
import { deleteSignInsBefore } from '../store/tables/sign-ins.ts';
import {
  erasePerson,
  type ErasureCause,
  type ErasureReceipt,
  cleanPages,
  reapplyErasures,
} from './erasure.ts';
import type { Messages } from './linked-records.ts';
import { vestibule } from '../platform/operator-error.ts';

export interface Retention {
  enrolmentDays: number;
  signInDays: number;
}

/** A person whose retention has ended. */
export interface ErasureDue {
  personId: string;
  name: string;
  because: Extract<ErasureCause, 'retention' | 'consent_withdrawn' | 'expired'>;
  /** The last approved sign-in, enrolment, photo or consent; or the withdrawal; or the expiry. */
  since: Date;
}

/** Days in which an expired enrolment or consent can be renewed. */
export const graceAfterExpiryDays = 30;

const dayMs = 24 * 60 * 60_000;

/** Returns the people to erase now, with the reason, the longest overdue first. @param personId only this person */
export async function dueForErasure(
  db: Db,
  retention: Retention,
  now: Date,
  personId?: string,
): Promise<ErasureDue[]> {
  const ofOne = personId === undefined ? sql`` : sql`where p.id = ${personId}`;
  const { larger, smaller } = sqlDialectOf(db);
  const before = (days: number) => new Date(now.getTime() - days * dayMs).toISOString();
  const { rows } = await sql<{
    id: string;
    name: string;
    usedAt: string;
    withdrawnAt: string | null;
    endedAt: string | null;
  }>`
    select * from (
      select p.id, p.name,
        ${larger(
          larger(sql`p.created_at`, sql`p.consent_at`),
          larger(
            sql`coalesce(u.approved_at, '')`,
            sql`coalesce((select max(created_at) from templates t where t.person_id = p.id), '')`,
          ),
        )} as "usedAt",
        c.withdrawn_at as "withdrawnAt",
        ${smaller(sql`p.expires_at`, sql`c.expires_at`)} as "endedAt"
      from people p
        left join person_uses u on u.person_id = p.id
        left join consents c on c.id = (select max(id) from consents where person_id = p.id)
      ${ofOne}) as each_person
    where "withdrawnAt" is not null
      or "endedAt" < ${before(graceAfterExpiryDays)}
      or "usedAt" < ${before(retention.enrolmentDays)}
    order by coalesce("withdrawnAt", "usedAt")`.execute(db);
  return rows.map(({ id, name, usedAt, withdrawnAt, endedAt }) => {
    const about = { personId: id, name };
    if (withdrawnAt !== null) {
      return { ...about, because: 'consent_withdrawn', since: new Date(withdrawnAt) };
    }
    if (endedAt !== null && endedAt < before(graceAfterExpiryDays)) {
      return { ...about, because: 'expired', since: new Date(endedAt) };
    }
    return { ...about, because: 'retention', since: new Date(usedAt) };
  });
}

/** Returns the number of sign-in records past their retention. */
export async function countOldSignIns(db: Db, retention: Retention, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('sign_ins')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('receivedAt', '<', signInsBefore(retention, now))
    .executeTakeFirstOrThrow();
  return count;
}

interface Eraser {
  actor: string;
  messages: Messages;
}

/**
 * Erases all people and deletes all records past their retention. Call `cleanPages` afterwards.
 * @param most about how many sign-ins are deleted; default: all
 */
export async function purge(
  db: Db,
  retention: Retention,
  by: Eraser,
  now = new Date(),
  most = Infinity,
): Promise<{ receipts: ErasureReceipt[]; signIns: number }> {
  const due = await dueForErasure(db, retention, now);
  const receipts = await eraseAll(db, due, { by, retention, now });
  let signIns = 0;
  for (;;) {
    const count = await purgeSignIns(db, signInsBefore(retention, now), by.actor);
    signIns += count;
    if (count < signInsAtOnce || signIns >= most) return { receipts, signIns };
  }
}

/** A sign-in that is held meanwhile waits for so many deletions at most. */
const signInsAtOnce = 500;

/** Deletes the oldest sign-ins before that time, in a transaction of its own. Returns how many. */
async function purgeSignIns(db: Db, before: Date, actor: string): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const count = await deleteSignInsBefore(transaction, before, signInsAtOnce);
    if (count > 0) {
      await recordEvent(transaction, { action: 'sign_ins_purged', actor, details: { count } });
    }
    return count;
  });
}

/** Erases only people who withdrew, which is right even when the clock is wrong. */
async function purgeWithdrawn(
  db: Db,
  retention: Retention,
  by: Eraser,
): Promise<{ receipts: ErasureReceipt[]; signIns: number }> {
  const now = new Date();
  const due = await dueForErasure(db, retention, now);
  const withdrawn = due.filter(({ because }) => because === 'consent_withdrawn');
  return { receipts: await eraseAll(db, withdrawn, { by, retention, now }), signIns: 0 };
}

async function eraseAll(
  db: Db,
  due: readonly ErasureDue[],
  { by, retention, now }: { by: Eraser; retention: Retention; now: Date },
): Promise<ErasureReceipt[]> {
  const receipts: ErasureReceipt[] = [];
  for (const { personId, because } of due) {
    // Erasing takes a while, in which somebody may have consented again.
    const onlyIf = async (transaction: Db) => {
      const [still] = await dueForErasure(transaction, retention, now, personId);
      return still?.because === because;
    };
    const receipt = await erasePerson(db, personId, { ...by, because, onlyIf });
    if (receipt) receipts.push(receipt);
  }
  return receipts;
}

function signInsBefore({ signInDays }: Retention, now: Date): Date {
  return new Date(now.getTime() - signInDays * dayMs);
}

const everyMs = 24 * 60 * 60_000;

/** Share of free pages above which a start rewrites the database. Deleted contents are overwritten anyway. */
const rewrittenAbove = 0.25;

/**
 * Purges now, before anybody signs in, and then daily. A long backlog of sign-ins is deleted beside the start.
 * @returns a function that stops it
 */
export async function startPurging(
  store: Store,
  {
    retention,
    erasureRegisterFile,
    templateKeyFile,
  }: { retention: Retention; erasureRegisterFile: string; templateKeyFile: string },
  log: Logger,
): Promise<() => Promise<void>> {
  const by = { actor: 'service', messages: new RecordCipher(templateKeyFile) };
  const purgeNow = async ({ atStart }: { atStart: boolean }): Promise<boolean> => {
    try {
      // This instance's register also lists the erasures of others, in case the database is restored.
      if (!(await store.sessions.isLeaderFor('retention'))) {
        await reapplyErasures(store.db, erasureRegisterFile, by);
        return true;
      }
      const now = new Date();
      const isBelieved = await isClockBelieved(store.db, now);
      const { length: people } = await postponedErasures(store.db, retention, now);
      if (people > 0) {
        log.error(
          { fault: 'clock_not_proven', people },
          `no sign-in of the last ${clockBelievedForDays} days says that the clock is right, so retention erases no records; look at the clock, then run: ${vestibule} privacy purge`,
        );
      }
      const { receipts, signIns } = isBelieved
        ? await purge(store.db, retention, by, now, atStart ? signInsAtOnce : Infinity)
        : await purgeWithdrawn(store.db, retention, by);
      if (receipts.length + signIns === 0) return true;
      log.info({ people: receipts.length, signIns }, 'purged records past their retention');
      await reapplyErasures(store.db, erasureRegisterFile, by);
      // Rewriting the database takes a while, and no visitor should wait for it.
      const isWorthIt = atStart && (await store.freeShare()) > rewrittenAbove;
      await cleanPages(store, { rewrite: isWorthIt });
      return !atStart || signIns < signInsAtOnce;
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      log.error({ fault: code }, 'purge failed, retrying tomorrow');
      return true;
    }
  };
  const daily = async () => void (await purgeNow({ atStart: false }));
  const isDone = await purgeNow({ atStart: true });
  return repeat(everyMs, daily, undefined, isDone ? null : daily());
}

const proofDayMs = 24 * 60 * 60_000;

/** This many days after Envoy's clock last agreed with this machine's, the date is no longer trusted. */
export const clockBelievedForDays = 45;

/**
 * Returns the latest moment at which Envoy's clock agreed with this machine's: a sign-in with Envoy's time stamp was
 * made just now. Null when there was none since then. A sign-in with this machine's own time proves nothing.
 */
async function clockProvenAt(db: Db, since: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(s.decided_at) as at from sign_in_checks c join sign_ins s using (job_id)
    where c.check_name = ${clockCheck} and c.passed = 1 and c.note is null
      and s.received_at > ${since.toISOString()}`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}

/** Whether the date is trusted enough for automatic erasure. */
async function isClockBelieved(db: Db, now: Date): Promise<boolean> {
  const provenAt = await clockProvenAt(
    db,
    new Date(now.getTime() - (clockBelievedForDays + 1) * proofDayMs),
  );
  if (!provenAt) return false;
  const days = (now.getTime() - provenAt.getTime()) / proofDayMs;
  return days <= clockBelievedForDays && days >= -1;
}

/** Returns the people whom the service does not erase itself, because its clock may be wrong and erasure is final. */
export async function postponedErasures(
  db: Db,
  retention: Retention,
  now: Date,
): Promise<ErasureDue[]> {
  const due = await dueForErasure(db, retention, now);
  const byDate = due.filter(({ because }) => because !== 'consent_withdrawn');
  return byDate.length === 0 || (await isClockBelieved(db, now)) ? [] : byDate;
}
