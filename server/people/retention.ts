import { sql } from 'kysely';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { deleteSignInsBefore } from '../store/tables/sign-ins.ts';
import { erasePerson, type ErasureCause, type Receipt } from './erase.ts';

export interface Retention {
  enrolmentDays: number;
  signInDays: number;
}

/** Somebody whose time is over. */
export interface Due {
  personId: string;
  name: string;
  because: Extract<ErasureCause, 'retention' | 'consent_withdrawn' | 'expired'>;
  /** The last approved sign-in, enrolment, photo or consent; the withdrawal; or what ran out. */
  since: Date;
}

/** In which whoever's enrolment or consent has run out can have it renewed, in days. */
export const graceAfterExpiryDays = 30;

const dayMs = 24 * 60 * 60_000;

/** Who is to be erased now, and why, the longest overdue first. */
export async function dueForErasure(db: Db, retention: Retention, now: Date): Promise<Due[]> {
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
        max(p.created_at, p.consent_at, coalesce(u.approved_at, ''),
          coalesce((select max(created_at) from templates t where t.person_id = p.id), ''))
          as "usedAt",
        c.withdrawn_at as "withdrawnAt",
        coalesce(min(p.expires_at, c.expires_at), p.expires_at, c.expires_at) as "endedAt"
      from people p
        left join person_uses u on u.person_id = p.id
        left join consents c on c.id = (select max(id) from consents where person_id = p.id))
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
    .where('decided_at', '<', signInsBefore(retention, now).toISOString())
    .executeTakeFirstOrThrow();
  return count;
}

/** Erases everybody and deletes every record whose time is over; `cleanPages` is to follow. */
export async function purge(
  db: Db,
  retention: Retention,
  actor: string,
  now = new Date(),
): Promise<{ receipts: Receipt[]; signIns: number }> {
  const receipts = await eraseAll(db, await dueForErasure(db, retention, now), actor);
  const signIns = await db.transaction().execute(async (transaction) => {
    const count = await deleteSignInsBefore(transaction, signInsBefore(retention, now));
    if (count > 0) {
      const details = { count };
      await recordEvent(transaction, { action: 'sign_ins_purged', actor, details });
    }
    return count;
  });
  return { receipts, signIns };
}

/** Erases those who withdrew, which is right by whatever clock. */
export async function purgeWithdrawn(
  db: Db,
  retention: Retention,
  actor: string,
): Promise<{ receipts: Receipt[]; signIns: number }> {
  const due = await dueForErasure(db, retention, new Date());
  const withdrawn = due.filter(({ because }) => because === 'consent_withdrawn');
  return { receipts: await eraseAll(db, withdrawn, actor), signIns: 0 };
}

async function eraseAll(db: Db, due: readonly Due[], actor: string): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const { personId, because } of due) {
    const receipt = await erasePerson(db, personId, { actor, because });
    if (receipt) receipts.push(receipt);
  }
  return receipts;
}

function signInsBefore({ signInDays }: Retention, now: Date): Date {
  return new Date(now.getTime() - signInDays * dayMs);
}
