import { createHash } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { foldName } from '#base/text';
import type { Db } from '../store/schema.ts';
import {
  deleteDismissal,
  dismissalsOf,
  findListedEntry,
  insertDismissal,
  type ListDismissal,
  type ListedEntryRow,
} from './dismissal-rows.ts';
import type { Hit } from './entry.ts';
import { ownList } from './sources.ts';

interface NamedPerson {
  id: string;
  name: string;
}

type ListedAt = Pick<ListDismissal, 'list' | 'entry'>;

/** Finds an entry of an official list in force. */
export function findEntry(db: Db, { list, entry }: ListedAt): Promise<ListedEntryRow[]> {
  const [source = '', name = ''] = list.split('/');
  return findListedEntry(db, { source, name }, entry);
}

/**
 * Returns the hits by name on official lists that the desk dismissed for this person. A dismissal lapses when the entry
 * or the person's name changes. It covers no hit in which the birth date agrees, unless it did when the desk looked.
 */
export async function dismissedHits(
  db: Db,
  person: NamedPerson,
  hits: readonly Hit[],
): Promise<Hit[]> {
  const byName = hits.filter(({ list, by }) => list !== ownList && by === 'name');
  const dismissals = byName.length > 0 ? await dismissalsOf(db, person.id) : [];
  const dismissed: Hit[] = [];
  for (const hit of byName) {
    const { list, entry } = hit;
    const dismissal = dismissals.find((one) => one.list === list && one.entry === entry);
    if (!dismissal) continue;
    const rows = await findEntry(db, hit);
    const isBirthDateSame = hit.compared?.birthDate === 'agrees';
    if (isDismissedBy(dismissal, rows, { person, isBirthDateSame })) dismissed.push(hit);
  }
  return dismissed;
}

interface Compared {
  person: NamedPerson;
  /** Whether the visitor gave a birth date that is the listed one. */
  isBirthDateSame: boolean;
}

export function isDismissedBy(
  { digest }: Pick<ListDismissal, 'digest'>,
  rows: readonly ListedEntryRow[],
  { person, isBirthDateSame }: Compared,
): boolean {
  if (digest === digestOf(rows, { person, isBirthDateSame: true })) return true;
  return !isBirthDateSame && digest === digestOf(rows, { person, isBirthDateSame });
}

/** Stores that an entry does not mean this person. False when the entry is on no list in force. */
export async function dismissHit(
  db: Db,
  { person, isBirthDateSame }: Compared,
  { list, entry }: ListedAt,
  accountId: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const rows = await findEntry(transaction, { list, entry });
    if (rows.length === 0) return false;
    const digest = digestOf(rows, { person, isBirthDateSame });
    const about = { personId: person.id, list, entry };
    const before = await dismissalsOf(transaction, person.id);
    const isSaid = before.some(
      (one) => one.list === list && one.entry === entry && one.digest === digest,
    );
    if (isSaid) return true;
    await insertDismissal(transaction, { ...about, digest, accountId, dismissedAt: new Date() });
    await recordAct(transaction, 'list_hit_dismissed', about, accountId);
    return true;
  });
}

/** Removes a dismissal. False when there was none. */
export async function restoreHit(
  db: Db,
  { person }: Pick<Compared, 'person'>,
  { list, entry }: ListedAt,
  accountId: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const about = { personId: person.id, list, entry };
    if (!(await deleteDismissal(transaction, about))) return false;
    await recordAct(transaction, 'list_hit_restored', about, accountId);
    return true;
  });
}

async function recordAct(
  db: Db,
  action: 'list_hit_dismissed' | 'list_hit_restored',
  { personId, list, entry }: ListedAt & { personId: string },
  accountId: string,
): Promise<void> {
  const actor = `desk:${accountId}`;
  await recordEvent(db, { action, actor, subject: personId, details: { list, entry } });
}

/** Identifies the compared data: another entry or another name has to be judged again. */
function digestOf(
  rows: readonly ListedEntryRow[],
  { person: { name }, isBirthDateSame }: Compared,
): string {
  const said = rows.map(({ kind, names, weakNames, birthDates, countries }) => {
    return [kind, names, weakNames, birthDates, countries];
  });
  return createHash('sha256')
    .update(JSON.stringify([foldName(name), said, ...(isBirthDateSame ? ['birth date'] : [])]))
    .digest('hex');
}
