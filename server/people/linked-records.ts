import { setImmediate } from 'node:timers/promises';
import type { RecordCipher } from '../keys/record-cipher.ts';
import { foldEmail, foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import { findPeople, type PersonRow } from '../store/tables/people.ts';
import { sealedRows, type SealedTable, type LinkedRecords } from '../store/tables/privacy.ts';

/** Decrypts records. */
export type Messages = Pick<RecordCipher, 'readKey' | 'open'>;

/** Number of rows that are decrypted without a pause: some 5 ms. */
const rowsAtOnce = 200;

type Rule = (contents: Readonly<Record<string, unknown>>) => boolean;

/**
 * Finds the desk cards, expected visits and messages about a person, also those without a link to the person. Records
 * of visits before the enrolment have no such link. A record is about the person when it has their e-mail or employee
 * id. With neither, it needs their name, and nobody else with that name may be enrolled. A message is about a sign-in
 * or a visit.
 * @param since only records written since then; null: all
 */
export async function findLinkedRecords(
  db: Db,
  person: PersonRow,
  messages: Messages,
  since: Date | null = null,
): Promise<LinkedRecords> {
  const isTheirs = await ruleFor(db, person);
  const find = (table: SealedTable, rule: Rule) => search(db, table, { rule, messages, since });
  const cards = await find('desk_cards', isTheirs);
  const visits = await find('expected_visits', isTheirs);
  const outbox = await findMessages(db, { cards, visits }, { messages, since });
  return { desk_cards: cards, expected_visits: visits, outbox };
}

/** Pending messages about these sign-ins and visits. */
export function findMessages(
  db: Db,
  about: { cards: readonly string[]; visits: readonly string[] },
  by: { messages: Messages; since: Date | null },
): Promise<string[]> {
  const jobIds = new Set(about.cards);
  const visitIds = new Set(about.visits);
  const rule: Rule = ({ jobId, inviteId }) =>
    jobIds.has(String(jobId)) || visitIds.has(String(inviteId));
  return search(db, 'outbox', { rule, ...by });
}

async function ruleFor(db: Db, person: PersonRow): Promise<Rule> {
  const { id, nameFolded, emailFolded, employeeId } = person;
  const hasNamesakes = (await findPeople(db, { nameFolded })).some((other) => other.id !== id);
  return (contents) => {
    const [email, employee] = [
      foldEmail(textOf(contents['email'])),
      textOf(contents['employeeId']),
    ];
    if (email !== '' && email === emailFolded) return true;
    if (employee.trim() !== '' && employee.trim() === employeeId) return true;
    const isNamed = foldName(textOf(contents['visitor'])) === nameFolded;
    return isNamed && !hasNamesakes && email === '' && employee.trim() === '';
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function search(
  db: Db,
  table: SealedTable,
  { rule, messages, since }: { rule: Rule; messages: Messages; since: Date | null },
): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const page = { after, since: since?.toISOString() ?? null, limit: rowsAtOnce };
    const rows = await sealedRows(db, table, page);
    for (const { key, contents } of rows) {
      const opened = messages.open(contents, key);
      const isRead = typeof opened === 'object' && opened !== null;
      if (isRead && rule(opened as Record<string, unknown>)) found.push(key);
    }
    if (rows.length < rowsAtOnce) return found;
    after = rows.at(-1)?.key ?? after;
    await setImmediate();
  }
}
