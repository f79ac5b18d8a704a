import type { Selectable } from 'kysely';
import type { Db, ConsentTextsTable } from '../schema.ts';

/** What people are asked to agree to. */
export interface ConsentText {
  version: string;
  /** Of the text in UTF-8, in hex. */
  sha256: string;
  text: string;
  publishedAt: Date;
}

export async function insertConsentText(db: Db, text: ConsentText): Promise<void> {
  const { publishedAt, ...row } = text;
  await db
    .insertInto('consent_texts')
    .values({ ...row, published_at: publishedAt.toISOString() })
    .execute();
}

/** The latest first. */
export async function consentTexts(db: Db): Promise<ConsentText[]> {
  const rows = await db.selectFrom('consent_texts').selectAll().orderBy('id', 'desc').execute();
  return rows.map(fromRow);
}

/** The one that counts; undefined when none was ever published. */
export async function currentConsentText(db: Db): Promise<ConsentText | undefined> {
  const row = await db
    .selectFrom('consent_texts')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromRow(row);
}

function fromRow(row: Selectable<ConsentTextsTable>): ConsentText {
  const { version, sha256, text, published_at } = row;
  return { version, sha256, text, publishedAt: new Date(published_at) };
}
