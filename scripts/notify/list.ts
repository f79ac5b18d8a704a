import Table from 'cli-table3';
import type { Command } from 'commander';
import type { Db } from '../../server/store/schema.ts';
import { countMessages, unsentMessages, type OutboxRow } from '../../server/store/tables/outbox.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withInstallation } from '../cli/with-installation.ts';

const shown = 50;

const help = `
Shows no names: what a message says is encrypted. "Last fault" is why the last
try failed: http_ and smtp_ with the number that the other side answered;
no_such_channel when the channel was taken out of notify.yaml; channel_changed
when it tells somebody else now.

Examples:
  npm run notify -- list
  npm run notify -- list --json`;

/** `notify list` */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .summary('show what waits and what was given up')
    .description('Show the messages that wait to be sent, and those that were given up.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) =>
      answer(options, () => withInstallation(({ store }) => list(store.db))),
    );
}

async function list(db: Db): Promise<Answer> {
  const messages = await unsentMessages(db, shown);
  const counts = await countMessages(db);
  const total = counts
    .filter(({ state }) => state === 'waiting' || state === 'given_up')
    .reduce((sum, { count }) => sum + count, 0);
  const more = total > messages.length ? `\nThe oldest ${messages.length} of ${total}.` : '';
  const text = total === 0 ? 'Everything was sent.' : tableOf(messages) + more;
  return { ok: true, text, json: { messages: messages.map(messageJson), counts } };
}

function messageJson(row: OutboxRow) {
  const { id, channel, kind, state, attempts } = row;
  const { last_fault: lastFault, created_at: createdAt, due_at: nextTryAt } = row;
  const next = state === 'waiting' ? { nextTryAt } : { givenUpAt: row.ended_at };
  const canBeRetried = row.contents !== null;
  return { id, channel, kind, state, attempts, lastFault, createdAt, ...next, canBeRetried };
}

function tableOf(rows: readonly OutboxRow[]): string {
  const table = new Table({
    head: ['Channel', 'State', 'Since (UTC)', 'Tries', 'Next (UTC)', 'Last fault'],
    // With the borders, 80 columns.
    colWidths: [13, 10, 18, 7, 8, 17],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const isWaiting = row.state === 'waiting';
    table.push([
      row.channel,
      isWaiting ? 'waiting' : 'given up',
      row.created_at.slice(0, 16).replace('T', ' '),
      row.attempts,
      isWaiting ? row.due_at.slice(11, 16) : '',
      row.last_fault ?? '',
    ]);
  }
  return table.toString();
}
