import type { Removal } from '../../server/people/remove.ts';
import { timeOf, wrapped } from '../cli/text.ts';

/** What stays after an erasure, and why; for the receipt. */
const stays = [
  'The audit record: that somebody with this random id was enrolled and erased, and when. The id leads to nobody any more, and the record has no names.',
  'Past sign-ins: that one happened, when and with which verdict, without whose it was, but with the id under which Envoy knows it. Envoy has its own visitor log, with names; ask Envoy to erase there.',
  'Backups that were made before. Restoring one erases this person again; delete old backups in the time that your policy says.',
  'An opt-out, if one was made: a keyed hash, so that the wish is still heeded.',
];

/** For people, in 80 columns. */
/** @param copies files that restores have left, which still hold the person */
export function receiptText(
  { receipt, cleaning }: Removal,
  copies: readonly string[] = [],
): string {
  const { receiptId, personId, erasedAt, removed, unlinked } = receipt;
  const disk =
    cleaning.rewritten && cleaning.logEmptied
      ? 'database written anew, write-ahead log emptied'
      : 'deleted content overwritten; another process was in the way of the rest: run "npm run privacy -- purge" in a while';
  const lines: [string, string][] = [
    ['Receipt', receiptId],
    ['Person', personId],
    ['Erased', `${timeOf(erasedAt)} (${erasedAt.toISOString()})`],
    ['Removed', counted(removed)],
    ['Unlinked', counted(unlinked) || 'nothing'],
    ['Disk', disk],
    ...staying(receipt, copies).map((what, i): [string, string] => [
      i === 0 ? 'What stays' : '',
      what,
    ]),
  ];
  const width = 12;
  return lines
    .map(([label, text]) => label.padEnd(width) + wrapped(text, ' '.repeat(width)).slice(width))
    .join('\n');
}

export function receiptJson(
  { receipt, cleaning }: Removal,
  copies: readonly string[] = [],
): Record<string, unknown> {
  return { ...receipt, disk: cleaning, stays: staying(receipt, copies) };
}

function staying({ watchlistEntries }: Removal['receipt'], copies: readonly string[]): string[] {
  return [...copiesLeft(copies), ...watchlist(watchlistEntries), ...stays];
}

/** In words, or nothing where there are none. */
export function copiesLeft(copies: readonly string[]): string[] {
  if (copies.length === 0) return [];
  return [
    `The database as it was before a restore still holds whoever is erased since: ${copies.join(', ')}. Delete it when you need it no more.`,
  ];
}

function watchlist(entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const remedy = `Look whether they mean this person and have to stay; if not: npm run watchlist -- remove ID`;
  return [`Watchlist entries of the same e-mail or name: ${entries.join(', ')}. ${remedy}`];
}

const called: Record<string, string> = {
  people: 'enrolments',
  sign_ins: 'sign-ins',
  outbox: 'messages',
};

function counted(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([table, count]) => {
      const rows = called[table] ?? table.replaceAll('_', ' ');
      return `${count} ${count === 1 ? rows.replace(/s$/, '') : rows}`;
    })
    .join(', ');
}
