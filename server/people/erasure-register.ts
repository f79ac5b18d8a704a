import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { replaceFile } from '#base/files';
import type { Db } from '../store/schema.ts';
import {
  listErasures,
  filledRows,
  filledRowsOf,
  linkSignIn,
  linkToPerson,
  type SealedTable,
} from '../store/tables/privacy.ts';
import { randomUUID } from 'node:crypto';
import { deletePerson } from '../store/tables/people.ts';
import { forgetScoresOf } from '../store/tables/sign-ins.ts';
import { findMessages, type Messages } from './linked-records.ts';
import { noDetails } from './person-details.ts';

export interface Erasure {
  personId: string;
  erasedAt: Date;
}

const heading =
  '# Who was erased, by random ids that mean nothing by themselves, and what named them: it is erased again in every database that is put back.\n';

/**
 * Adds the database's erasures to the file beside the data, one `time id` a line. The file keeps its entries even
 * when the database loses them, so that a restored copy brings nobody back.
 */
export async function writeErasureRegister(db: Db, file: string): Promise<void> {
  const noted = await readErasureRegister(file);
  const known = new Set((noted ?? []).map(({ personId }) => personId));
  const missing = (await listErasures(db)).filter(({ personId }) => !known.has(personId));
  if (noted && (await append(file, linesOf(missing)))) return;
  await replaceFile(file, heading + linesOf([...(noted ?? []), ...missing]));
}

/** Returns undefined when there is no such file. Skips malformed lines. */
export async function readErasureRegister(file: string): Promise<Erasure[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.split('\n').flatMap((line) => {
    const [time = '', personId = ''] = line.trim().split(/\s+/);
    const erasedAt = new Date(time);
    return personId === '' || Number.isNaN(erasedAt.getTime()) ? [] : [{ personId, erasedAt }];
  });
}

function linesOf(erasures: readonly Erasure[]): string {
  return erasures
    .map(({ personId, erasedAt }) => `${erasedAt.toISOString()} ${personId}\n`)
    .join('');
}

/**
 * Appends, so that two processes cannot remove each other's lines. Returns false when the file does not exist, is not
 * an ordinary file, or is accessible to anybody but its owner.
 */
async function append(file: string, lines: string): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => null);
  if (!handle) return false;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || (stat.mode & 0o077) !== 0) return false;
    // A leading line break separates this entry from an incomplete line after a power cut.
    if (lines !== '') await handle.appendFile(`\n${lines}`);
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}

/** Tables whose encrypted rows an erasure empties; the other data of a sign-in goes with its card. */
const tables: readonly SealedTable[] = ['desk_cards', 'expected_visits'];

/**
 * Returns register entries for the rows that an erasure empties, beside the person's own entry. A copy from before the
 * enrolment contains these rows without a link to the person.
 */
export async function linkedEntries(db: Db, { personId, erasedAt }: Erasure): Promise<Erasure[]> {
  const entries: Erasure[] = [];
  for (const table of tables) {
    for (const key of await filledRowsOf(db, table, personId)) {
      // Envoy's ids may contain any character.
      const entry = `${table}:${Buffer.from(key).toString('base64url')}`;
      entries.push({ personId: entry, erasedAt });
    }
  }
  return entries;
}

/**
 * Empties the rows of the register that a restored copy filled again, and the messages about them. Rows that were
 * written after the erasure stay, because an erased person may visit again as a stranger.
 */
export async function reapplyEmptying(
  db: Db,
  erasures: readonly Erasure[],
  messages: Messages,
): Promise<void> {
  for (let at = 0; at < erasures.length; at += entriesAtATime) {
    const some = erasures.slice(at, at + entriesAtATime);
    const filled = await Promise.all(tables.map((table) => listFilled(db, table, some)));
    const [cards = [], visits = []] = filled;
    if (cards.length + visits.length > 0) await empty(db, { cards, visits }, messages);
  }
}

const entriesAtATime = 500;

async function listFilled(
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

/** Links the rows to a temporary person and deletes that person, so that the database's triggers empty them. */
async function empty(
  db: Db,
  { cards, visits }: { cards: string[]; visits: string[] },
  messages: Messages,
): Promise<void> {
  await messages.readKey();
  const outbox = await findMessages(db, { cards, visits }, { messages, since: null });
  await db.transaction().execute(async (transaction) => {
    const id = randomUUID();
    const nobody = { ...noDetails, id, name: '-', nameFolded: '-', emailFolded: null };
    const now = new Date();
    const row = { ...nobody, consent: '-', consentAt: now, createdAt: now };
    await transaction.insertInto('people').values(row).execute();
    for (const jobId of cards) await linkSignIn(transaction, id, jobId);
    const ties = { desk_cards: [], expected_visits: visits, outbox };
    await linkToPerson(transaction, id, ties);
    await forgetScoresOf(transaction, id);
    await deletePerson(transaction, id);
  });
}
