import { vestibule } from '../platform/command-name.ts';
import type { Removal } from './erasure.ts';

/** What stays after an erasure, and why; for the receipt. */
const stays = [
  'The audit record: that somebody with this random id was enrolled and erased, and when. The id leads to nobody any more, and the record has no names.',
  'Past sign-ins: that one happened, when and with which verdict, without whose it was, but with the id under which Envoy knows it. Envoy has its own visitor log, with names; ask Envoy to erase there.',
  'Cards of the front desk, expected visits and messages of somebody of the same name alone, where they have another e-mail or employee id, or somebody else of that name is enrolled: whose they are cannot be told. And what the desk wrote about this person on the card of somebody else.',
  'Backups that were made before. Restoring one erases this person again; delete old backups in the time that your policy says.',
  'An opt-out, if one was made: a keyed hash, so that the wish is still heeded.',
];

/** @param copies files that restores have left, which still hold the person */
export function receiptJson(
  { receipt, cleaning }: Removal,
  copies: readonly string[] = [],
): Record<string, unknown> {
  return { ...receipt, disk: cleaning, stays: staying({ receipt, cleaning }, copies) };
}

/** What stays, in sentences. */
export function staying({ receipt, cleaning }: Removal, copies: readonly string[]): string[] {
  const { watchlistEntries } = receipt;
  return [...copiesLeft(copies), ...watchlist(watchlistEntries), ...stays, ...cleaning.keptBy];
}

/** In words, or nothing where there are none. */
export function copiesLeft(copies: readonly string[]): string[] {
  if (copies.length === 0) return [];
  return [
    `The database as it was before a restore or an upgrade still holds whoever is erased since: ${copies.join(', ')}. Delete it when you need it no more.`,
  ];
}

function watchlist(entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  const remedy = `Look whether they mean this person and have to stay; if not: ${vestibule} watchlist remove ID`;
  return [`Watchlist entries of the same e-mail or name: ${entries.join(', ')}. ${remedy}`];
}
