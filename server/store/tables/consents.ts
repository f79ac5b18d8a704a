import type { Selectable } from 'kysely';
import type { Db, WayOfConsent, ConsentsTable } from '../schema.ts';

/** One consent of one person. */
export interface ConsentRow {
  personId: string;
  /** Of the text that they agreed to; null when none was published then. */
  textVersion: string | null;
  textSha256: string | null;
  /** In the words of who recorded it: what was agreed to and how. */
  statement: string;
  given: WayOfConsent;
  purpose: string;
  givenAt: Date;
  recordedBy: string;
  expiresAt: Date | null;
  withdrawnAt: Date | null;
}

export async function insertConsent(db: Db, consent: ConsentRow): Promise<void> {
  await db
    .insertInto('consents')
    .values({
      person_id: consent.personId,
      text_version: consent.textVersion,
      text_sha256: consent.textSha256,
      statement: consent.statement,
      given: consent.given,
      purpose: consent.purpose,
      given_at: consent.givenAt.toISOString(),
      recorded_by: consent.recordedBy,
      expires_at: consent.expiresAt?.toISOString() ?? null,
      withdrawn_at: consent.withdrawnAt?.toISOString() ?? null,
    })
    .execute();
}

/** All consents of these people, the earliest first. */
export async function consentsOf(db: Db, personIds: readonly string[]): Promise<ConsentRow[]> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where('person_id', 'in', personIds)
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** Ends every consent of the person that stands. False when none did. */
export async function withdrawConsents(db: Db, personId: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('consents')
    .set({ withdrawn_at: now.toISOString() })
    .where('person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function fromRow(row: Selectable<ConsentsTable>): ConsentRow {
  return {
    personId: row.person_id,
    textVersion: row.text_version,
    textSha256: row.text_sha256,
    statement: row.statement,
    given: row.given,
    purpose: row.purpose,
    givenAt: new Date(row.given_at),
    recordedBy: row.recorded_by,
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    withdrawnAt: row.withdrawn_at === null ? null : new Date(row.withdrawn_at),
  };
}
