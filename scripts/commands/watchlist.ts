import { storedRow } from '#database';
import { faultWords } from '#sanctions-lists';
import { createLogger } from '#server/ops/logging.ts';
import { oneLine, printable } from '#base/text';
import { listWatchlistEntries, type WatchlistEntryRow } from '#server/store/tables/watchlists.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { removeFromWatchlist, proposalQuestion } from '#server/watchlist/change.ts';
import { foundBy } from '#server/watchlist/entry.ts';
import { heldByWatchlist, type PastHit } from '#server/watchlist/past-hits.ts';
import {
  overdueWords,
  listStatuses,
  type ListStatus,
} from '#server/watchlist/follow/list-status.ts';
import { entriesWithLapsedFaces } from '#server/watchlist/start-watchlist.ts';
import { RefusalError, confirm } from '../terminal/answer.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { countText, cautious, dateOf, wrapText, asDay, timeOf } from '../terminal/text.ts';
import { withInstallation } from '../terminal/with-installation.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { addEntryCommand } from './watchlist/add.ts';
import { checkNameCommand } from './watchlist/check.ts';
import { decideCommands, followCommands } from './watchlist/follow.ts';
import { importListCommand } from './watchlist/import-list.ts';
import { importEntriesCommand } from './watchlist/import.ts';
import { vestibule } from '#server/platform/operator-error.ts';

const help = `
Visitors on a list are held for the front desk, discreetly: the lobby shows
what it shows for any review. The policy's "watchlist" check says where that
counts.

Examples:
  vestibule watchlist add --name "Ada Example" --note "house ban, 2026-11-24"
  vestibule watchlist import bans.csv
  vestibule watchlist follow ofac-sdn un eu-fsf uk-ofsi
  vestibule watchlist import-list sdn.xml --source ofac
  vestibule watchlist check --name "Ada Exampel"
  vestibule watchlist list
  vestibule watchlist hits

Every command takes --help with more examples, and --json for scripts. A running
service knows of every change before its next answer.

${exitCodesHelp}`;

export function command(): Command {
  return createProgram('watchlist')
    .description('Keep the own watchlist and the official ones.')
    .addHelpText('after', help)
    .withCommands(
      addEntryCommand,
      listWatchlistCommand,
      removeEntryCommand,
      importEntriesCommand,
      importListCommand,
      checkNameCommand,
      hitsCommand,
      ...followCommands,
      ...decideCommands,
    );
}

export const listWatchlistCommand = createProgram('list')
  .about('show the own list and which official ones are in force')
  .answers(() =>
    withInstallation(async ({ store, config }) => {
      const entries = await listWatchlistEntries(store.db);
      const lists = await listStatuses(store.db, new Date());
      const { model } = await createVision(config, createLogger('silent'), store.db);
      const lapsed = await entriesWithLapsedFaces(store.db, model.id);
      const own = ownText(entries) + lapsedText(lapsed);
      const text = [own, officialText(lists)].join('\n\n');
      const json = {
        entries: entries.map(entryJson),
        lapsedFaces: lapsed,
        lists: lists.map(listJson),
      };
      return { ok: true, text, json };
    }),
  );

type Entry = WatchlistEntryRow & { faces: number };

function ownText(entries: readonly Entry[]): string {
  if (entries.length === 0) {
    return wrapText(`The own list is empty. "${vestibule} watchlist add --help" shows how to add.`);
  }
  const columns = { 'Found by': 26, 'Why, who, until when': 37, Id: 13 };
  const rows = entries.map((entry) => {
    const until = entry.expiresAt === null ? 'no end' : dateOf(entry.expiresAt);
    const why = `${oneLine(entry.note)}\n${oneLine(entry.addedBy)}, ${dateOf(entry.addedAt)}; ${until}`;
    return [foundBy(entry).join('\n'), why, entry.id];
  });
  return `${table(columns, rows)}\n${countText(entries.length, 'entry', 'entries')}.`;
}

function lapsedText(entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const text = `${cautious('!')} The faces of these were made by another recogniser and are not looked for; add them again: ${entries.join(', ')}`;
  return `\n${wrapText(text)}`;
}

function officialText(lists: readonly ListStatus[]): string {
  if (lists.length === 0) return 'No official list is in force.';
  return lists.flatMap(officialLines).join('\n');
}

function officialLines(list: ListStatus): string[] {
  const { label, inForce, followed, proposed } = list;
  const state = inForce === null ? 'not in force yet' : inForceText(inForce);
  const { found, todo } = overdueWords(list);
  const cautions = [
    ...(list.isOverdue ? [`${found} ${todo}`] : []),
    ...(proposed ? [`${proposalQuestion(proposed)} "watchlist accept ${label}" or "reject".`] : []),
  ];
  return [
    `${label}: ${state}`,
    ...(followed ? [wrapText(followedText(followed), '  ', '  ')] : []),
    ...cautions.map((text) => wrapText(`${cautious('!')} ${text}`, '  ', '  ')),
  ];
}

function inForceText({
  entries,
  listDate,
  importedAt,
}: NonNullable<ListStatus['inForce']>): string {
  const dated = listDate === null ? 'without a date' : `of ${listDate}`;
  return `${entries} entries, ${dated}, imported ${dateOf(importedAt)}`;
}

function followedText({ name, currentAt, ...row }: NonNullable<ListStatus['followed']>) {
  const known = currentAt === null ? 'never the latest yet' : `the latest on ${timeOf(currentAt)}`;
  const from = row.address === null ? '' : ` from ${oneLine(row.address)}`;
  const fault =
    row.fault === null ? '' : `; failed ${row.failures} times: ${faultWords(row.fault)}`;
  return `${name}: followed${from}; ${known}${fault}; next look from ${timeOf(row.dueAt)}`;
}

function entryJson(entry: Entry): Record<string, unknown> {
  return { ...storedRow(entry), aliases: entry.aliases };
}

function listJson({ label, inForce, followed, proposed, ...standing }: ListStatus) {
  return {
    list: label,
    source: inForce?.source ?? followed?.source,
    name: inForce?.name ?? followed?.list,
    date: inForce?.listDate ?? null,
    importedAt: inForce?.importedAt ?? null,
    entries: inForce?.entries ?? null,
    ...standing,
    followed,
    proposed,
  };
}

export const removeEntryCommand = createProgram('remove')
  .about(
    'take an entry off the own list',
    'Take an entry off the own list, with its face, for good.',
  )
  .argument('<id>', 'its id, or enough of its beginning')
  .option('--yes', 'do not ask')
  .answers((given: string, options: { yes?: boolean }) =>
    withInstallation(async ({ store }) => {
      const id = await idOf(given, await listWatchlistEntries(store.db));
      if (!options.yes) await confirm(`Remove entry ${id} for good?`, 'Nothing was removed');
      if (!(await removeFromWatchlist(store.db, commandActor(), id))) throw goneError(given);
      await store.scrub();
      return { ok: true, text: `Removed ${id}.`, json: { removed: { id } } };
    }),
  );

async function idOf(given: string, entries: readonly { id: string }[]): Promise<string> {
  const fitting = entries.filter(({ id }) => id.startsWith(given));
  const [entry] = fitting;
  if (!entry || given === '') throw goneError(given);
  if (fitting.length > 1) {
    throw new RefusalError(
      'several_entries',
      printable`Several entries begin with ${given}. Give more of it.`,
    );
  }
  return entry.id;
}

function goneError(given: string): RefusalError {
  return new RefusalError(
    'no_such_entry',
    printable`There is no entry ${given}. "${vestibule} watchlist list" shows the ids.`,
  );
}

const hitsHelp = `
For those who have to follow the procedure: which entry of which list it was is
told nowhere else, for many read Envoy's visitor log. Nobody's name is shown;
the visitor is found in Envoy by the time, and the entry by its id:
  vestibule watchlist list

Examples:
  vestibule watchlist hits
  vestibule watchlist hits --since 2026-11-01 --json`;

export const hitsCommand = createProgram('hits')
  .about(
    'show which sign-ins were held, and for which entry',
    'Show which sign-ins a watchlist held, and for which entry of which list.',
  )
  .option('--since <day>', 'from this day on, for example 2026-11-01', asDay)
  .addHelpText('after', hitsHelp)
  .answers(({ since = new Date(0) }: { since?: Date }) =>
    withInstallation(async ({ store }) => {
      const hits = await heldByWatchlist(store.db, since);
      const text = hits.length === 0 ? 'No sign-in was held.' : hits.map(textOf).join('\n');
      return { ok: true, text, json: { hits } };
    }),
  );

function textOf({ jobId, receivedAt, check, note }: PastHit): string {
  const found = note ?? 'The note is no longer stored.';
  const hitText = oneLine(check === null ? found : `${check}: ${found}`);
  return `${timeOf(receivedAt)}  job ${oneLine(jobId)}\n${wrapText(hitText, '  ')}`;
}
