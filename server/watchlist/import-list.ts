import { stat } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  beginWatchlist,
  completeWatchlist,
  countKept,
  deleteWatchlist,
  insertListed,
  insertReadings,
  listWatchlists,
  nameLength,
  type NewListed,
  type WatchlistRow,
} from '../store/tables/watchlists.ts';
import {
  personsMissing,
  ListError,
  type Found,
  type ListedRecord,
  type ListFiles,
  type Publisher,
} from './formats/format.ts';
import { readingRules, ReadingsWriter } from './readings.ts';
import { listLabel, publishers, readList, type ListSource } from './sources.ts';

export interface Imported {
  source: ListSource;
  /** Which of the publisher's lists; empty for the one without a name. */
  name: string;
  date: string;
  /** Where the date is from: the list itself, anyone who imported it, or when the file was changed. */
  datedBy: 'list' | 'given' | 'file';
  entries: number;
  /** Entries of the list that was in force before; null when there was none. */
  before: number | null;
  /** What is missing in it, in a sentence each. */
  warnings: readonly string[];
}

/** Of so many entries one may be without a name; more, and the names stand elsewhere. */
const maxNameless = 100;

// Each batch is a short transaction of its own, so that a running service can write in between.
const rowsPerBatch = 200;

/**
 * Reads an official list and puts it in force in the place of the one before. Until the last entry
 * is read the old one counts; when anything is wrong, nothing has changed.
 * @param name tells it from others of the same publisher, which stay in force beside it
 * @param date `2026-11-20`; counts where the list has no date of its own
 * @param mayShrink whether it may have less than nine tenths of the old one's entries, or be another list
 * @param mayBeOlder whether it may be older than the one in force, by their own dates
 * @throws {ListError}
 */
export async function importList(
  db: Db,
  actor: string,
  {
    source,
    name = '',
    files,
    mayShrink = false,
    mayBeOlder = false,
    date: given = null,
  }: {
    source: ListSource;
    name?: string;
    files: ListFiles;
    mayShrink?: boolean;
    mayBeOlder?: boolean;
    date?: string | null;
  },
): Promise<Imported> {
  const inForce = await listWatchlists(db);
  const old = inForce.find((list) => list.source === source && list.name === name);
  const before = old?.entries ?? null;
  const listId = await beginWatchlist(db, { source, name }, new Date());
  try {
    const staged = await stage(db, listId, readList(source, files));
    expectPersons(source, staged);
    const { entries } = staged;
    const { date, datedBy } = await dated(staged.date, given, files.main);
    if (old && !mayBeOlder && datedBy === 'list') expectNotOlder(old, date);
    const warnings = [...staged.warnings, ...(await lostNames(db, listId, staged, old))];
    if (old && !mayShrink) await expectSuccessor(db, old, { id: listId, source, name, entries });
    await db.transaction().execute(async (transaction) => {
      await completeWatchlist(transaction, listId, { source, name, listDate: date, entries });
      const details = { list: listLabel({ source, name }), date, entries };
      await recordEvent(transaction, { action: 'watchlist_imported', actor, details });
    });
    return { source, name, date, datedBy, entries, before, warnings };
  } catch (error) {
    await deleteWatchlist(db, listId);
    throw error;
  }
}

/** By the list, by anyone who imports it, or by when the file was changed, at most today. */
async function dated(
  own: string | null,
  given: string | null,
  file: string,
): Promise<Pick<Imported, 'date' | 'datedBy'>> {
  if (own !== null) return { date: own, datedBy: 'list' };
  if (given !== null) return { date: given, datedBy: 'given' };
  const { mtimeMs } = await stat(file);
  const date = new Date(Math.min(mtimeMs, Date.now())).toISOString().slice(0, 10);
  return { date, datedBy: 'file' };
}

/** @throws {ListError} */
function expectPersons(source: ListSource, { entries, persons, nameless }: Staged): void {
  if (nameless > (entries + nameless) / maxNameless) {
    throw personsMissing(`${nameless} of its entries have no name.`);
  }
  const { canBeWithoutPersons }: Publisher = publishers[source];
  if (persons === 0 && !canBeWithoutPersons) throw personsMissing('There is no person in it.');
}

interface Staged {
  date: string | null;
  entries: number;
  persons: number;
  /** Entries that were left out, for they have nothing to be found by. */
  nameless: number;
  /** Entries with more names than one. */
  withOthers: number;
  warnings: string[];
}

async function stage(db: Db, listId: number, found: AsyncGenerator<Found>): Promise<Staged> {
  const counts = { entries: 0, persons: 0, nameless: 0, withOthers: 0 };
  const staged: Staged = { date: null, ...counts, warnings: [] };
  const readings = new ReadingsWriter();
  const madeBy = readingRules();
  let batch: NewListed[] = [];
  let part = 0;
  const store = async () => {
    await insertListed(db, listId, batch);
    const content = readings.part(batch);
    await insertReadings(db, { listId, part: part++, madeBy, content });
    batch = [];
  };
  for await (const one of found) {
    if ('date' in one) {
      staged.date = one.date;
      continue;
    }
    if ('warning' in one) {
      staged.warnings.push(one.warning);
      continue;
    }
    if (one.names.length + one.weakNames.length === 0) {
      staged.nameless++;
      continue;
    }
    staged.entries++;
    if (one.names.length + one.weakNames.length > 1) staged.withOthers++;
    if (one.kind !== 'company') staged.persons++;
    batch.push(...rowsOf(one));
    if (batch.length >= rowsPerBatch) await store();
  }
  await store();
  return staged;
}

/** Two where it is not known whether it is a person: it is looked for as both. */
function rowsOf({
  reference,
  kind,
  names,
  weakNames,
  birthDates,
  countries,
}: ListedRecord): NewListed[] {
  const kinds = kind === 'unknown' ? (['person', 'company'] as const) : [kind];
  return kinds.map((one) => ({
    reference,
    kind: one,
    names: JSON.stringify(names),
    weakNames: JSON.stringify(weakNames),
    birthDates: JSON.stringify(birthDates),
    countries: JSON.stringify(countries),
  }));
}

/** Publishers take few off at once: a list that has lost more may be cut off. */
const leastEntries = 0.9;

/** @throws {ListError} */
function expectNotOlder(old: WatchlistRow, date: string): void {
  if (old.listDate === null || date >= old.listDate) return;
  throw new ListError(
    'list_older',
    `The file is of ${date}, and the list of ${listLabel(old)} in force is of ${old.listDate}. ` +
      'Give --may-be-older to go back to it. Nothing was changed.',
  );
}

/** @throws {ListError} when it cannot be a newer state of the list in force */
async function expectSuccessor(
  db: Db,
  old: WatchlistRow,
  list: Pick<WatchlistRow, 'id' | 'source' | 'name' | 'entries'>,
): Promise<void> {
  const label = listLabel(list);
  if (list.entries < old.entries * leastEntries) throw shrunk(label, old.entries, list.entries);
  const kept = await countKept(db, old.id, list.id);
  if (kept < old.entries / 2) throw isAnotherList(label, old.entries, kept);
}

/**
 * Whether other names seem to be lost: publishers rename a column or an element now and then, and what
 * is not found is not missed.
 */
async function lostNames(
  db: Db,
  listId: number,
  { entries, withOthers }: Staged,
  old: WatchlistRow | undefined,
): Promise<string[]> {
  if (entries >= enoughToTell && withOthers / entries < leastWithOthers) {
    return [
      `Of ${entries} entries ${withOthers} have another name beside the first: the others may be in another file, or in a place of this one that is not known here. Compare an entry with what its publisher shows.`,
    ];
  }
  if (!old || entries < enoughToTell) return [];
  const before = await nameLength(db, old.id);
  if ((await nameLength(db, listId)) >= before * leastKept) return [];
  return [
    'The names of an entry are much shorter than in the list before: other names may stand in a place that is not known here. Compare an entry with what its publisher shows.',
  ];
}

const enoughToTell = 50;
/** Of the lists that are known, from two in five on have other names. */
const leastWithOthers = 0.05;
const leastKept = 0.75;

function shrunk(source: string, before: number, entries: number): ListError {
  return new ListError(
    'list_shrunk',
    `The new list of ${source} has ${entries} entries, the one in force ${before}: it may be cut off. ` +
      'Look at it, and if it is right, give --may-shrink. Nothing was changed.',
  );
}

function isAnotherList(label: string, before: number, kept: number): ListError {
  return new ListError(
    'list_is_another',
    `Of the ${before} entries of ${label} in force, ${kept} are in this file: it is another list. ` +
      'Give it a name of its own with --list, for example --list consolidated, and both are in force; ' +
      'or --may-shrink, if it is to take the place of the other. Nothing was changed.',
  );
}
