import { type Selectable, sql } from 'kysely';
import { sqlDialectOf, changeRows, deleteRows, findRows, insertNew } from '#database';
import type { ConsentsTable, ConsentTextsTable, OptOutsTable } from '../record-schema.ts';
import type { Db, Schema } from '../schema.ts';

/** One consent of one person. */
export type ConsentRow = Omit<Selectable<ConsentsTable>, 'id'>;

export async function insertConsent(db: Db, consent: ConsentRow): Promise<void> {
  await db.insertInto('consents').values(consent).execute();
}

/** All consents of these people, earliest first. */
export async function consentsOf(db: Db, personIds: readonly string[]): Promise<ConsentRow[]> {
  return db
    .selectFrom('consents')
    .select(['personId', 'textVersion', 'textSha256', 'language', 'statement', 'given', 'purpose'])
    .select(['givenAt', 'recordedBy', 'expiresAt', 'withdrawnAt'])
    .where('personId', 'in', personIds)
    .orderBy('id')
    .execute();
}

/** Withdraws every current consent of the person. Returns false when there was none. */
export async function withdrawConsents(db: Db, personId: string, now: Date): Promise<boolean> {
  return changeRows(db, 'consents', { personId, withdrawnAt: null }, { withdrawnAt: now });
}

/** Restores the consents that were withdrawn last. Returns false when the latest consent was not withdrawn. */
export async function restoreConsents(db: Db, personId: string): Promise<boolean> {
  const withdrawnAt = (await consentsOf(db, [personId])).at(-1)?.withdrawnAt ?? null;
  if (withdrawnAt === null) return false;
  return changeRows(db, 'consents', { personId, withdrawnAt }, { withdrawnAt: null });
}

/** A consent text that people agree to. */
export type ConsentText = Omit<Selectable<ConsentTextsTable>, 'id'>;

export async function insertConsentText(db: Db, text: ConsentText): Promise<void> {
  await db.insertInto('consent_texts').values(text).execute();
}

/** All texts, latest first. */
export async function consentTexts(db: Db): Promise<ConsentText[]> {
  return db
    .selectFrom('consent_texts')
    .select(['version', 'sha256', 'text', 'language', 'publishedAt'])
    .orderBy('id', 'desc')
    .execute();
}

/** The text in force; undefined when none was ever published. */
export async function currentConsentText(db: Db): Promise<ConsentText | undefined> {
  return db
    .selectFrom('consent_texts')
    .select(['version', 'sha256', 'text', 'language', 'publishedAt'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function tellConsentTextLanguage(
  db: Db,
  { version, language }: Pick<ConsentText, 'version' | 'language'>,
): Promise<void> {
  await changeRows(db, 'consent_texts', { version }, { language });
}

export type ConsentTranslation = Omit<Selectable<Schema['consent_translations']>, 'id'>;

/** The translations of all texts, in the order of publishing. */
export async function consentTranslations(db: Db): Promise<ConsentTranslation[]> {
  return db
    .selectFrom('consent_translations')
    .select(['ofSha256', 'language', 'sha256', 'text', 'publishedAt'])
    .orderBy('id')
    .execute();
}

/** Returns false when there is a translation in this language. */
export async function insertConsentTranslation(
  db: Db,
  translation: ConsentTranslation,
): Promise<boolean> {
  return insertNew(db, 'consent_translations', translation);
}

/** A person already in the list keeps the earlier time. */
export async function insertErasures(
  db: Db,
  erasures: readonly { personId: string; erasedAt: Date }[],
): Promise<void> {
  if (erasures.length === 0) return;
  await db
    .insertInto('erasures')
    .values(erasures)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Everybody erased so far, earliest first. */
export async function listErasures(db: Db) {
  return findRows(db, 'erasures', {}, 'erasedAt');
}

/** By the database's clock, because the clocks of instances may differ. */
export async function timeOfErasure(db: Db): Promise<Date> {
  const { ms } = await db.selectNoFrom(sqlDialectOf(db).clockMs.as('ms')).executeTakeFirstOrThrow();
  return new Date(ms);
}

/** Milliseconds by which rounding may separate the two clocks. */
const roundedMs = 5;

/** Whether anybody was erased at that time or later. @param time by this process's clock */
export async function wasAnyoneErasedSince(db: Db, time: Date): Promise<boolean> {
  const now = await timeOfErasure(db);
  // Computed last: a slow query then counts some earlier erasures too, and misses none.
  const agoMs = Date.now() - time.getTime() + roundedMs;
  const since = new Date(now.getTime() - agoMs);
  const erased = db.selectFrom('erasures').select('personId').where('erasedAt', '>=', since);
  return (await erased.limit(1).executeTakeFirst()) !== undefined;
}

export type OptOutRow = Selectable<OptOutsTable>;

/** Returns false when the list has it already. */
export async function insertOptOut(db: Db, optOut: OptOutRow): Promise<boolean> {
  return insertNew(db, 'opt_outs', optOut);
}

/** Earliest first. */
export async function listOptOuts(db: Db): Promise<OptOutRow[]> {
  return findRows(db, 'opt_outs', {}, 'addedAt', 'id');
}

export async function findOptOuts(db: Db, hashes: readonly string[]): Promise<OptOutRow[]> {
  return db.selectFrom('opt_outs').selectAll().where('hash', 'in', hashes).execute();
}

export async function deleteOptOut(db: Db, id: string): Promise<boolean> {
  return deleteRows(db, 'opt_outs', { id });
}

/** The keys that the list was made with: several after a restore merged two lists. */
export async function optOutKeyChecks(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('opt_outs').select('keyCheck').distinct().execute();
  return rows.map(({ keyCheck }) => keyCheck);
}

/** Tables with encrypted contents that identify people: the key, and the time of the last write. */
const sealed = {
  desk_cards: { key: 'job_id', writtenAt: 'held_at' },
  expected_visits: { key: 'invite_id', writtenAt: 'updated_at' },
  outbox: { key: 'id', writtenAt: 'created_at' },
} as const;

export type SealedTable = keyof typeof sealed;

/** Keys of rows in each of these tables. */
export type LinkedRecords = Record<SealedTable, string[]>;

const keysAtOnce = 500;

/** A page of rows with contents, in the order of their keys. @param since ISO 8601; null: written at any time */
export async function sealedRows(
  db: Db,
  table: SealedTable,
  { after, since, limit }: { after: string; since: string | null; limit: number },
): Promise<{ key: string; contents: Buffer }[]> {
  const { key, writtenAt } = sealed[table];
  const { rows } = await sql<{ key: string; contents: Uint8Array }>`
    select ${sql.ref(key)} as key, contents from ${sql.table(table)}
    where contents is not null and ${sql.ref(key)} > ${after}
      and ${sql.ref(writtenAt)} >= ${since ?? ''}
    order by ${sql.ref(key)} limit ${limit}`.execute(db);
  return rows.map((row) => ({ key: row.key, contents: Buffer.from(row.contents) }));
}

/** Those of these rows that still have contents, with the time of the last write in ISO 8601. */
export async function filledRows(
  db: Db,
  table: SealedTable,
  keys: readonly string[],
): Promise<{ key: string; writtenAt: string }[]> {
  if (keys.length === 0) return [];
  const { key, writtenAt } = sealed[table];
  const { rows } = await sql<{ key: string; writtenAt: string }>`
    select ${sql.ref(key)} as key, ${sql.ref(writtenAt)} as "writtenAt" from ${sql.table(table)}
    where contents is not null and ${sql.ref(key)} in (${sql.join(keys)})`.execute(db);
  return rows;
}

/** The keys of the table's rows that are linked to the person and still have contents. */
export async function filledRowsOf(
  db: Db,
  table: SealedTable,
  personId: string,
): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select ${sql.ref(sealed[table].key)} as key from ${sql.table(table)}
    where contents is not null and person_id = ${personId}`.execute(db);
  return rows.map(({ key }) => key);
}

/** Selects the rows of such a table whose keys `ties` names. */
export function isLinked(table: string, ties: LinkedRecords) {
  if (!Object.hasOwn(sealed, table)) return sql<boolean>`1 = 0`;
  const keys = ties[table as SealedTable];
  if (keys.length === 0) return sql<boolean>`1 = 0`;
  return sql<boolean>`${sql.ref(sealed[table as SealedTable].key)} in (${sql.join(keys)})`;
}

/** Links these rows and their sign-ins to the person, so that erasing the person empties them. */
export async function linkToPerson(db: Db, personId: string, ties: LinkedRecords): Promise<void> {
  for (const table of Object.keys(sealed) as SealedTable[]) {
    for (let at = 0; at < ties[table].length; at += keysAtOnce) {
      const keys = ties[table].slice(at, at + keysAtOnce);
      await sql`update ${sql.table(table)} set person_id = ${personId}
        where ${sql.ref(sealed[table].key)} in (${sql.join(keys)})`.execute(db);
      if (table !== 'desk_cards') continue;
      await db
        .updateTable('sign_ins')
        .set({ claimedPersonId: personId })
        .where('jobId', 'in', keys)
        .where('claimedPersonId', 'is', null)
        .execute();
    }
  }
}

/** Does the same for one sign-in, its card and its pending messages, including the desk's own. */
export async function linkSignIn(db: Db, personId: string, jobId: string): Promise<void> {
  await linkToPerson(db, personId, { desk_cards: [jobId], expected_visits: [], outbox: [] });
  await db
    .updateTable('outbox')
    .set({ personId })
    .where((row) =>
      row.or([
        row('about', 'in', [`sign-in:${jobId}`, `event:sign-in:${jobId}`]),
        row('subject', '=', jobId),
      ]),
    )
    .where('contents', 'is not', null)
    .execute();
  await changeRows(db, 'expected_visits', { jobId }, { personId });
}

/** How many people agreed last to each text; null: no text was published then. */
export async function peopleByConsentText(
  db: Db,
): Promise<{ textVersion: string | null; people: number }[]> {
  const latest = db
    .selectFrom('consents')
    .select(({ fn }) => fn.max('id').as('id'))
    .groupBy('personId');
  const rows = await db
    .selectFrom('consents')
    .select(({ fn }) => ['textVersion', fn.countAll<number>().as('people')])
    .where('id', 'in', latest)
    .where('withdrawnAt', 'is', null)
    .groupBy('textVersion')
    .orderBy('textVersion')
    .execute();
  return rows.map(({ textVersion, people }) => ({ textVersion, people: Number(people) }));
}
