import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { replaceFile } from '../platform/atomic-file.ts';
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
 * Adds whom the database knows to be erased to the file beside the data, one `time id` a line. Entries are never
 * removed, whatever the database has forgotten: a restored copy brings no one back.
 */
export async function writeErasureRegister(db: Db, file: string): Promise<void> {
  const noted = await readErasureRegister(file);
  const known = new Set((noted ?? []).map(({ personId }) => personId));
  const missing = (await listErasures(db)).filter(({ personId }) => !known.has(personId));
  if (noted && (await added(file, linesOf(missing)))) return;
  await replaceFile(file, heading + linesOf([...(noted ?? []), ...missing]));
}

/** Undefined without such a file. Skips lines of another form. */
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
 * At its end, so that of two processes neither takes out what the other has written. False for a file
 * that is not there, not an ordinary one, or not for its owner's eyes only.
 */
async function added(file: string, lines: string): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => null);
  if (!handle) return false;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || (stat.mode & 0o077) !== 0) return false;
    // What a power cut has left of a line stays one of its own.
    if (lines !== '') await handle.appendFile(`\n${lines}`);
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}

/** What is encrypted about a sign-in goes with its card. */
const tables: readonly SealedTable[] = ['desk_cards', 'expected_visits'];

/**
 * The rows that an erasure empties, as entries of the register beside the person's own: a copy made earlier than the
 * enrolment has these rows, and does not say whose they are.
 */
export async function linkedEntries(db: Db, { personId, erasedAt }: Erasure): Promise<Erasure[]> {
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
 * Empties those rows of the register that a restored copy has filled again, and the messages about them. What
 * was written after the erasure stays: someone who was erased may come again, as a stranger.
 */
export async function reapplyEmptying(
  db: Db,
  erasures: readonly Erasure[],
  messages: Messages,
): Promise<void> {
  for (let at = 0; at < erasures.length; at += entriesAtATime) {
    const some = erasures.slice(at, at + entriesAtATime);
    const filled = await Promise.all(tables.map((table) => filledOf(db, table, some)));
    const [cards = [], visits = []] = filled;
    if (cards.length + visits.length > 0) await empty(db, { cards, visits }, messages);
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
