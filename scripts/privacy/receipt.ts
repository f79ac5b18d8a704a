import type { Removal } from '../../server/people/remove.ts';
import { timeOf, wrapped } from '../cli/text.ts';

/** What stays after an erasure, and why; for the receipt. */
const stays = [
  'The audit record: that somebody with this random id was enrolled and erased, and when. The id leads to nobody any more, and the record has no names.',
  'Past sign-ins: that one happened, when and with which verdict, without whose it was. Envoy has its own visitor log, with names; ask Envoy to erase there.',
  'Backups that were made before. Restoring one erases this person again; delete old backups in the time that your policy says.',
  'An opt-out, if one was made: a keyed hash, so that the wish is still heeded.',
];

/** For people, in 80 columns. */
export function receiptText({ receipt, cleaning }: Removal): string {
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
    ...[...watchlist(receipt.watchlistEntries), ...stays].map((what, i): [string, string] => [
      i === 0 ? 'What stays' : '',
      what,
    ]),
  ];
  const width = 12;
  return lines
    .map(([label, text]) => label.padEnd(width) + wrapped(text, ' '.repeat(width)).slice(width))
    .join('\n');
}

export function receiptJson({ receipt, cleaning }: Removal): Record<string, unknown> {
  const all = [...watchlist(receipt.watchlistEntries), ...stays];
  return { ...receipt, disk: cleaning, stays: all };
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
