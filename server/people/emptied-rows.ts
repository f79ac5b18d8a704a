import { randomUUID } from 'node:crypto';
import type { Db } from '../store/schema.ts';
import { deletePerson } from '../store/tables/people.ts';
import {
  filledRows,
  filledRowsOf,
  tieSignIn,
  tieToPerson,
  type SealedTable,
} from '../store/tables/privacy.ts';
import { forgetScoresOf } from '../store/tables/sign-ins.ts';
import { noDetails } from './person-details.ts';
import type { Erasure } from './erasure-register.ts';

/** What is encrypted about a sign-in goes with its card. */
const tables: readonly SealedTable[] = ['desk_cards', 'expected_visits'];

/**
 * The rows that an erasure empties, as entries of the register beside the person's own: a copy of before
 * the enrolment has these rows, and nothing in it tells whose they are.
 */
export async function entriesOfTied(db: Db, { personId, erasedAt }: Erasure): Promise<Erasure[]> {
  const entries: Erasure[] = [];
  for (const table of tables) {
    for (const key of await filledRowsOf(db, table, personId)) {
      // An id of Envoy's may have anything in it.
      const entry = `${table}:${Buffer.from(key).toString('base64url')}`;
      entries.push({ personId: entry, erasedAt });
    }
  }
  return entries;
}

/**
 * Empties those rows of the register that are filled again, for the database was put back from a copy. What
 * was written after the erasure stays: someone who was erased may come again, as a stranger.
 */
export async function emptyAgain(db: Db, erasures: readonly Erasure[]): Promise<void> {
  for (let at = 0; at < erasures.length; at += entriesAtATime) {
    const some = erasures.slice(at, at + entriesAtATime);
    const filled = await Promise.all(tables.map((table) => filledOf(db, table, some)));
    const [cards = [], visits = []] = filled;
    if (cards.length + visits.length > 0) await empty(db, cards, visits);
  }
}

const entriesAtATime = 500;

async function filledOf(
  db: Db,
  table: SealedTable,
  erasures: readonly Erasure[],
): Promise<string[]> {
  const times = new Map<string, string>();
  for (const { personId: entry, erasedAt } of erasures) {
    if (!entry.startsWith(`${table}:`)) continue;
    const key = Buffer.from(entry.slice(table.length + 1), 'base64url').toString();
    times.set(key, erasedAt.toISOString());
  }
  const rows = await filledRows(db, table, [...times.keys()]);
  return rows.flatMap(({ key, writtenAt }) => (writtenAt <= (times.get(key) ?? '') ? [key] : []));
}

/** As an erasure does, by the triggers of the database: within a transaction they are someone's again. */
async function empty(db: Db, cards: readonly string[], visits: string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const id = randomUUID();
    const nobody = { ...noDetails, id, name: '-', nameFolded: '-', emailFolded: null };
    const now = new Date();
    const row = { ...nobody, consent: '-', consentAt: now, createdAt: now };
    await transaction.insertInto('people').values(row).execute();
    for (const jobId of cards) await tieSignIn(transaction, id, jobId);
    const ties = { desk_cards: [], expected_visits: visits, outbox: [] };
    await tieToPerson(transaction, id, ties);
    await forgetScoresOf(transaction, id);
    await deletePerson(transaction, id);
  });
}
