import type { Command } from 'commander';
import { printable } from '../../server/platform/printable.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withInstallation } from '../cli/with-installation.ts';
import { readSoundNotifyFile } from './notify-state.ts';
import { tryChannel, whatToDo, type Tried } from './try-channel.ts';

interface Options extends OutputOptions {
  channel?: string;
}

const help = `
Sends at once, past the outbox, and says what came of it. A channel that tells
the host cannot be tried, for there is none.

Examples:
  npm run notify -- test
  npm run notify -- test --channel desk`;

/** `notify test` */
export function addTestCommand(program: Command): void {
  program
    .command('test')
    .summary('send a test message')
    .description('Send a test message through every channel, or through one.')
    .option('--channel <name>', 'only through this one')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => test(options)));
}

async function test({ channel }: Options): Promise<Answer> {
  const { channels: all } = await readSoundNotifyFile();
  const chosen = all.filter(({ name }) => channel === undefined || name === channel);
  if (chosen.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    throw new Refusal(
      'no_such_channel',
      printable`There is no channel "${channel}". There are: ${names}.`,
    );
  }
  const results = await withInstallation(({ store }) =>
    Promise.all(chosen.map((each) => tryChannel(each, store.db))),
  );
  const ok = results.every(({ fault }) => fault === null || fault === 'nobody_to_tell');
  return { ok, text: results.map(sentence).join('\n'), json: { channels: results } };
}

function sentence({ channel, fault }: Tried): string {
  if (fault === null) return `${channel}: taken. Look whether it arrived.`;
  if (fault === 'nobody_to_tell') return `${channel}: not tried, for nobody is named there now.`;
  return wrapped(`${channel}: not taken (${fault}). ${whatToDo(fault)}`, '', '  ');
}
