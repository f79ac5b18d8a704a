import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SingleBar } from 'cli-progress';
import { CsvError, parse } from 'csv-parse/sync';
import type { Db } from '../../../server/store/schema.ts';
import { addToWatchlist } from '../../../server/watchlist/change.ts';
import type { NewEntry } from '../../../server/watchlist/entry.ts';
import { oneLine, printable } from '../../../server/platform/text.ts';
import { commandActor, withInstallation } from '../../terminal/with-installation.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { createProgram, reasonOf, type OutputOptions } from '../../terminal/program.ts';
import { print, alarming, wrapText, endOfDay } from '../../terminal/text.ts';

const columns = [
  'name',
  'aliases',
  'birth_date',
  'country',
  'email',
  'domain',
  'phone',
  'company',
  'note',
  'expires',
] as const;
type Column = (typeof columns)[number];
type Row = Partial<Record<Column, string>>;

const help = `
The first row names the columns: note is needed, and any of name, aliases,
birth_date, country, email, domain, phone, company and expires may be there.
Several aliases are separated by semicolons. Commas, semicolons or tabs between
the cells; UTF-8. Faces are added one at a time, with "add".

  name,aliases,birth_date,email,note,expires
  Ada Example,Ada Sample,1990-12-31,,"house ban, 2026-11-24",2027-11-24

Each row is all or nothing: refused rows are named with every reason, the rest
goes in. The exit code is 1 when a row was refused.

Example:
  vestibule watchlist import bans.csv`;

export const importEntriesCommand = createProgram('import')
  .about('put many on the own list', 'Put many on the own list, from a table (CSV).')
  .argument('<file>', 'the table')
  .addHelpText('after', help)
  .answers(async (name: string, options: OutputOptions) => {
    const rows = await readRows(path.resolve(name));
    return withInstallation(({ store }) => importRows(store.db, rows, options));
  });

async function readRows(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new RefusalError('csv_unreadable', `The table cannot be read: ${reasonOf(error.code)}.`);
  });
  const [heading = ''] = text.split(/\r\n|\r|\n/, 1);
  const delimiter = [',', ';', '\t'].find((one) => heading.includes(one)) ?? ',';
  try {
    return parse(text, { bom: true, delimiter, skip_empty_lines: true, columns: placed });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new RefusalError(
      'csv_malformed',
      'The table is not well-formed, most likely a quotation mark or a cell too many or too few. Nothing was changed.',
    );
  }
}

function placed(heading: string[]): string[] {
  const names = heading.map((title) =>
    title
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const unknown = names.find((name) => !(columns as readonly string[]).includes(name));
  if (unknown === undefined && names.includes('note')) return names;
  const what = unknown === undefined ? '"note" is missing' : printable`"${unknown}" is not known`;
  throw new RefusalError(
    'csv_heading',
    `The column ${what}. Columns are: ${columns.join(', ')}. Nothing was changed.`,
  );
}

async function importRows(
  db: Db,
  rows: readonly Row[],
  { json }: OutputOptions,
): Promise<CommandResult> {
  const actor = commandActor();
  const bar = new SingleBar({
    format: '{bar} {value} of {total} rows, {eta_formatted} to go',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
  });
  bar.start(rows.length, 0);
  const results: Record<string, unknown>[] = [];
  const lines: string[] = [];
  for (const [i, row] of rows.entries()) {
    const result = await addRow(db, actor, row);
    // As a spreadsheet numbers it: the first row after the heading is 2.
    results.push({ row: i + 2, ...result });
    for (const reason of result.reasons ?? []) {
      lines.push(`Row ${i + 2}: ${alarming('✗')} ${oneLine(reason)}`);
    }
    bar.increment();
  }
  bar.stop();
  if (!json && lines.length > 0)
    print(lines.map((line) => wrapText(line)).join('\n'), process.stderr);
  const added = results.filter(({ id }) => id !== undefined).length;
  const refused = results.length - added;
  const text = `${results.length} rows: ${added} added, ${refused} refused.`;
  return { ok: refused === 0, text, json: { added, refused, rows: results } };
}

async function addRow(
  db: Db,
  actor: string,
  row: Row,
): Promise<{ id?: string; reasons?: string[] }> {
  const cell = (column: Column) => row[column]?.trim() || null;
  const expires = cell('expires');
  const expiresAt = expires === null ? null : endOfDay(expires);
  if (expires !== null && expiresAt === null) return { reasons: ['Give expires as 2027-11-24.'] };
  const entry: NewEntry = {
    name: cell('name'),
    aliases: (cell('aliases') ?? '').split(';').filter((alias) => alias.trim() !== ''),
    birthDate: cell('birth_date'),
    country: cell('country'),
    email: cell('email'),
    domain: cell('domain'),
    phone: cell('phone'),
    company: cell('company'),
    note: cell('note') ?? '',
    legalBasis: null,
    expiresAt,
  };
  const result = await addToWatchlist(db, actor, entry);
  if (result.state === 'added') return { id: result.id };
  return { reasons: result.mistakes.map(({ explanation }) => explanation) };
}
