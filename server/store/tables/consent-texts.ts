import type { Selectable } from 'kysely';
import type { Db, ConsentTextsTable } from '../schema.ts';

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
