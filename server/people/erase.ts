import { randomUUID } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import { insertErasures } from '../store/tables/erasures.ts';
import { deletePerson, findPerson } from '../store/tables/people.ts';
import { forgetScoresOf } from '../store/tables/sign-ins.ts';
import { countReferences } from './person-references.ts';
import { forgetWatchlistFaces } from './watchlisted.ts';

/** Why somebody is erased. */
export type ErasureCause =
  'asked' | 'retention' | 'consent_withdrawn' | 'expired' | 'restored_backup';

/** What was erased of one person; says nothing of them but their random id, which is void now. */
export interface Receipt {
  receiptId: string;
  personId: string;
  erasedAt: Date;
  because: ErasureCause;
  /** Rows by table, the person's own too. */
  removed: Record<string, number>;
  /** Rows that stay and no longer say whose they are. */
  unlinked: Record<string, number>;
  /** Entries of the own watchlist that mean them, or may, and stay without a face of theirs. */
  watchlistEntries: string[];
}

/**
 * Erases a person from the database in one transaction; `cleanPages` takes what is left of them off
 * the disk. Null when there is no such person.
 */
export async function erasePerson(
  db: Db,
  personId: string,
  { actor, because }: { actor: string; because: ErasureCause },
): Promise<Receipt | null> {
  return db.transaction().execute(async (transaction) => {
    const person = await findPerson(transaction, personId);
    if (!person) return null;
    const counts = await countReferences(transaction, personId);
    const { faces, entriesLeft } = await forgetWatchlistFaces(transaction, person);
    if (faces > 0) counts['watchlist_faces'] = faces;
    await forgetScoresOf(transaction, personId);
    await deletePerson(transaction, personId);
    const left = await countReferences(transaction, personId);
    if (Object.keys(left).length > 0) {
      throw new Error(`Rows about an erased person are left in ${Object.keys(left).join(', ')}.`);
    }
    const erasedAt = new Date();
    const receiptId = randomUUID();
    await insertErasures(transaction, [{ personId, erasedAt }]);
    const details = { because, receiptId };
    await recordEvent(transaction, { action: 'person_erased', actor, subject: personId, details });
    const { removed, unlinked } = split(counts);
    return {
      ...{ receiptId, personId, erasedAt, because },
      removed: { people: 1, ...removed },
      unlinked,
      watchlistEntries: entriesLeft,
    };
  });
}

/** Of these, the rows stay, emptied of whom they are about. */
const kept = ['sign_ins', 'outbox'];

function split(counts: Record<string, number>) {
  const all = Object.entries(counts);
  return {
    removed: Object.fromEntries(all.filter(([table]) => !kept.includes(table))),
    unlinked: Object.fromEntries(all.filter(([table]) => kept.includes(table))),
  };
}
