import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ListFiles } from '../../../server/watchlist/formats/format.ts';
import { importList, type Imported } from '../../../server/watchlist/import-list.ts';
import { listSources, type ListSource } from '../../../server/watchlist/sources.ts';
import { isStale } from '../../../server/watchlist/start-watchlist.ts';
import { listWatchlists } from '../../../server/store/tables/watchlists.ts';
import { asDay, cautious, dateOf, wrapped } from '../../terminal/text.ts';
import { commandActor, withInstallation } from '../../terminal/with-installation.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';

interface Options extends OutputOptions {
  source: ListSource;
  alt?: string;
  add?: string;
  date?: string;
  mayShrink?: boolean;
}

const help = `
The files, as their publishers call them; fetch them yourself:
  ofac            sdn.xml, or sdn.csv with --alt alt.csv --add add.csv
  un              consolidated.xml
  eu              xmlFullSanctionsList_1_1.xml
  uk              UK-Sanctions-List.csv, or OFSI's ConList.csv
  opensanctions   targets.simple.csv of any of its collections

The new list takes the place of the old one of the same source at once when all
of it is read; a file that is cut off, or something else, changes nothing.

Examples:
  vestibule watchlist import-list sdn.xml --source ofac
  vestibule watchlist import-list sdn.csv --source ofac \\
    --alt alt.csv --add add.csv`;

/** `watchlist import-list` */
export function addImportListCommand(program: Command): void {
  program
    .command('import-list')
    .summary('put an official list in force')
    .description('Put an official list in force in the place of the one before.')
    .argument('<file>', 'the list')
    .addOption(
      new Option('--source <who>', 'who publishes it').choices(listSources).makeOptionMandatory(),
    )
    .option('--alt <file>', "OFAC's alt.csv, with the aliases")
    .option('--add <file>', "OFAC's add.csv, with the addresses")
    .option('--date <day>', 'when it was published; without, the file says it', asPastDay)
    .option('--may-shrink', 'accept it with less than half of the entries of the old one')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((file: string, options: Options) => answer(options, () => put(file, options)));
}

function put(name: string, options: Options) {
  const { source, alt, add, date = null, mayShrink = false } = options;
  const at = (file: string) => path.resolve(file);
  return withInstallation(async ({ store, config }) => {
    const main = at(name);
    const files: ListFiles = { main, ...(alt && { alt: at(alt) }), ...(add && { add: at(add) }) };
    const imported = await withBar(main, (onRead) =>
      importList(store.db, commandActor(), {
        source,
        files: { ...files, onRead },
        mayShrink,
        date,
      }),
    );
    const list = (await listWatchlists(store.db)).find((one) => one.source === source);
    const isOld = list !== undefined && isStale(list, config.watchlistDays, new Date());
    const text = isOld ? `${textOf(imported)}\n${oldText}` : textOf(imported);
    return { ok: true, text, json: { ...imported, isOld } };
  });
}

const oldText = wrapped(`${cautious('!')} The list is old: look for a newer one.`);

/** A list of tomorrow would never be old. */
function asPastDay(text: string): string {
  const day = asDay(text);
  if (day > new Date()) throw new InvalidArgumentError('Give a day that is not to come.');
  return dateOf(day);
}

const dates = {
  list: '',
  given: ' (as given)',
  file: ' (when the file was changed; it has no date in it, and --date says another)',
};

function textOf({ source, date, datedBy, entries, before }: Imported): string {
  const dated = `of ${date}${dates[datedBy]}`;
  const instead = before === null ? '' : ` instead of ${before}`;
  return wrapped(`In force: ${source}, ${dated}, ${entries} entries${instead}.`);
}

/** Draws nothing where standard error is not a terminal. */
async function withBar<T>(
  file: string,
  work: (onRead: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  const bar = new SingleBar({
    format: '{bar} {percentage} %, {eta_formatted} to go',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  bar.start(size, 0);
  try {
    return await work((bytes) => bar.increment(bytes));
  } finally {
    bar.stop();
  }
}
