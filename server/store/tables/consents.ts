import type { Selectable } from 'kysely';
import type { ConsentTextsTable, ConsentsTable, Db } from '../schema.ts';

/** One consent of one person. */
export type ConsentRow = Omit<Selectable<ConsentsTable>, 'id'>;

export async function insertConsent(db: Db, consent: ConsentRow): Promise<void> {
  await db.insertInto('consents').values(consent).execute();
}

/** All consents of these people, the earliest first. */
export async function consentsOf(db: Db, personIds: readonly string[]): Promise<ConsentRow[]> {
  return db
    .selectFrom('consents')
    .select(['personId', 'textVersion', 'textSha256', 'statement', 'given', 'purpose'])
    .select(['givenAt', 'recordedBy', 'expiresAt', 'withdrawnAt'])
    .where('personId', 'in', personIds)
    .orderBy('id')
    .execute();
}

/** Ends every consent of the person that stands. False when none did. */
export async function withdrawConsents(db: Db, personId: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('consents')
    .set({ withdrawnAt: now })
    .where('personId', '=', personId)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What people are asked to agree to. */
export type ConsentText = Omit<Selectable<ConsentTextsTable>, 'id'>;

export async function insertConsentText(db: Db, text: ConsentText): Promise<void> {
  await db.insertInto('consent_texts').values(text).execute();
}

/** The latest first. */
export async function consentTexts(db: Db): Promise<ConsentText[]> {
  return db
    .selectFrom('consent_texts')
    .select(['version', 'sha256', 'text', 'publishedAt'])
    .orderBy('id', 'desc')
    .execute();
}

/** The one that counts; undefined when none was ever published. */
export async function currentConsentText(db: Db): Promise<ConsentText | undefined> {
  return db
    .selectFrom('consent_texts')
    .select(['version', 'sha256', 'text', 'publishedAt'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
