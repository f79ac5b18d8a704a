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
  because: Extract<ErasureCause, 'retention' | 'consent_withdrawn'>;
  /** The last approved sign-in, enrolment, photo or consent; or the withdrawal. */
  since: Date;
}

const dayMs = 24 * 60 * 60_000;

/** Who is to be erased now, and why, the longest overdue first. */
export async function dueForErasure(db: Db, retention: Retention, now: Date): Promise<Due[]> {
  const unusedSince = new Date(now.getTime() - retention.enrolmentDays * dayMs).toISOString();
  const { rows } = await sql<{
    id: string;
    name: string;
    usedAt: string;
    withdrawnAt: string | null;
  }>`
    select * from (
      select p.id, p.name,
        max(p.created_at, p.consent_at, coalesce(u.approved_at, ''),
          coalesce((select max(created_at) from templates t where t.person_id = p.id), ''))
          as "usedAt",
        (select c.withdrawn_at from consents c where c.person_id = p.id order by c.id desc limit 1)
          as "withdrawnAt"
      from people p left join person_uses u on u.person_id = p.id)
    where "withdrawnAt" is not null or "usedAt" < ${unusedSince}
    order by coalesce("withdrawnAt", "usedAt")`.execute(db);
  return rows.map(({ id, name, usedAt, withdrawnAt }) => {
    const because = withdrawnAt === null ? 'retention' : 'consent_withdrawn';
    return { personId: id, name, because, since: new Date(withdrawnAt ?? usedAt) };
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
  const receipts: Receipt[] = [];
  for (const { personId, because } of await dueForErasure(db, retention, now)) {
    const receipt = await erasePerson(db, personId, { actor, because });
    if (receipt) receipts.push(receipt);
  }
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

function signInsBefore({ signInDays }: Retention, now: Date): Date {
  return new Date(now.getTime() - signInDays * dayMs);
}
