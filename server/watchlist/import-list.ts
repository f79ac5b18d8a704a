import { parserRules, ParsedNamesWriter } from '#name-matching';
import { programVersion } from '../config/environment.ts';
import { stat } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  beginWatchlist,
  completeWatchlist,
  deleteWatchlist,
  insertListed,
  insertParsedNames,
  listWatchlists,
  type NewListed,
  type WatchlistRow,
} from '../store/tables/watchlists.ts';
import { forgetSeenFile, proposeList } from './follow/followed-list-rows.ts';
import {
  expectUsableDate,
  listLabel,
  ListTally,
  type ListFindings,
  type ListedRecord,
  type ListFile,
  readList,
  type ListSource,
} from '#sanctions-lists';
import {
  findImplausibility,
  findMissingDate,
  findMoves,
  findOlderDate,
  listEntries,
  type ListDoubt,
} from './update-plausibility.ts';

export interface Imported {
  source: ListSource;
  /** Name among the publisher's lists; empty for the one without a name. */
  name: string;
  date: string;
  /** The origin of the date: the list itself, the importer, or when the file was changed. */
  datedBy: 'list' | 'given' | 'file';
  entries: number;
  /** Number of entries of the previous list; null when there was none. */
  before: number | null;
  /** Whether it waits as a proposal for a decision of the desk. */
  isProposed: boolean;
  /** Missing parts, in a sentence each. */
  warnings: readonly string[];
}

// Each batch is a short transaction, so that a running service can write in between.
const rowsPerBatch = 200;

/**
 * Reads an official list and puts it in force instead of the previous one. The previous list counts until the last
 * entry is read. After a fault, nothing has changed.
 * @param name distinguishes it from the publisher's other lists, which stay in force
 * @param date `2026-11-20`; used for a list without its own date
 * @param mayShrink whether it may have less than nine tenths of the previous entries, or be another list
 * @param mayBeOlder whether its date may be older than that of the list in force
 * @param isKeptBeside whether a doubtful list is proposed to the desk instead of refused
 * @throws {ListError}
 */
export async function importList(
  db: Db,
  actor: string,
  {
    source,
    name = '',
    file,
    onRead,
    mayShrink = false,
    mayBeOlder = false,
    isKeptBeside = false,
    date: given = null,
    now = new Date(),
  }: {
    source: ListSource;
    name?: string;
    file: string;
    onRead?: ListFile['onRead'];
    mayShrink?: boolean;
    mayBeOlder?: boolean;
    isKeptBeside?: boolean;
    date?: string | null;
    now?: Date;
  },
): Promise<Imported> {
  const inForce = await listWatchlists(db);
  const old = inForce.find((list) => list.source === source && list.name === name);
  const before = old?.entries ?? null;
  const listId = await beginWatchlist(db, { source, name }, new Date());
  try {
    const staged = await stage(db, listId, readList(source, { file, onRead }));
    staged.tally.expectPersons(source);
    const { entries } = staged.tally;
    const { date, datedBy } = await chooseDate(staged.date, given, file);
    expectUsableDate(listLabel({ source, name }), date, now);
    const warnings = [...staged.warnings, ...staged.tally.warnings()];
    const list = { source, name, listDate: date, entries, warnings: textOf(warnings) };
    const asked = { id: listId, source, name, entries };
    const lists = { db, entriesIn: listEntries(db) };
    let doubt: ListDoubt | null = null;
    if (old && !mayShrink) doubt = await findImplausibility(lists, old, asked, now);
    if (!doubt && !mayBeOlder && datedBy === 'list') {
      doubt = findOlderDate(old, asked, date, { now, isFollowed: isKeptBeside });
    }
    if (!doubt && old && !mayShrink) doubt = await findMoves(lists, old, asked, now);
    // An administrator who imports a list knows its date, and may give it.
    if (!doubt && old && isKeptBeside && datedBy !== 'list') {
      doubt = findMissingDate(old, asked, now);
    }
    if (doubt && !isKeptBeside) throw doubt.error;
    await db.transaction().execute(async (transaction) => {
      if (doubt) await proposeList(transaction, { ...doubt.proposal, listId }, list);
      else {
        await forgetSeenFile(transaction, list);
        await putInForce(transaction, actor, listId, list);
      }
    });
    return { source, name, date, datedBy, entries, before, isProposed: doubt !== null, warnings };
  } catch (error) {
    await deleteWatchlist(db, listId);
    throw error;
  }
}

function textOf(warnings: readonly string[]): string | null {
  return warnings.length === 0 ? null : JSON.stringify(warnings);
}

/** Replaces the previous list, on record. Runs in a transaction. */
export async function putInForce(
  transaction: Db,
  actor: string,
  listId: number,
  list: Pick<WatchlistRow, 'source' | 'name' | 'listDate' | 'entries' | 'warnings'>,
): Promise<void> {
  await completeWatchlist(transaction, listId, list);
  const details = { list: listLabel(list), date: list.listDate, entries: list.entries };
  await recordEvent(transaction, { action: 'watchlist_imported', actor, details });
}

/** Returns the date of the list, of the importer, or of the file's last change, at most today. */
async function chooseDate(
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

interface Staged {
  date: string | null;
  tally: ListTally;
  warnings: string[];
}

async function stage(db: Db, listId: number, found: AsyncGenerator<ListFindings>): Promise<Staged> {
  const staged: Staged = { date: null, tally: new ListTally(), warnings: [] };
  const readings = new ParsedNamesWriter();
  const madeBy = parserVersion();
  let batch: NewListed[] = [];
  let part = 0;
  const store = async () => {
    await insertListed(db, listId, batch);
    const content = readings.part(batch);
    await insertParsedNames(db, { listId, part: part++, madeBy, content });
    batch = [];
  };
  for await (const one of found) {
    if ('date' in one) staged.date = one.date;
    else if ('warning' in one) staged.warnings.push(one.warning);
    else if (staged.tally.count(one)) {
      batch.push(...rowsOf(one));
      if (batch.length >= rowsPerBatch) await store();
    }
  }
  await store();
  return staged;
}

/** Returns two rows when the kind is unknown, so that the entry is found as a person and as a company. */
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

/** Identifies the program and rules that read a list. Names read by other ones are read again. */
export function parserVersion(): string {
  return `${programVersion()} ${parserRules()}`;
}
