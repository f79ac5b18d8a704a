import { sql } from 'kysely';
import type { Logger } from 'pino';
import { recordEvent } from '../audit/record.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { repeat } from '../platform/clock.ts';
import { sqlDialectOf } from '../store/dialects/sql-dialect.ts';
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

/** Someone whose time is over. */
export interface ErasureDue {
  personId: string;
  name: string;
  because: Extract<ErasureCause, 'retention' | 'consent_withdrawn' | 'expired'>;
  /** The last approved sign-in, enrolment, photo or consent; the withdrawal; or what ran out. */
  since: Date;
}

/** In which an enrolment or consent that has run out can be renewed, in days. */
export const graceAfterExpiryDays = 30;

const dayMs = 24 * 60 * 60_000;

/** Who is to be erased now, and why, the longest overdue first. @param personId of this one alone */
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

/** How many sign-in records are past their retention. */
export async function countOldSignIns(db: Db, retention: Retention, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('sign_ins')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('decidedAt', '<', signInsBefore(retention, now))
    .executeTakeFirstOrThrow();
  return count;
}

interface Eraser {
  actor: string;
  messages: Messages;
}

/** Erases everyone and deletes every record whose time is over; `cleanPages` is to follow. */
export async function purge(
  db: Db,
  retention: Retention,
  by: Eraser,
  now = new Date(),
): Promise<{ receipts: ErasureReceipt[]; signIns: number }> {
  const due = await dueForErasure(db, retention, now);
  const receipts = await eraseAll(db, due, { by, retention, now });
  const signIns = await db.transaction().execute(async (transaction) => {
    const count = await deleteSignInsBefore(transaction, signInsBefore(retention, now));
    if (count > 0) {
      const details = { count };
      await recordEvent(transaction, { action: 'sign_ins_purged', actor: by.actor, details });
    }
    return count;
  });
  return { receipts, signIns };
}

/** Erases those who withdrew, which is right by whatever clock. */
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
    // It takes a while, in which somebody may have agreed again.
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

/** Purges now, before anyone signs in, and daily. Returns how to stop. */
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
  // Rewriting the database can take a while, which no one should wait for at the door.
  const purgeNow = async ({ rewrite }: { rewrite: boolean }) => {
    try {
      // The register of this instance also lists what others erased, in case the database is restored.
      if (!(await store.sessions.isLeaderFor('retention'))) {
        await reapplyErasures(store.db, erasureRegisterFile, by);
        return;
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
        ? await purge(store.db, retention, by, now)
        : await purgeWithdrawn(store.db, retention, by);
      if (receipts.length + signIns === 0) return;
      log.info({ people: receipts.length, signIns }, 'purged records past their retention');
      await reapplyErasures(store.db, erasureRegisterFile, by);
      await cleanPages(store, { rewrite });
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      log.error({ fault: code }, 'purge failed, retrying tomorrow');
    }
  };
  await purgeNow({ rewrite: true });
  return repeat(everyMs, () => purgeNow({ rewrite: false }));
}

const proofDayMs = 24 * 60 * 60_000;

/** So long after Envoy's clock was last known to agree with this machine's, it may be another year. */
export const clockBelievedForDays = 45;

/**
 * The latest moment at which Envoy's clock agreed with this machine's: a sign-in that it stamped was
 * made just now. Null while there was none. A clock that is wrong proves nothing by what it stamps itself.
 */
async function clockProvenAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(s.decided_at) as at from sign_in_checks c join sign_ins s using (job_id)
    where c.check_name = ${clockCheck} and c.passed = 1 and c.note is null`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : new Date(at);
}

/** Whether what depends on the date may be done with no one there to ask. */
async function isClockBelieved(db: Db, now: Date): Promise<boolean> {
  const provenAt = await clockProvenAt(db);
  if (!provenAt) return false;
  const days = (now.getTime() - provenAt.getTime()) / proofDayMs;
  return days <= clockBelievedForDays && days >= -1;
}

/** Those whom the service does not erase by itself, because its clock may be wrong and what is erased is gone. */
export async function postponedErasures(
  db: Db,
  retention: Retention,
  now: Date,
): Promise<ErasureDue[]> {
  const due = await dueForErasure(db, retention, now);
  const byDate = due.filter(({ because }) => because !== 'consent_withdrawn');
  return byDate.length === 0 || (await isClockBelieved(db, now)) ? [] : byDate;
}
