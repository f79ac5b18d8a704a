import type { Db } from '../store/schema.ts';
import type { proposeList } from '../store/tables/followed-lists.ts';
import { countKept, nameLength, type WatchlistRow } from '../store/tables/watchlists.ts';
import { ListError } from '../../packages/sanctions-lists/index.ts';
import { listLabel } from './sources.ts';

/** Publishers take few off at once: a list that has lost more may be cut off. */
const leastEntries = 0.9;

/** @throws {ListError} */
export function expectNotOlder(old: WatchlistRow | undefined, date: string): void {
  if (!old || old.listDate === null || date >= old.listDate) return;
  throw new ListError(
    'list_older',
    `The file is of ${date}, and the list of ${listLabel(old)} in force is of ${old.listDate}. ` +
      'Give --may-be-older to go back to it. Nothing was changed.',
  );
}

interface Implausibility {
  error: ListError;
  proposal: Omit<Parameters<typeof proposeList>[1], 'listId'>;
}

/** Why it may be no newer state of the list in force; null when it is one. */
export async function findImplausibility(
  db: Db,
  { id, entries: before }: WatchlistRow,
  list: Pick<WatchlistRow, 'id' | 'source' | 'name' | 'entries'>,
): Promise<Implausibility | null> {
  const label = listLabel(list);
  const kept = await countKept(db, id, list.id);
  const proposal = { entriesBefore: before, entriesKept: kept, proposedAt: new Date() };
  if (list.entries < before * leastEntries) {
    const error = shrunk(label, before, list.entries);
    return { error, proposal: { ...proposal, doubt: 'list_shrunk' } };
  }
  if (kept >= before / 2) return null;
  const error = isAnotherList(label, before, kept);
  return { error, proposal: { ...proposal, doubt: 'list_is_another' } };
}

/**
 * Whether other names seem to be lost: publishers rename a column or an element now and then, and what
 * is not found is not missed.
 */
export async function lostNames(
  db: Db,
  listId: number,
  { entries, withOthers }: { entries: number; withOthers: number },
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
    'The names of an entry are much shorter than in the list before: the list may have other names in a field that Vestibule does not read. Compare an entry with what its publisher shows.',
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
