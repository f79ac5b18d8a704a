import type { Command } from 'commander';
import type { NotifyFile } from '../../server/notify/notify-schema.ts';
import { inspectDatabase } from '../../server/store/inspect.ts';
import type { Answer } from '../cli/answer.ts';
import { commandConfig } from '../cli/command-config.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withInstallation } from '../cli/with-installation.ts';
import { channelsToContact, contactGaps } from './contact-gaps.ts';
import { readSoundNotifyFile } from './notify-state.ts';

const help = `
Sends nothing. With a mistake in the file, or a secret that is missing, a
running service keeps what it followed before, and none starts; this names all
of them at once.

Examples:
  npm run notify -- check
  npm run notify -- check new.yaml && mv new.yaml data/notify.yaml`;

/** `notify check` */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('look through notify.yaml and its secrets')
    .description('Look through notify.yaml and the secrets that its channels need.')
    .argument('[file]', 'another file than the one of this installation')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((file: string | undefined, options: OutputOptions) =>
      answer(options, () => check(file)),
    );
}

async function check(named: string | undefined): Promise<Answer> {
  const { path, ...told } = await readSoundNotifyFile(named);
  const { rules = [], alerts } = told.file;
  const channels = told.channels.map(({ name }) => name);
  const used = new Set([...rules.flatMap(({ to }) => to), ...(alerts?.to ?? [])]);
  const idle = channels.filter((name) => !used.has(name));
  const gaps = await gapsIn(told.file);
  const sentences = [
    `${path} is in order, and every secret is there: ${channels.join(', ')}.`,
    ...(rules.length === 0 ? ['No rule tells anybody of a review.'] : []),
    ...(alerts ? [] : ['Nobody is told when a lobby screen is gone: there are no alerts.']),
    ...idle.map((name) => `Neither a rule nor the alerts use "${name}".`),
    ...gaps,
  ];
  const text = sentences.map((sentence) => wrapped(sentence)).join('\n');
  return { ok: true, text, json: { file: path, channels, rules: rules.length, idle, gaps } };
}

/** Where nobody is told for want of a contact, as far as there is a database to look at. */
async function gapsIn(file: NotifyFile): Promise<string[]> {
  if (channelsToContact(file).length === 0) return [];
  const { databaseFile } = commandConfig();
  // Opening one that is not up to date brings it up to date, which is the service's to do.
  if (inspectDatabase(databaseFile).state !== 'sound') return [];
  return withInstallation(({ store }) => contactGaps(file, store.db));
}
