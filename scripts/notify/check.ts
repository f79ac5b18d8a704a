import type { Command } from 'commander';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { loadDestinations } from './load-destinations.ts';

const help = `
Sends nothing. A mistake in the file, or a secret that is missing, keeps the
service from starting; this names all of them at once.

Example:
  npm run notify -- check`;

/** `notify check` */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('look through notify.yaml and its secrets')
    .description('Look through notify.yaml and the secrets that its channels need.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) => answer(options, check));
}

async function check(): Promise<Answer> {
  const { file, path, destinations } = await loadDestinations();
  const { rules = [], alerts } = file;
  const channels = destinations.map(({ name }) => name);
  const told = new Set([...rules.flatMap(({ to }) => to), ...(alerts?.to ?? [])]);
  const idle = channels.filter((name) => !told.has(name));
  const sentences = [
    `${path} is in order, and every secret is there: ${channels.join(', ')}.`,
    ...(rules.length === 0 ? ['No rule tells anybody of a review.'] : []),
    ...(alerts ? [] : ['Nobody is told when a lobby screen is gone: there are no alerts.']),
    ...idle.map((name) => `Neither a rule nor the alerts use "${name}".`),
  ];
  const text = sentences.map((sentence) => wrapped(sentence)).join('\n');
  return { ok: true, text, json: { file: path, channels, rules: rules.length, idle } };
}
