import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { publishConsentText } from '../../../server/people/consent.ts';
import { consentTexts } from '../../../server/store/tables/privacy.ts';
import { countPeople } from '../../../server/store/tables/people.ts';
import { oneLine, printable } from '../../../server/platform/text.ts';
import {
  commandActor,
  withInstallation,
  type Installation,
} from '../../terminal/with-installation.ts';
import { Refusal, type Answer } from '../../terminal/answer.ts';
import { reasonOf, answer, type OutputOptions } from '../../terminal/program.ts';
import { timeOf, wrapped } from '../../terminal/text.ts';

const help = `
What people agree to when they are enrolled. Each consent keeps the version and
the SHA-256 of the text that counted then. As soon as another text counts,
whoever agreed to an earlier one is sent to the front desk at their next visit,
with the camera off, until they agree again (consent renew). docs/privacy has a
text to begin with.

Examples:
  vestibule privacy consent-text set consent.txt --version 2026-11
  vestibule privacy consent-text list`;

const largestText = 100_000;

/** `privacy consent-text set|list` */
export function addConsentTextCommands(program: Command): void {
  const consentText = program
    .command('consent-text')
    .summary('the text that people agree to')
    .description('The text that people agree to.')
    .addHelpText('after', help);
  consentText
    .command('set')
    .summary('make a text the one that counts')
    .argument('<file>', 'the text (UTF-8)')
    .requiredOption('--version <version>', 'how you call it, for example 2026-11')
    .option('--json', 'print JSON')
    .action((file: string, options: OutputOptions & { version: string }) =>
      answer(options, () => withInstallation((place) => set(place, file, options.version))),
    );
  consentText
    .command('list')
    .summary('show the versions, the one that counts first')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => answer(options, () => withInstallation(list)));
}

async function set({ store }: Installation, file: string, wanted: string): Promise<Answer> {
  const version = wanted.trim();
  if (!/^[\w.-]{1,40}$/.test(version)) {
    throw new Refusal(
      'bad_version',
      'A version has up to 40 letters, digits, dots, dashes and underscores, for example 2026-11. Nothing was changed.',
    );
  }
  const text = await textIn(path.resolve(file));
  const published = await publishConsentText(store.db, { version, text }, commandActor());
  if (!published) {
    throw new Refusal(
      'version_taken',
      printable`There is a text of the version "${version}" already, and people may have agreed to it. Give this one another version. Nothing was changed.`,
    );
  }
  const people = await countPeople(store.db);
  const asked =
    people === 0
      ? ''
      : ` ${people} enrolled will be asked again at their next visit, with the camera off until then.`;
  const said = printable`Consent text "${version}" counts from now on.${asked}`;
  const { sha256, publishedAt } = published;
  return {
    ok: true,
    text: `${wrapped(said)}\n  SHA-256 ${sha256}`,
    json: { version, sha256, publishedAt, enrolled: people },
  };
}

async function textIn(file: string): Promise<string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
    if (text.trim() !== '' && text.length <= largestText) return text;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
      throw new Refusal(
        'text_unreadable',
        printable`${file} cannot be read: ${reasonOf(code)}. Nothing was changed.`,
      );
    }
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Refusal(
    'text_unusable',
    printable`${file} is empty, longer than ${largestText.toLocaleString('en')} characters, or no text in UTF-8. Nothing was changed.`,
  );
}

async function list({ store }: Installation): Promise<Answer> {
  const texts = await consentTexts(store.db);
  if (texts.length === 0) {
    return { ok: true, text: 'No consent text was published yet.', json: { texts: [] } };
  }
  const table = new Table({
    head: ['Version', 'Published', 'SHA-256'],
    // With the borders, 80 columns.
    colWidths: [20, 18, 38],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const [i, { version, publishedAt, sha256 }] of texts.entries()) {
    table.push([oneLine(i === 0 ? `${version} (now)` : version), timeOf(publishedAt), sha256]);
  }
  return { ok: true, text: table.toString(), json: { texts } };
}
