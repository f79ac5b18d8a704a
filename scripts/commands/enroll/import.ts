import { statSync } from 'node:fs';
import path from 'node:path';
import { readOrdinaryFile } from '#base/files';
import { currentAgreement } from '#server/people/consent.ts';
import { type CsvRow, peopleIn } from '#server/people/list-rows.ts';
import { EarlierImport, importRow, type RowResult } from '#server/people/people-list.ts';
import { personFields } from '#server/people/person-details.ts';
import type { Enrolment, EnrolmentPhoto } from '#server/people/photos.ts';
import { printable, terminalText } from '#base/text';
import { sentenceForOperator } from '#server/platform/operator-error.ts';
import type { Db } from '#server/store/schema.ts';
import { type CommandResult, RefusalError } from '../../terminal/answer.ts';
import { photoFilesIn } from '../../terminal/photos.ts';
import { createProgram, reasonOf, type OutputOptions } from '../../terminal/program.ts';
import { countText, print, alarming, listText, withMark, wrapText } from '../../terminal/text.ts';
import { withEnrolment } from '../../terminal/with-resources.ts';
import { documentCheckedHelp, refusalLines, warningLines } from './results.ts';
import { progressBarWithLines } from '../../terminal/progress-bar.ts';

interface Options extends OutputOptions {
  update?: boolean;
  resume?: boolean;
  documentChecked?: boolean;
}

const optionalColumns = Object.values(personFields)
  .filter(({ isRequired }) => !isRequired)
  .map(({ csvColumn, choices }) =>
    choices ? `${csvColumn} (${listText(choices, 'or')})` : csvColumn,
  );

const columnsHelp = `The first row names the columns. Needed are name, consent, and photos (paths separated by semicolons) or folder (of photos); ${listText(optionalColumns)} may be there, and twin_of for a face that looks like somebody enrolled (see: add --help). Paths are relative to the list. Commas, semicolons or tabs; UTF-8.`;

const help = `
${wrapText(columnsHelp)}

  name,email,employee_id,consent,photos
  Ada Example,ada@example.com,,"signed form, 2026-11-24",ada/1.jpg;ada/2.jpg
  Bo Example,,640,"signed form, 2026-11-24",photos/bo

Each row is all or nothing: refused rows are named with their number and every
reason, the rest goes in. The exit code is 1 when a row was refused. Fix those
rows and import the same list again: who is in already is refused as such, or
with --update gets what is new.

Each row is stored before the next one is read, so an import that was cut off
has lost nothing. Go on with --resume: a row whose person is enrolled with the
same details is left out, and its photos are not looked at again.

Examples:
  vestibule enroll import people.csv
  vestibule enroll import people.csv --resume
  vestibule enroll import people.csv --update --json`;

export const importPeopleCommand = createProgram('import')
  .about('enrol many people from a list', 'Enrol many people from a list (CSV).')
  .argument('<file>', 'the list')
  .option('--update', 'add to people who are enrolled already instead of refusing their rows')
  .option('--document-checked', documentCheckedHelp)
  .option('--resume', 'leave out the rows that are in already, after an import that was cut off')
  .addHelpText('after', help)
  .answers(async (name: string, options: Options) => {
    const file = path.resolve(name);
    const rows = await readPeopleCsv(file);
    return withEnrolment(async (enrolment) =>
      importPeople(
        {
          ...enrolment,
          documentChecked: options.documentChecked === true,
          // Read once: nobody on the list has agreed to a text that is published during the import.
          agreement: await currentAgreement(enrolment.db),
        },
        rows,
        path.dirname(file),
        options,
      ),
    );
  });

type Imported = { row: number; name: string } & RowResult;

/** Enrols row by row into the given installation. */
export async function importPeople(
  enrolment: Enrolment,
  rows: readonly CsvRow[],
  folder: string,
  options: Options,
): Promise<CommandResult> {
  const imported: Imported[] = [];
  const report = new Report(rows.length, options.json === true);
  const earlier = options.resume ? new EarlierImport(enrolment) : null;
  const updating = options.update === true;
  let isStopped = false;
  const stop = () => void (isStopped = true);
  // Stops between two rows, never within one.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    for (const row of rows) {
      if (isStopped) break;
      const photos = () => photosOf(row, folder);
      const result = await importRow(enrolment, row, { photos, updating, earlier }).catch(
        asUnusable,
      );
      const { row: number, name } = row;
      imported.push({ row: number, name, ...result });
      report.say(await linesOf(enrolment.db, number, name, result));
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    report.end();
  }
  return summary(imported, rows.length - imported.length);
}

/** An error in one row, such as a locked database, must not hide the results of the others. */
function asUnusable(error: unknown): RowResult {
  const explanation = sentenceForOperator(error);
  if (explanation === null) throw error;
  return { state: 'unusable', code: 'unusable', explanation };
}

/** How often a long import logs its progress when standard error is no terminal. */
const sayEveryMs = 30_000;

/** Prints messages while the progress bar continues. */
class Report {
  readonly #quiet: boolean;
  readonly #bars = progressBarWithLines('{value} of {total} rows');
  readonly #bar;
  readonly #rows: number;
  readonly #begun = performance.now();
  #saidAt = performance.now();
  #done = 0;

  constructor(rows: number, quiet: boolean) {
    this.#quiet = quiet;
    this.#rows = rows;
    this.#bar = this.#bars.create(rows, 0);
  }

  say(lines: readonly string[]): void {
    if (!this.#quiet && lines.length > 0) {
      const text = lines.join('\n');
      if (process.stderr.isTTY) this.#bars.log(`${terminalText(text)}\n`);
      else print(text, process.stderr);
    }
    this.#bar.increment();
    this.#done++;
    this.#sayWhatIsLeft();
  }

  #sayWhatIsLeft(): void {
    const now = performance.now();
    const isShown = this.#quiet || process.stderr.isTTY;
    if (isShown || now - this.#saidAt < sayEveryMs || this.#done === this.#rows) return;
    this.#saidAt = now;
    const left = this.#rows - this.#done;
    const minutes = Math.ceil(((now - this.#begun) / this.#done / 60_000) * left);
    const togo = countText(minutes, 'minute');
    print(`${this.#done} of ${this.#rows} rows, about ${togo} to go.`, process.stderr);
  }

  end(): void {
    // Flushes the last message.
    if (process.stderr.isTTY) this.#bars.update();
    this.#bars.stop();
  }
}

async function linesOf(db: Db, row: number, name: string, result: RowResult): Promise<string[]> {
  const title = printable`Row ${row}, ${name || 'without a name'}`;
  if (result.state === 'unusable') {
    return [`${title}: refused.`, withMark(alarming('✗'), result.explanation)];
  }
  if (result.state === 'refused') {
    const remedy = () => 'With --update, photos are added and details changed.';
    return [`${title}: refused.`, ...refusalLines(result, remedy)];
  }
  if (result.state === 'in_already') return [];
  const warnings = await warningLines(db, result);
  return warnings.length === 0 ? [] : [`${title}: ${result.state}.`, ...warnings];
}

/** @param left rows that the import did not reach */
function summary(imported: readonly Imported[], left: number): CommandResult {
  const count = (...states: RowResult['state'][]) =>
    imported.filter(({ state }) => states.includes(state)).length;
  const counts = {
    enrolled: count('enrolled'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    'in already': count('in_already'),
    refused: count('refused', 'unusable'),
  };
  const parts = Object.entries(counts)
    .filter(([state, number]) => number > 0 || state === 'enrolled' || state === 'refused')
    .map(([state, number]) => `${number} ${state}`);
  const rows = countText(imported.length, 'row');
  const stopped = `Stopped; ${left} ${left === 1 ? 'row is' : 'rows are'} left. Go on with the same command and --resume.`;
  return {
    ok: counts.refused === 0 && left === 0,
    text: `${rows}: ${parts.join(', ')}.${left === 0 ? '' : `\n${stopped}`}`,
    json: { ...jsonOf(counts), left, rows: imported },
  };
}

function jsonOf({ 'in already': inAlready, ...counts }: Record<string, number>) {
  return { ...counts, inAlready };
}

async function photosOf(row: CsvRow, folder: string): Promise<EnrolmentPhoto[]> {
  const found = await Promise.all(row.photos.map((name) => photoFilesIn(name, folder)));
  return found.flat();
}

/** Enough for more than a hundred thousand people. */
const maxMegabytes = 20;

/** @throws {RefusalError} when the whole file is unusable */
export async function readPeopleCsv(file: string): Promise<CsvRow[]> {
  return peopleIn(bytesOf(file));
}

function bytesOf(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > maxMegabytes * 1e6) {
      throw new RefusalError(
        'csv_too_large',
        `This list has ${Math.round(size / 1e6)} MB; up to ${maxMegabytes} are accepted. Split it, and give photos as paths, not as content.`,
      );
    }
    return readOrdinaryFile(file, maxMegabytes * 1e6);
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new RefusalError('csv_unreadable', `The list cannot be read: ${reasonOf(code)}.`);
  }
}
