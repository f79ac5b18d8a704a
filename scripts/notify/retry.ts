import type { Command } from 'commander';
import { readFileText } from '../../server/followed/file-text.ts';
import { readNotifyFile } from '../../server/notify/notify-file.ts';
import { defaultGiveUpAfterHours } from '../../server/notify/notify-schema.ts';
import { retryMessages } from '../../server/store/tables/outbox.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withInstallation, type Installation } from '../cli/with-installation.ts';

interface Options extends OutputOptions {
  channel?: string;
  id?: string;
}

const hourMs = 60 * 60_000;

const help = `
The service sends them within a minute, or when it is started, through the
channels that it has then; what is for another one is given up again. What was
given up more than a week ago cannot be sent any more: its contents were
deleted.

Examples:
  npm run notify -- retry
  npm run notify -- retry --channel desk
  npm run notify -- retry --id 1f0c...`;

/** `notify retry` */
export function addRetryCommand(program: Command): void {
  program
    .command('retry')
    .summary('try once more what waits or was given up')
    .description('Try the messages once more that wait or were given up.')
    .option('--channel <name>', 'only those of this channel')
    .option('--id <id>', 'only this one; "list --json" shows the ids')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: Options) => answer(options, () => withInstallation(retry(options))));
}

function retry({ channel, id }: Options): (installation: Installation) => Promise<Answer> {
  return async ({ store, config }) => {
    const now = new Date();
    const giveUpAt = new Date(now.getTime() + (await hoursToTry(config.notifyFile)) * hourMs);
    const which = { ...(channel !== undefined && { channel }), ...(id !== undefined && { id }) };
    const count = await retryMessages(store.db, which, { now, giveUpAt });
    const what = count === 1 ? '1 message is' : `${count} messages are`;
    const text =
      count === 0 ? 'There is no such message to try again.' : `${what} tried again in a moment.`;
    return { ok: count > 0, text, json: { retried: count } };
  };
}

/** A file that is broken at the moment keeps nothing from being sent. */
async function hoursToTry(file: string): Promise<number> {
  const { text } = await readFileText('notification file', { file, isExpected: false });
  return (text && readNotifyFile(text).file?.giveUpAfterHours) || defaultGiveUpAfterHours;
}
