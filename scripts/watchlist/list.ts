import Table from 'cli-table3';
import type { Command } from 'commander';
import {
  listWatchlistEntries,
  type WatchlistEntryRow,
} from '../../server/store/tables/watchlist-entries.ts';
import { listWatchlists, type WatchlistRow } from '../../server/store/tables/watchlists.ts';
import { entriesWithLapsedFaces } from '../../server/watchlist/lapsed-faces.ts';
import { createLogger } from '../../server/ops/logging.ts';
import { createVision } from '../../server/vision/create-vision.ts';
import { ageInDays, isStale } from '../../server/watchlist/staleness.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { cautious, dateOf, wrapped } from '../cli/text.ts';
import { withInstallation } from '../cli/with-installation.ts';

/** `watchlist list` */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .summary('show the own list and which official ones are in force')
    .description('Show the own list and which official ones are in force.')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      answer(options, () =>
        withInstallation(async ({ store, config }) => {
          const entries = await listWatchlistEntries(store.db);
          const lists = await listWatchlists(store.db);
          const old = lists.filter((list) => isStale(list, config.watchlistDays, new Date()));
          const { model } = createVision(config, createLogger('silent'));
          const lapsed = await entriesWithLapsedFaces(store.db, model.id);
          const own = ownText(entries) + lapsedText(lapsed);
          const text = [own, officialText(lists, old)].join('\n\n');
          const json = {
            entries: entries.map(entryJson),
            lapsedFaces: lapsed,
            lists: lists.map(listJson),
          };
          return { ok: true, text, json };
        }),
      ),
    );
}

type Entry = WatchlistEntryRow & { faces: number };

function ownText(entries: readonly Entry[]): string {
  if (entries.length === 0) {
    return wrapped('The own list is empty. "npm run watchlist -- add --help" shows how to add.');
  }
  const table = new Table({
    head: ['Found by', 'Why, who, until when', 'Id'],
    // With the borders, 80 columns.
    colWidths: [26, 37, 13],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const entry of entries) {
    const until = entry.expires_at === null ? 'no end' : dateOf(new Date(entry.expires_at));
    const why = `${oneLine(entry.note)}\n${oneLine(entry.added_by)}, ${dateOf(new Date(entry.added_at))}; ${until}`;
    table.push([foundBy(entry), why, entry.id]);
  }
  return `${table.toString()}\n${entries.length === 1 ? '1 entry' : `${entries.length} entries`}.`;
}

function lapsedText(entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const text = `${cautious('!')} The faces of these were made by another recogniser and are not looked for; add them anew: ${entries.join(', ')}`;
  return `\n${wrapped(text)}`;
}

function foundBy(entry: Entry): string {
  const { name, email, domain, phone, company, faces } = entry;
  const aliases = (JSON.parse(entry.aliases) as string[]).map((alias) => `or ${alias}`);
  const by = [name, ...aliases, email, domain && `@${domain}`, phone, company];
  if (faces > 0) by.push('the face');
  return by.flatMap((text) => (text ? [oneLine(text)] : [])).join('\n');
}

function officialText(lists: readonly WatchlistRow[], old: readonly WatchlistRow[]): string {
  if (lists.length === 0) return 'No official list is in force.';
  const lines = lists.map((list) => {
    const { source, entries, imported_at: imported } = list;
    const dated = list.list_date === null ? 'without a date' : `of ${list.list_date}`;
    const text = `${source}: ${entries} entries, ${dated}, imported ${imported.slice(0, 10)}`;
    if (!old.includes(list)) return text;
    return `${text}\n  ${cautious('!')} ${ageInDays(list, new Date())} days old. Fetch it and import it anew.`;
  });
  return lines.join('\n');
}

function entryJson(entry: Entry): Record<string, unknown> {
  return { ...entry, aliases: JSON.parse(entry.aliases) as string[] };
}

function listJson(list: WatchlistRow): Record<string, unknown> {
  const { source, list_date: date, imported_at: importedAt, entries } = list;
  return { source, date, importedAt, entries, ageInDays: ageInDays(list, new Date()) };
}
