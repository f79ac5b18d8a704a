import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import { recordEvent } from '#server/audit/record.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { languages, type Language } from '#server/protocol/languages.ts';
import { watchlistEntriesOf } from '#server/people/erasure.ts';
import { personalDataPage } from '#server/people/personal-data-page.ts';
import { personalData, type PersonalData } from '#server/people/personal-data.ts';
import { createFile } from '#base/files';
import { commandActor } from '#server/installation/command-actor.ts';
import {
  withPresentInstallation,
  type OpenInstallation,
} from '../../terminal/with-installation.ts';
import { jsonText, printable } from '#base/text';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { resolvePerson } from '../../terminal/person.ts';
import { createProgram, type OutputOptions } from '../../terminal/program.ts';
import { wrapText } from '../../terminal/text.ts';

interface Options extends OutputOptions {
  out?: string;
  numbers?: boolean;
  language?: Language;
}

const help = `
Everything that is held of the person: identity, consents and their texts,
templates, sign-ins with what each check said, what was done about them,
messages that wait, and whatever else refers to them. With --out, as data.json
and as a page to read (data.html, in a language of the lobby screen), both for
your eyes only until you hand them over. The numbers of the templates are
biometric data in the clear: they are in only with --numbers.

Examples:
  vestibule privacy export ada@example.com --out ada
  vestibule privacy export ada@example.com --json > ada.json`;

export const exportPersonCommand = createProgram('export')
  .about('give a person everything held of them')
  .argument('<person>', 'id, e-mail, employee id or exact name')
  .option('--out <folder>', 'write data.json and data.html there')
  .option('--numbers', 'the numbers of the templates, too')
  .addOption(
    new Option('--language <tag>', 'of the page; default: in which they last agreed').choices(
      languages,
    ),
  )
  .addHelpText('after', help)
  .answers((reference: string, options: Options) =>
    withPresentInstallation((place) => exportPerson(place, reference, options)),
  );

async function exportPerson(
  { store, config }: OpenInstallation,
  reference: string,
  { out, numbers, language, json }: Options,
): Promise<CommandResult> {
  if (out === undefined && !json) {
    throw new RefusalError('no_target', 'Say where to: --out FOLDER, or --json to print it.');
  }
  const { db } = store;
  const { id, name } = await resolvePerson(db, reference);
  const cipher = numbers ? await openTemplateCipher(db, config.templateKeyFile) : null;
  const messages = new RecordCipher(config.templateKeyFile);
  await messages.readKey();
  const data = await personalData(db, id, { templates: cipher, messages });
  if (!data)
    throw new RefusalError('no_such_person', 'This person has been erased in the meantime.');
  // Recorded before anything is handed out: an export that cannot be recorded must not happen.
  const details = { numbers: numbers === true };
  const actor = commandActor();
  await recordEvent(db, { action: 'person_exported', actor, subject: id, details });
  const folder = out === undefined ? null : path.resolve(out);
  if (folder !== null) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await put(path.join(folder, 'data.json'), jsonText(data, 2));
    await put(path.join(folder, 'data.html'), personalDataPage(data, language));
  }
  const lines = [
    printable`Everything held of ${name} is in ${folder} (data.json, data.html).`,
    ...watchlistLines(data, await watchlistEntriesOf(db, data.person)),
  ];
  const text = lines.map((line) => wrapText(line)).join('\n');
  return { ok: true, text, json: folder === null ? { data } : { folder, personId: id } };
}

function watchlistLines(
  { other }: PersonalData,
  found: Awaited<ReturnType<typeof watchlistEntriesOf>>,
): string[] {
  const namesakes = found.filter(({ isCertain }) => !isCertain).map(({ entry }) => entry.id);
  const isIn = other['watchlist_entries'] !== undefined;
  return [
    ...(isIn ? ['It includes a watchlist entry. Check whether you have to keep that back.'] : []),
    ...(namesakes.length > 0
      ? [`Watchlist entries of the same name are not in it: ${namesakes.join(', ')}.`]
      : []),
  ];
}

/** Never replaces a file, which may be about another person. */
async function put(file: string, content: string): Promise<void> {
  await createFile(file, `${content}\n`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new RefusalError('file_exists', `${file} is there already. Give another folder.`);
  });
}
