import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { sqlDialectOf } from '#database';
import { recordEvent } from '../audit/record.ts';
import { foldName } from '#base/text';
import { expectWhole } from '../store/inspect.ts';
import { storeDialectOf } from '../store/store-dialect.ts';
import type { Db } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { tablesWhere } from '../store/table-rules.ts';
import {
  insertErasures,
  listErasures,
  linkToPerson,
  timeOfErasure,
} from '../store/tables/privacy.ts';
import { deletePerson, findPerson, type PersonRow } from '../store/tables/people.ts';
import { forgetScoresOf } from '../store/tables/sign-ins.ts';
import { listWatchlistEntries } from '../store/tables/watchlists.ts';
import {
  reapplyEmptying,
  linkedEntries,
  readErasureRegister,
  writeErasureRegister,
  type Erasure,
} from './erasure-register.ts';
import { findLinkedRecords, type Messages } from './linked-records.ts';
import { vestibule } from '../platform/operator-error.ts';

/** The reason for an erasure. */
export type ErasureCause =
  | 'asked'
  | 'retention'
  | 'consent_withdrawn'
  | 'expired'
  | 'restored_backup';

/** The result of erasing one person. It names only their random id, which is void now. */
export interface ErasureReceipt {
  receiptId: string;
  personId: string;
  erasedAt: Date;
  because: ErasureCause;
  /** Number of deleted rows by table, the person's own row included. */
  removed: Record<string, number>;
  /** Number of rows by table that stay without the link to the person. */
  unlinked: Record<string, number>;
  /** Entries of your own watchlist that mean the person, or may. They stay, but without a face. */
  watchlistEntries: string[];
}

interface ErasedBy {
  actor: string;
  because: ErasureCause;
  messages: Messages;
  /** Runs in the erasing transaction: false cancels the erasure. */
  onlyIf?: (transaction: Db) => Promise<boolean>;
}

/** Rows written since this long before the search are searched again in the erasing transaction. */
const writtenMeanwhileMs = 60_000;

/**
 * Erases a person from the database in one transaction; `cleanPages` then removes the remains from the disk. Returns
 * null when there is no such person, or when `onlyIf` cancels.
 */
export async function erasePerson(
  db: Db,
  personId: string,
  { actor, because, messages, onlyIf = async () => true }: ErasedBy,
): Promise<ErasureReceipt | null> {
  const before = await findPerson(db, personId);
  if (!before) return null;
  await messages.readKey();
  const since = new Date(Date.now() - writtenMeanwhileMs);
  const ties = await findLinkedRecords(db, before, messages);
  return db.transaction().execute(async (transaction) => {
    const person = await findPerson(transaction, personId);
    if (!person || !(await onlyIf(transaction))) return null;
    await linkToPerson(transaction, personId, ties);
    const written = await findLinkedRecords(transaction, person, messages, since);
    await linkToPerson(transaction, personId, written);
    const erasedAt = await timeOfErasure(transaction);
    const tied = await linkedEntries(transaction, { personId, erasedAt });
    const counts = await countReferences(transaction, personId);
    const { faces, entriesLeft } = await forgetWatchlistFaces(transaction, person);
    if (faces > 0) counts['watchlist_faces'] = faces;
    await forgetScoresOf(transaction, personId);
    await deletePerson(transaction, personId);
    const left = await countReferences(transaction, personId);
    if (Object.keys(left).length > 0) {
      throw new Error(`Rows about an erased person are left in ${Object.keys(left).join(', ')}.`);
    }
    const receiptId = randomUUID();
    await insertErasures(transaction, [{ personId, erasedAt }]);
    for (let at = 0; at < tied.length; at += idsAtATime) {
      await insertErasures(transaction, tied.slice(at, at + idsAtATime));
    }
    const details = { because, receiptId };
    await recordEvent(transaction, { action: 'person_erased', actor, subject: personId, details });
    const { removed, unlinked } = split(counts);
    return {
      receiptId,
      personId,
      erasedAt,
      because,
      removed: { people: 1, ...removed },
      unlinked,
      watchlistEntries: entriesLeft,
    };
  });
}

function split(counts: Record<string, number>) {
  const all = Object.entries(counts);
  const unlinked: readonly string[] = tablesWhere('onErasure', 'unlinked');
  return {
    removed: Object.fromEntries(all.filter(([table]) => !unlinked.includes(table))),
    unlinked: Object.fromEntries(all.filter(([table]) => unlinked.includes(table))),
  };
}

export interface Removal {
  receipt: ErasureReceipt;
  cleaning: Cleaning;
}

interface RemovalOptions extends ErasedBy {
  registerFile: string;
  /** Rewrites the whole database (default), for which a running service has no time. */
  rewrite?: boolean;
}

/** Erases a person, also from the disk, and registers that for restored copies. Null when there is no such person. */
export async function removePerson(
  store: Store,
  personId: string,
  { registerFile, rewrite = true, ...by }: RemovalOptions,
): Promise<Removal | null> {
  const receipt = await erasePerson(store.db, personId, by);
  if (!receipt) return null;
  await reapplyErasures(store.db, registerFile, by);
  return { receipt, cleaning: await cleanPages(store, { rewrite }) };
}

export interface Cleaning {
  /** Whether the whole database was rewritten, so that no page contains remains of moved rows. */
  rewritten: boolean;
  /** Whether the write-ahead log was emptied. */
  logEmptied: boolean;
  /** Other places that still contain the deleted data, and for how long. */
  keptBy: readonly string[];
}

const tries = 5;
const betweenTriesMs = 200;

/**
 * Removes deleted data from the disk. SQLite already overwrites deleted content with zeros (`secure_delete`); a
 * rewrite of the database makes sure of that. The write-ahead log contains earlier versions of pages. This works while
 * other processes use the database. A process that is reading may prevent emptying the log; the result tells.
 */
export async function cleanPages(
  store: Store,
  { rewrite }: { rewrite: boolean } = { rewrite: true },
): Promise<Cleaning> {
  const rewritten = rewrite && (await isDone(() => store.rewrite()));
  const { keepsDeleted: keptBy } = storeDialectOf(store.db);
  return { rewritten, logEmptied: await isDone(() => store.scrub()), keptBy };
}

async function isDone(work: () => Promise<boolean>): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    const done = await work().catch((error: unknown) => {
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    });
    if (done || tried === tries) return done;
    await setTimeout(betweenTriesMs);
  }
}

/**
 * Synchronises the register of erasures and the database in both directions. Then it erases every person again whom
 * either of them names, because the database was restored from an older copy.
 * @returns the number of people who were erased again
 */
export async function reapplyErasures(
  db: Db,
  registerFile: string,
  by: Omit<ErasedBy, 'because'>,
): Promise<number> {
  await expectWhole(db);
  await writeErasureRegister(db, registerFile);
  const erasures = (await readErasureRegister(registerFile)) ?? [];
  let erased = 0;
  for (const { personId } of await presentOf(db, erasures)) {
    if (await erasePerson(db, personId, { ...by, because: 'restored_backup' })) erased++;
  }
  await reapplyEmptying(db, erasures, by.messages);
  const known = new Set((await listErasures(db)).map(({ personId }) => personId));
  const missing = erasures.filter(({ personId }) => !known.has(personId));
  for (let at = 0; at < missing.length; at += idsAtATime) {
    await insertErasures(db, missing.slice(at, at + idsAtATime));
  }
  return erased;
}

const idsAtATime = 500;

async function presentOf(db: Db, erasures: readonly Erasure[]): Promise<{ personId: string }[]> {
  const present: { personId: string }[] = [];
  for (let at = 0; at < erasures.length; at += idsAtATime) {
    const ids = erasures.slice(at, at + idsAtATime).map(({ personId }) => personId);
    const query = db.selectFrom('people').select('id as personId').where('id', 'in', ids);
    present.push(...(await query.execute()));
  }
  return present;
}

/** A column that refers to a person. */
export interface PersonReference {
  table: string;
  column: string;
}

/**
 * Returns every column of the database that refers to people, by a foreign key or by its name. It reads the schema
 * itself, so that later tables are not forgotten.
 */
export async function personReferences(db: Db): Promise<PersonReference[]> {
  const { rows } = await sqlDialectOf(db).referencesTo('people', 'person_id').execute(db);
  const registers: readonly string[] = tablesWhere('onErasure', 'remembered');
  return rows.filter(({ table }) => !registers.includes(table));
}

/** Counts the rows about the person by table; tables without such rows are left out. */
async function countReferences(db: Db, personId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of await personReferences(db)) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)}
      where ${sql.ref(column)} = ${personId}`.execute(db);
    const count = rows[0]?.count ?? 0;
    if (count > 0) counts[table] = (counts[table] ?? 0) + count;
  }
  return counts;
}

type Entry = Awaited<ReturnType<typeof listWatchlistEntries>>[number];

interface Found {
  entry: Entry;
  isCertain: boolean;
}

/**
 * Returns the entries of your own watchlist that mean this person by their e-mail, or may mean them by their exact
 * name.
 */
export async function watchlistEntriesOf(
  db: Db,
  { emailFolded, nameFolded }: Pick<PersonRow, 'emailFolded' | 'nameFolded'>,
): Promise<Found[]> {
  const entries = await listWatchlistEntries(db);
  return entries.flatMap((entry): Found[] => {
    if (emailFolded !== null && entry.email === emailFolded) return [{ entry, isCertain: true }];
    const names = [entry.name ?? '', ...entry.aliases];
    const isNamesake = names.some((name) => foldName(name) === nameFolded);
    return isNamesake ? [{ entry, isCertain: false }] : [];
  });
}

/**
 * Erases the faces of the watchlist entries that certainly mean this person. The entries stay, because the owner of the
 * list may have to keep them. Returns the entries.
 */
async function forgetWatchlistFaces(
  db: Db,
  person: PersonRow,
): Promise<{ faces: number; entriesLeft: string[] }> {
  const found = await watchlistEntriesOf(db, person);
  const certain = found.filter(({ isCertain }) => isCertain).map(({ entry }) => entry.id);
  const entriesLeft = found.map(({ entry }) => entry.id);
  if (certain.length === 0) return { faces: 0, entriesLeft };
  const result = await db
    .deleteFrom('watchlist_faces')
    .where('entryId', 'in', certain)
    .executeTakeFirst();
  return { faces: Number(result.numDeletedRows), entriesLeft };
}

/** Describes for the receipt what stays after an erasure, and why. */
const stays = [
  'The audit record: that somebody with this random id was enrolled and erased, and when. The id leads to nobody any more, and the record has no names.',
  'Past sign-ins: that one happened, when and with which verdict, without whose it was, but with the id under which Envoy knows it. Envoy has its own visitor log, with names; ask Envoy to erase there.',
  'Cards of the front desk, expected visits and messages of somebody of the same name alone, where they have another e-mail or employee id, or somebody else of that name is enrolled: it is unknown whose they are. And what the desk wrote about this person on the card of somebody else.',
  'Backups that were made before. Restoring one erases this person again; delete old backups in the time that your policy says.',
  'An opt-out, if one was made: a keyed hash, so that the wish is still heeded.',
];

/** @param copies files left by restores, which still contain the person */
export function receiptJson(
  { receipt, cleaning }: Removal,
  copies: readonly string[] = [],
): Record<string, unknown> {
  return { ...receipt, disk: cleaning, stays: describeRemains({ receipt, cleaning }, copies) };
}

/** Describes in sentences what stays. */
export function describeRemains(
  { receipt, cleaning }: Removal,
  copies: readonly string[],
): string[] {
  const { watchlistEntries } = receipt;
  return [...copiesLeft(copies), ...watchlist(watchlistEntries), ...stays, ...cleaning.keptBy];
}

/** Lists the copies in words; empty when there are none. */
export function copiesLeft(copies: readonly string[]): string[] {
  if (copies.length === 0) return [];
  return [
    `The database as it was before a restore or an upgrade still holds everybody who was erased since: ${copies.join(', ')}. Delete it when you need it no more.`,
  ];
}

function watchlist(entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const remedy = `Look whether they mean this person and have to stay; if not: ${vestibule} watchlist remove ID`;
  return [`Watchlist entries of the same e-mail or name: ${entries.join(', ')}. ${remedy}`];
}
