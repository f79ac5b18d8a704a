import type { Db } from '../store/schema.ts';
import type { ProposedListRow, proposeList } from './follow/followed-list-rows.ts';
import { countKept, everyListed, type WatchlistRow } from '../store/tables/watchlists.ts';
import {
  compareIdentities,
  compareListStates,
  isDated,
  listLabel,
  ListError,
  publicationDate,
  type ComparedEntry,
  type ListErrorCode,
  type ListLoss,
  type ListMoves,
  type ListSource,
} from '#sanctions-lists';

/** Publishers remove few entries at once, so a list that has lost more may be cut off. */
const leastEntries = 0.9;

type Doubt = ProposedListRow['doubt'];
type List = Pick<WatchlistRow, 'id' | 'source' | 'name' | 'entries'>;

/** The reason to doubt that a list is a newer version of the one in force. */
export interface ListDoubt {
  /** Shown after an import by a command. */
  error: ListError;
  proposal: Omit<Parameters<typeof proposeList>[1], 'listId'>;
}

/**
 * Doubts a list that is older than the one in force. A followed list must not be older than a year either. Ignores a
 * date in force that cannot be right.
 */
export function findOlderDate(
  old: WatchlistRow | undefined,
  list: List,
  date: string,
  { now, isFollowed }: { now: Date; isFollowed: boolean },
): ListDoubt | null {
  const before = old?.listDate ?? null;
  const isOfYearsAgo = isFollowed && publicationDate(date, now) === 'old';
  const isRight = before !== null && ['plausible', 'old'].includes(publicationDate(before, now));
  if (!isOfYearsAgo && !(isRight && date < before)) return null;
  const message = isOfYearsAgo
    ? `The list of ${listLabel(list)} is of ${date}, more than a year ago.`
    : `The file is of ${date}, and the list of ${listLabel(list)} in force is of ${before}.`;
  return doubtOf('list_older', `${message} Give --may-be-older to go back to it.`, {
    entriesBefore: old?.entries ?? 0,
    entriesKept: 0,
    details: { dateBefore: before ?? '–' },
    now,
  });
}

/** Reads lists to compare them, each once. */
type ListEntries = (listId: number) => Promise<Map<string, ComparedEntry>>;

export function listEntries(db: Db): ListEntries {
  const read = new Map<number, ReturnType<ListEntries>>();
  return (listId) => {
    const entries = read.get(listId) ?? entriesOf(db, listId);
    read.set(listId, entries);
    return entries;
  };
}

/** Returns the reason to doubt that the list is a newer version of the one in force; null when there is none. */
export async function findImplausibility(
  { db, entriesIn }: { db: Db; entriesIn: ListEntries },
  { id, entries: entriesBefore }: WatchlistRow,
  list: List,
  now: Date,
): Promise<ListDoubt | null> {
  const label = listLabel(list);
  const entriesKept = await countKept(db, id, list.id);
  const counts = { entriesBefore, entriesKept, now };
  if (list.entries < entriesBefore * leastEntries) {
    const shrunk = `The new list of ${label} has ${list.entries} entries, the one in force ${entriesBefore}: it may be cut off.`;
    return doubtOf('list_shrunk', `${shrunk} ${ifRight}`, counts);
  }
  if (entriesKept < entriesBefore / 2) {
    const other = `Of the ${entriesBefore} entries of ${label} in force, ${entriesKept} are in this file: it is another list.`;
    return doubtOf('list_is_another', `${other} ${nameIt}`, counts);
  }
  const before = await entriesIn(id);
  const after = await entriesIn(list.id);
  const loss = compareListStates(before, after.values());
  if (loss !== null) {
    const details = lossTexts(loss);
    const message = `${saysLess(label, details)} ${ifRight}`;
    return doubtOf('list_says_less', message, { ...counts, details });
  }
  return null;
}

/** Doubts a list whose names or birth years stand under other entries than in the list in force. */
export async function findMoves(
  { db, entriesIn }: { db: Db; entriesIn: ListEntries },
  { id, entries: entriesBefore }: WatchlistRow,
  list: List,
  now: Date,
): Promise<ListDoubt | null> {
  const before = await entriesIn(id);
  const moves = compareIdentities(before, (await entriesIn(list.id)).values());
  if (moves === null) return null;
  const details = moveTexts(moves);
  const entriesKept = await countKept(db, id, list.id);
  const counts = { entriesBefore, entriesKept, now, details };
  return doubtOf('list_moved', `${hasMoved(listLabel(list), details)} ${ifRight}`, counts);
}

/** Doubts a list whose date vanished: the day of its file says nothing about when it was published. */
export function findMissingDate(
  { listDate, entries }: WatchlistRow,
  list: List & { source: ListSource },
  now: Date,
): ListDoubt | null {
  if (!isDated(list.source) || listDate === null) return null;
  const message = isUndated(listLabel(list), listDate);
  const details = { dateBefore: listDate };
  return doubtOf('list_undated', message, {
    entriesBefore: entries,
    entriesKept: 0,
    details,
    now,
  });
}

const ifRight = 'Look at it, and if it is right, give --may-shrink.';
const nameIt =
  'Give it a name of its own with --list, for example --list consolidated, and both are in force; ' +
  'or --may-shrink, if it is to take the place of the other.';

interface DoubtParts {
  entriesBefore: number;
  entriesKept: number;
  now: Date;
  details?: ProposalDetails;
}

/** Details that the question about a list names besides its numbers; every text is shown unchanged. */
export type ProposalDetails = Readonly<Record<string, string>>;

function doubtOf(
  doubt: Doubt & ListErrorCode,
  message: string,
  { now, details, ...counts }: DoubtParts,
): ListDoubt {
  return {
    error: new ListError(doubt, `${message} Nothing was changed.`),
    proposal: {
      ...{ doubt, ...counts, proposedAt: now },
      details: details ? JSON.stringify(details) : null,
    },
  };
}

/** Describes in a sentence which details the new list lacks. */
export function saysLess(label: string, details: ProposalDetails): string {
  const { names, words, birthDates, countries, example } = details;
  return (
    `The new list ${label} says less of the same entries (other names ${names}, words of names ${words}, ` +
    `birth dates ${birthDates}, countries ${countries}): its format may have changed. Example: ${example}.`
  );
}

/** Describes in a sentence how many entries mean other people than before. */
export function hasMoved(label: string, details: ProposalDetails): string {
  const { names, birthYears, example } = details;
  return (
    `In the new list ${label}, names or birth years stand under other entries than before (names kept ${names}, ` +
    `birth years kept ${birthYears}): it may be mixed up. Example: ${example}.`
  );
}

export function isUndated(label: string, dateBefore: string): string {
  return `The new file of ${label} has no date, and the list in force is of ${dateBefore}: its format may have changed.`;
}

function moveTexts({ names, birthYears, example }: ListMoves): ProposalDetails {
  const text = ([compared, kept]: readonly [number, number]) => `${kept} of ${compared}`;
  return { names: text(names), birthYears: text(birthYears), example };
}

function lossTexts({ counts, example }: ListLoss): ProposalDetails {
  const text = (...all: (readonly [number, number])[]) =>
    [0, 1].map((at) => all.reduce((sum, count) => sum + (count[at] ?? 0), 0)).join(' → ');
  return {
    names: text(counts.aliases, counts.weakNames),
    words: text(counts.words, counts.aliasWords),
    birthDates: text(counts.birthDates),
    countries: text(counts.countries),
    example,
  };
}

/** @returns the entries by reference */
async function entriesOf(db: Db, listId: number): Promise<Map<string, ComparedEntry>> {
  const entries = new Map<string, ComparedEntry>();
  for await (const entry of comparedEntries(db, listId)) entries.set(entry.reference, entry);
  return entries;
}

async function* comparedEntries(db: Db, listId: number): AsyncGenerator<ComparedEntry> {
  const texts = (json: string) => JSON.parse(json) as string[];
  for await (const row of everyListed(db, listId)) {
    yield {
      reference: row.reference,
      names: texts(row.names),
      weakNames: texts(row.weakNames),
      birthDates: texts(row.birthDates),
      countries: texts(row.countries),
    };
  }
}
