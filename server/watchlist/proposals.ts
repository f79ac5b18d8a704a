import { recordEvent } from '../audit/record.ts';
import { OperatorError } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import {
  endProposal,
  listProposedLists,
  setStanding,
  type ProposedListRow,
} from '../store/tables/followed-lists.ts';
import { deleteWatchlist } from '../store/tables/watchlists.ts';
import { putInForce } from './import-list.ts';
import { listLabel } from './sources.ts';

/**
 * Ends the question about a list that was kept beside the one in force: it takes its place, or is gone.
 * @param listId which was looked at: by now there may be another one
 * @returns what was decided about; null when it does not wait any more
 */
export async function decideOnList(
  db: Db,
  actor: string,
  listId: number,
  decision: 'accept' | 'reject',
): Promise<ProposedListRow | null> {
  return db.transaction().execute(async (transaction) => {
    const proposed = (await listProposedLists(transaction)).find((one) => one.listId === listId);
    if (!proposed || !(await endProposal(transaction, listId))) return null;
    const isAccepted = decision === 'accept';
    const { proposedAt } = proposed;
    await setStanding(transaction, proposed, isAccepted ? 'in_force' : 'rejected', proposedAt);
    if (isAccepted) await putInForce(transaction, actor, listId, proposed);
    else {
      await deleteWatchlist(transaction, listId);
      const details = { list: listLabel(proposed), date: proposed.listDate };
      await recordEvent(transaction, { action: 'watchlist_rejected', actor, details });
    }
    return proposed;
  });
}

/** What is asked, in a sentence. */
export function questionOf(proposed: ProposedListRow): string {
  const { doubt, entries, entriesBefore, entriesKept, listDate } = proposed;
  const label = listLabel(proposed);
  const dated = listDate === null ? '' : ` of ${listDate}`;
  if (doubt === 'list_shrunk') {
    return `The new list ${label}${dated} has ${entries} entries, the one in force ${entriesBefore}: it may be cut off. Look at what its publisher says.`;
  }
  return `Of the ${entriesBefore} entries of ${label} in force, ${entriesKept} are in the new list${dated}: it may be another list.`;
}

/** @param label `ofac`, or `ofac/consolidated` @throws {OperatorError} */
export async function proposedAs(db: Db, label: string): Promise<ProposedListRow> {
  const proposed = (await listProposedLists(db)).find((one) => listLabel(one) === label);
  if (proposed) return proposed;
  throw new OperatorError(`No list waits to be looked at as ${label}. Nothing was changed.`);
}
