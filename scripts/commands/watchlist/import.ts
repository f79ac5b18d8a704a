import type { Db } from '#server/store/schema.ts';
import { entriesIn, type EntryRow } from '#server/watchlist/entry-table.ts';
import { importEntries } from '#server/watchlist/import-entries.ts';
import { oneLine } from '#base/text';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation } from '../../terminal/with-installation.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { readGiven } from '../../terminal/given-file.ts';
import { createProgram, type OutputOptions } from '../../terminal/program.ts';
import { print, alarming, wrapText } from '../../terminal/text.ts';
import { progressBar } from '../../terminal/progress-bar.ts';

const help = `
The first row names the columns: note is needed, and any of name, aliases,
birth_date, country, email, domain, phone, company and expires may be there.
Several aliases are separated by semicolons. Commas, semicolons or tabs between
the cells; UTF-8. Faces are added one at a time, with "add".

  name,aliases,birth_date,email,note,expires
  Ada Example,Ada Sample,1990-12-31,,"house ban, 2026-11-24",2027-11-24

Each row is all or nothing: refused rows are named with every reason, the rest
goes in. A row that your list has already is refused as such, so an import that
was cut off can be done again. The exit code is 1 when a row was refused.

Example:
  vestibule watchlist import bans.csv`;

export const importEntriesCommand = createProgram('import')
  .about('put many on the own list', 'Put many on the own list, from a table (CSV).')
  .argument('<file>', 'the table')
  .addHelpText('after', help)
  .answers(async (name: string, options: OutputOptions) => {
    const rows = entriesIn(readGiven(name, { code: 'csv_unreadable', what: 'The table' }));
    return withInstallation(({ store }) => importRows(store.db, rows, options));
  });

async function importRows(
  db: Db,
  rows: readonly EntryRow[],
  { json }: OutputOptions,
): Promise<CommandResult> {
  const bar = progressBar('{value} of {total} rows');
  bar.start(rows.length, 0);
  const imported = await importEntries(db, commandActor(), rows, () => bar.increment());
  bar.stop();
  const results = imported.map((one) =>
    'id' in one ? one : { row: one.row, reasons: one.mistakes.map((each) => each.explanation) },
  );
  const lines = results.flatMap((one) =>
    'id' in one
      ? []
      : one.reasons.map((reason) => `Row ${one.row}: ${alarming('✗')} ${oneLine(reason)}`),
  );
  if (!json && lines.length > 0)
    print(lines.map((line) => wrapText(line)).join('\n'), process.stderr);
  const added = results.filter((one) => 'id' in one).length;
  const refused = results.length - added;
  const text = `${results.length} rows: ${added} added, ${refused} refused.`;
  return { ok: refused === 0, text, json: { added, refused, rows: results } };
}
