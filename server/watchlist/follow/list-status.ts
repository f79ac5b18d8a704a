import { listLabel, followableOf } from '#sanctions-lists';
import type { Db } from '../../store/schema.ts';
import {
  listFollowedLists,
  listProposedLists,
  type FollowedListRow,
  type ProposedListRow,
} from './followed-list-rows.ts';
import { listWatchlists, type WatchlistRow } from '../../store/tables/watchlists.ts';

/** The state of an official list that is in force or followed. */
export interface ListStatus {
  /** `ofac`, or `ofac/consolidated` */
  label: string;
  inForce: WatchlistRow | null;
  followed: FollowedListRow | null;
  /** A proposed list that waits for a decision. */
  proposed: ProposedListRow | null;
  /** Whole days since its publication, or since the import for a list without a date; null when none is in force. */
  ageInDays: number | null;
  /** Whether a newer list probably exists. */
  isOverdue: boolean;
  /** Whether it was in force, and is missing now. */
  isGone: boolean;
}

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/** A list that is not followed is overdue from this age. */
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

/** Whole days since the list's publication, or since the import for a list without a date. */
function ageInDays(
  { listDate, importedAt }: Pick<WatchlistRow, 'listDate' | 'importedAt'>,
  now: Date,
): number {
  return Math.floor((now.getTime() - new Date(listDate ?? importedAt).getTime()) / dayMs);
}

/** Whether a list that is not followed is old. */
export function isStale(list: Pick<WatchlistRow, 'listDate' | 'importedAt'>, now: Date): boolean {
  return ageInDays(list, now) > maxAgeDays;
}

/**
 * A followed list is overdue in two cases: it was last known to be the latest too long ago, or its own date is older
 * than its publisher ever pauses. The second case finds an address that the publisher no longer updates.
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

/** Returns why a list is overdue, and what to do, in a sentence each. */
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
