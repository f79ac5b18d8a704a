import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { listSources, type ListSource, listLabel, listNamePattern } from '#sanctions-lists';
import { importList, type Imported } from '#server/watchlist/import-list.ts';
import { isStale } from '#server/watchlist/follow/list-status.ts';
import { listWatchlists } from '#server/store/tables/watchlists.ts';
import { asDay, cautious, dateOf, wrapText } from '../../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation } from '../../terminal/with-installation.ts';
import { createProgram } from '../../terminal/program.ts';
import { progressBar } from '../../terminal/progress-bar.ts';

interface Options {
  source: ListSource;
  list?: string;
  date?: string;
  mayShrink?: boolean;
  mayBeOlder?: boolean;
}

const help = `
The files, as their publishers call them; fetch them yourself:
  ofac            sdn.xml, consolidated.xml, or the ENHANCED XML of either
  csl             the US Consolidated Screening List, CSV
  un              consolidated.xml
  eu              xmlFullSanctionsList_1_1.xml
  uk              UK-Sanctions-List.xml
  ca              sema-lmes.xml, Canada's autonomous sanctions
  ch              SECO's whole list, XML
  opensanctions   targets.nested.json or targets.simple.csv of any collection

The new list takes the place of the old one of the same source at once when
all of it is read; a file that is cut off, or something else, changes nothing.
Unpack a zip first. With --list a second list of the same publisher is in
force beside the first.

Examples:
  vestibule watchlist import-list sdn.xml --source ofac
  vestibule watchlist import-list consolidated.xml --source ofac \\
    --list consolidated`;

export const importListCommand = createProgram('import-list')
  .about(
    'put an official list in force',
    'Put an official list in force instead of the one before.',
  )
  .argument('<file>', 'the list')
  .addOption(
    new Option('--source <who>', 'who publishes it').choices(listSources).makeOptionMandatory(),
  )
  .option(
    '--list <name>',
    'which of their lists, where you import several: "consolidated"',
    asListName,
  )
  .option('--date <day>', 'when it was published; without, the file says it', asPastDay)
  .option('--may-shrink', 'accept it with a tenth of the entries less, or as another list')
  .option('--may-be-older', 'accept it though the one in force is newer')
  .addHelpText('after', help)
  .answers(put);

function put(name: string, options: Options) {
  const {
    source,
    list: listName = '',
    date = null,
    mayShrink = false,
    mayBeOlder = false,
  } = options;
  return withInstallation(async ({ store }) => {
    const file = path.resolve(name);
    const imported = await withBar(file, (onRead) =>
      importList(store.db, commandActor(), {
        source,
        name: listName,
        file,
        onRead,
        mayShrink,
        mayBeOlder,
        date,
      }),
    );
    const list = (await listWatchlists(store.db)).find(
      (one) => one.source === source && one.name === listName,
    );
    const isOld = list !== undefined && isStale(list, new Date());
    const cautions = [...imported.warnings, ...(isOld ? [oldText] : [])];
    const text = [textOf(imported), ...cautions.map(caution)].join('\n');
    return { ok: true, text, json: { ...imported, isOld } };
  });
}

const oldText = 'The list is old: look for a newer one.';

function caution(text: string): string {
  return wrapText(`${cautious('!')} ${text}`);
}

function asListName(text: string): string {
  if (new RegExp(`^${listNamePattern}$`).test(text)) return text;
  throw new InvalidArgumentError('Give small letters, digits and hyphens, such as "consolidated".');
}

/** A list dated in the future would never become old. */
function asPastDay(text: string): string {
  const day = asDay(text);
  if (day > new Date()) throw new InvalidArgumentError('The date is in the future.');
  return dateOf(day);
}

const dates = {
  list: '',
  given: ' (as given)',
  file: ' (when the file was changed; it has no date in it, and --date says another)',
};

function textOf({ source, name, date, datedBy, entries, before }: Imported): string {
  const dated = `of ${date}${dates[datedBy]}`;
  const instead = before === null ? '' : ` instead of ${before}`;
  return wrapText(
    `In force: ${listLabel({ source, name })}, ${dated}, ${entries} entries${instead}.`,
  );
}

/** Draws no bar where standard error is not a terminal. */
async function withBar<T>(
  file: string,
  work: (onRead: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  const bar = progressBar('{percentage} %');
  bar.start(size, 0);
  try {
    return await work((bytes) => bar.increment(bytes));
  } finally {
    bar.stop();
  }
}
