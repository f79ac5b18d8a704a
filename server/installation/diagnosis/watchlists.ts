import { listLabel, faultWords } from '#sanctions-lists';
import { vestibule } from '../../platform/operator-error.ts';
import type { Db } from '../../store/schema.ts';
import { overdueWords, listStatuses } from '../../watchlist/follow/list-status.ts';
import type { FollowedListRow } from '../../watchlist/follow/followed-list-rows.ts';
import type { WatchlistRow } from '../../store/tables/watchlists.ts';
import { proposalQuestion } from '../../watchlist/change.ts';
import { entriesWithLapsedFaces } from '../../watchlist/start-watchlist.ts';
import { ok, failing, warning, type Finding } from './finding.ts';

/** Examines whether imported official watchlists are current. */
export async function checkWatchlists(db: Db, model: string, now = new Date()): Promise<Finding[]> {
  const about = 'Watchlist';
  const lists = await listStatuses(db, now);
  const official = lists.map((list) => {
    const { found, todo } = overdueWords(list);
    if (list.isGone) return failing('watchlist', about, `${found} Visitors are held.`, todo);
    const isToMend = list.isOverdue || list.inForce === null;
    return isToMend ? warning('watchlist', about, found, todo) : ok('watchlist', about, found);
  });
  const asked = lists
    .flatMap(({ proposed }) => proposed ?? [])
    .map((proposed) => {
      const todo = `A manager decides at the desk, under Lobby screens. In a terminal: ${vestibule} watchlist accept ${listLabel(proposed)}.`;
      return warning('watchlist_proposed', about, proposalQuestion(proposed), todo);
    });
  const failed = lists.flatMap(({ followed }) => (followed ? failedFetch(followed) : []));
  const gaps = lists.flatMap(({ label, inForce }) => (inForce ? listGaps(label, inForce) : []));
  return [...official, ...failed, ...gaps, ...asked, ...(await checkWatchlistFaces(db, model))];
}

/** Reports a followed list whose last fetch failed. */
function failedFetch({ name, failures, fault, dueAt }: FollowedListRow): Finding[] {
  if (fault === null || failures === 0) return [];
  const times = failures === 1 ? 'once' : `${failures} times in a row`;
  const found = `The list ${name} could not be fetched (${times}): ${faultWords(fault)}. The next try is at ${dueAt.toISOString().slice(0, 16)}Z.`;
  const todo = `Put it right, and try at once: ${vestibule} watchlist follow ${name}.`;
  return [warning('watchlist_fetch', 'Watchlist', found, todo)];
}

/** Reports what a list in force lacks. */
function listGaps(label: string, { warnings }: WatchlistRow): Finding[] {
  const gaps = warnings === null ? [] : (JSON.parse(warnings) as string[]);
  const todo = 'Compare an entry with what its publisher shows, or take another of its files.';
  return gaps.map((gap) => warning('watchlist_gaps', 'Watchlist', `${label}: ${gap}`, todo));
}

/** Examines whether the recogniser in use made the faces of the own watchlist. */
async function checkWatchlistFaces(db: Db, model: string): Promise<Finding[]> {
  const { length } = await entriesWithLapsedFaces(db, model);
  if (length === 0) return [];
  const found = `${length} of the own list have a face that another recogniser made: it is not looked for.`;
  return [
    warning(
      'watchlist_faces',
      'Watchlist',
      found,
      `See ${vestibule} watchlist list; add them again.`,
    ),
  ];
}
