import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { recordEvent } from '../../../server/audit/record.ts';
import { ContentsCipher } from '../../../server/keys/message-cipher.ts';
import { watchlistEntriesOf } from '../../../server/people/erasure.ts';
import { personalData, type PersonalData } from '../../../server/people/personal-data.ts';
import { createFile } from '../../../server/platform/atomic-file.ts';
import { jsonText, printable, htmlText } from '../../../server/platform/printable.ts';
import { openTemplateCipher } from '../../../server/templates/open-cipher.ts';
import { Refusal, type Answer } from '../../terminal/answer.ts';
import { onePerson } from '../../terminal/person.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import {
  commandActor,
  withPresentInstallation,
  type Installation,
} from '../../terminal/with-installation.ts';

interface Options extends OutputOptions {
  out?: string;
  numbers?: boolean;
}

const help = `
Everything that is held of the person: identity, consents and their texts,
templates, sign-ins with what each check said, what was done about them,
messages that wait, and whatever else refers to them. With --out, as data.json
and as a page to read (data.html), both for your eyes only until you hand them
over. The numbers of the templates are biometric data in the clear: they are in
only with --numbers.

Examples:
  vestibule privacy export ada@example.com --out ada
  vestibule privacy export ada@example.com --json > ada.json`;

/** `privacy export` */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .summary('give a person everything held of them')
    .description('Give a person everything held of them.')
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--out <folder>', 'write data.json and data.html there')
    .option('--numbers', 'the numbers of the templates, too')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: Options) =>
      answer(options, () =>
        withPresentInstallation((place) => exported(place, reference, options)),
      ),
    );
}

async function exported(
  { store, config }: Installation,
  reference: string,
  { out, numbers, json }: Options,
): Promise<Answer> {
  if (out === undefined && !json) {
    throw new Refusal('no_target', 'Say where to: --out FOLDER, or --json to print it.');
  }
  const { db } = store;
  const { id, name } = await onePerson(db, reference);
  const cipher = numbers ? await openTemplateCipher(db, config.templateKeyFile) : null;
  const messages = new ContentsCipher(config.templateKeyFile);
  await messages.readKey();
  const data = await personalData(db, id, { templates: cipher, messages });
  if (!data) throw new Refusal('no_such_person', 'This person has been erased in the meantime.');
  // Before anything leaves: what cannot be put on record is not handed out.
  const details = { numbers: numbers === true };
  const actor = commandActor();
  await recordEvent(db, { action: 'person_exported', actor, subject: id, details });
  const folder = out === undefined ? null : path.resolve(out);
  if (folder !== null) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await put(path.join(folder, 'data.json'), jsonText(data, 2));
    await put(path.join(folder, 'data.html'), personalDataPage(data));
  }
  const lines = [
    printable`Everything held of ${name} is in ${folder} (data.json, data.html).`,
    ...watchlistLines(data, await watchlistEntriesOf(db, data.person)),
  ];
  const text = lines.map((line) => wrapped(line)).join('\n');
  return { ok: true, text, json: folder === null ? { data } : { folder, personId: id } };
}

function watchlistLines(
  { other }: PersonalData,
  found: Awaited<ReturnType<typeof watchlistEntriesOf>>,
): string[] {
  const namesakes = found.filter(({ isCertain }) => !isCertain).map(({ entry }) => entry.id);
  const isIn = other['watchlist_entries'] !== undefined;
  return [
    ...(isIn ? ['A watchlist entry is in it. Look whether you have to keep it back.'] : []),
    ...(namesakes.length > 0
      ? [`Watchlist entries of the same name are not in it: ${namesakes.join(', ')}.`]
      : []),
  ];
}

/** Never over a file that is there already: it may be of another person. */
async function put(file: string, content: string): Promise<void> {
  await createFile(file, `${content}\n`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Refusal('file_exists', `${file} is there already. Give another folder.`);
  });
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border: 1px solid #999; overflow-wrap: anywhere; }
  th { background: #eee; }
  pre { white-space: pre-wrap; border: 1px solid #999; padding: 0.6rem; }
`;

/** For the person to read: one file, without scripts, that loads nothing. */
function personalDataPage(data: PersonalData): string {
  const { person, consents, templates, signIns, onRecord, other } = data;
  const sections = [
    section('Who you are', 'What your enrolment says of you.', [person]),
    section('What you agreed to', 'Each time, with the text that counted then.', consents),
    ...data.consentTexts.map(({ version, text }) =>
      part(`Consent text ${version}`, `<pre>${htmlText(text)}</pre>`),
    ),
    section(
      'Your face',
      'Numbers that a recogniser made of your photos. The photos themselves were not kept, and the numbers are stored encrypted.',
      templates,
    ),
    section('Your sign-ins', 'What was decided, when, and why.', signIns),
    section('What was done', 'About you, by whom and when, as the audit record has it.', onRecord),
    ...Object.entries(other).map(([table, rows]) =>
      section(`Other: ${table.replaceAll('_', ' ')}`, 'As it is stored.', rows),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is held of you</title>
<style>${style}</style>
</head>
<body>
<h1>What is held of you</h1>
<p>Exported ${htmlText(data.exportedAt.toISOString())}. Times are in UTC.</p>
${sections.join('\n')}
</body>
</html>`;
}

function section(title: string, about: string, rows: readonly object[]): string {
  if (rows.length === 0) return part(title, '<p>Nothing.</p>');
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th scope="col">${htmlText(words(column))}</th>`).join('');
  const body = rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    const shown = columns.map((column) => `<td>${htmlText(textOf(cells.get(column)))}</td>`);
    return `<tr>${shown.join('')}</tr>`;
  });
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
  return part(title, `<p>${htmlText(about)}</p>\n${table}`);
}

function part(title: string, content: string): string {
  return `<section>\n<h2>${htmlText(title)}</h2>\n${content}\n</section>`;
}

/** `createdAt` and `created_at` become `created at`. */
function words(column: string): string {
  return column.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
