import type { Db } from '../../store/schema.ts';
import {
  listFollowedLists,
  listProposedLists,
  type FollowedListRow,
  type ProposedListRow,
} from '../../store/tables/followed-lists.ts';
import { listWatchlists, type WatchlistRow } from '../../store/tables/watchlists.ts';
import { listLabel } from '../sources.ts';
import { followableOf } from './followable.ts';

/** How an official list stands that is in force, or followed. */
export interface ListStatus {
  /** `ofac`, or `ofac/consolidated` */
  label: string;
  inForce: WatchlistRow | null;
  followed: FollowedListRow | null;
  /** Someone is asked about it. */
  proposed: ProposedListRow | null;
  /** Whole days since it was published, or imported where it has no date; null when none is in force. */
  ageInDays: number | null;
  /** There may well be a newer one by now. */
  isOverdue: boolean;
  /** It was in force, and is not there any more. */
  isGone: boolean;
}

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/** A list that nothing keeps current is overdue when it is older. */
const maxAgeDays = 14;

export async function listStatuses(db: Db, now: Date): Promise<ListStatus[]> {
  const [lists, followed, proposed] = await Promise.all([
    listWatchlists(db),
    listFollowedLists(db),
    listProposedLists(db),
  ]);
  const labels = new Set([...lists.map(listLabel), ...followed.map(labelOf)]);
  return [...labels].sort().map((label) => {
    const inForce = lists.find((list) => listLabel(list) === label) ?? null;
    const following = followed.find((row) => labelOf(row) === label) ?? null;
    return {
      label,
      inForce,
      followed: following,
      proposed: proposed.find((list) => listLabel(list) === label) ?? null,
      ageInDays: inForce && ageInDays(inForce, now),
      isOverdue: isOverdue(inForce, following, now),
      isGone: inForce === null && (following?.currentAt ?? null) !== null,
    };
  });
}

export function labelOf({ source, list }: Pick<FollowedListRow, 'source' | 'list'>): string {
  return listLabel({ source, name: list });
}

/** Whole days since the list was published, or imported where it has no date. */
function ageInDays(
  { listDate, importedAt }: Pick<WatchlistRow, 'listDate' | 'importedAt'>,
  now: Date,
): number {
  return Math.floor((now.getTime() - new Date(listDate ?? importedAt).getTime()) / dayMs);
}

/** Whether a list that nothing keeps current is old. */
export function isStale(list: Pick<WatchlistRow, 'listDate' | 'importedAt'>, now: Date): boolean {
  return ageInDays(list, now) > maxAgeDays;
}

/**
 * A list that is followed is overdue when nobody knows any more whether it is the latest, and when its own date
 * is further back than its publisher is ever silent: an address that is not kept up answers as before.
 */
function isOverdue(
  inForce: WatchlistRow | null,
  followed: FollowedListRow | null,
  now: Date,
): boolean {
  const known = followed && followableOf(followed.name);
  if (!followed || !known) return inForce !== null && isStale(inForce, now);
  const since = now.getTime() - (followed.currentAt ?? followed.followedAt).getTime();
  if (since > known.overdueHours * hourMs) return true;
  return inForce !== null && ageInDays(inForce, now) > Math.max(known.quietDays, maxAgeDays);
}

/** Why a list is overdue, and what to do, in a sentence each. */
export function overdueWords({ label, inForce, followed }: ListStatus): {
  found: string;
  todo: string;
} {
  const dated = inForce ? `is of ${inForce.listDate ?? 'an unknown date'}` : 'is not there';
  return { found: `The list ${label} ${dated}${lastKnown(followed)}.`, todo: whatToDo(followed) };
}

function lastKnown(followed: FollowedListRow | null): string {
  if (!followed) return '';
  const { currentAt, standing } = followed;
  if (standing === 'proposed') return ', and a newer one waits to be looked at';
  if (standing === 'rejected') return ', and the newer one was rejected';
  const day = currentAt?.toISOString().slice(0, 10);
  return day === undefined ? ', and was never fetched' : `, and was the latest on ${day}`;
}

function whatToDo(followed: FollowedListRow | null): string {
  if (!followed)
    return 'Import it again: watchlist import-list; or have it fetched: watchlist follow.';
  if (followed.standing === 'proposed')
    return 'A manager looks at it at the desk, under Lobby screens.';
  return 'See why: watchlist list; and fetch it: watchlist fetch.';
}
