import path from 'node:path';
import { readEnvironment } from '#server/config/environment.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import {
  channelsToContact,
  contactGaps,
  notifyState,
  tryChannel,
  faultAdvice,
  type Tried,
} from '#server/installation/notify-state.ts';
import type { NotificationSettings } from '#server/notify/create-destinations.ts';
import type { NotifyFile } from '#server/notify/notify-schema.ts';
import { giveUpAfterMs } from '#server/notify/outbox.ts';
import { printable } from '#base/text';
import type { Diagnostic } from '#base/schema';
import { reloadCommand } from '#server/platform/operator-error.ts';
import { inspectDatabase } from '#server/store/inspect.ts';
import { isStoreThere } from '#server/store/store.ts';
import type { Db } from '#server/store/schema.ts';
import {
  countMessages,
  unsentMessages,
  type OutboxRow,
  retryMessages,
} from '#server/store/tables/outbox.ts';
import { type CommandResult, RefusalError } from '../terminal/answer.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { mistakesRefusal, remarksText } from '../terminal/diagnostics.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { table } from '../terminal/table.ts';
import { wrapText } from '../terminal/text.ts';
import { withInstallation, type OpenInstallation } from '../terminal/with-installation.ts';

const help = `
notify.yaml in the data folder says who gets which message;
docs/notifications.md explains it.

Examples:
  vestibule notify check
  vestibule notify test
  vestibule notify list
  vestibule notify retry --channel desk

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused, or a channel did not take the test; the reason was printed
  2  the command was not understood`;

export function command(): Command {
  return createProgram('notify')
    .description('Try the notification channels, and see what was not sent.')
    .addHelpText('after', help)
    .withCommands(checkNotifyCommand, testCommand, listMessagesCommand, retryCommand);
}

const checkHelp = `
Sends nothing. With a mistake in the file, or a secret that is missing, a
running service keeps what it followed before, and none starts; this names all
of them at once.

Examples:
  vestibule notify check
  vestibule notify check new.yaml && mv new.yaml data/notify.yaml
  ${reloadCommand}`;

export const checkNotifyCommand = createProgram('check')
  .about(
    'look through notify.yaml and its secrets',
    'Look through notify.yaml and the secrets that its channels need.',
  )
  .argument('[file]', 'another file than the one of this installation')
  .addHelpText('after', checkHelp)
  .answers(check);

async function check(named: string | undefined): Promise<CommandResult> {
  const { path, warnings, ...setup } = await readSoundNotifyFile(named);
  const { rules = [], alerts } = setup.file;
  const channels = setup.channels.map(({ name }) => name);
  const used = new Set([...rules.flatMap(({ to }) => to), ...(alerts?.to ?? [])]);
  const idle = channels.filter((name) => !used.has(name));
  const gaps = await gapsIn(setup.file);
  const sentences = [
    `${path} is in order, and every secret is there: ${channels.join(', ')}.`,
    ...(rules.length === 0 ? ['No rule tells anybody of a review.'] : []),
    ...(alerts ? [] : ['No message is sent when a lobby screen is gone: there are no alerts.']),
    ...idle.map((name) => `Neither a rule nor the alerts use "${name}".`),
    ...gaps,
    ...(named === undefined
      ? [`A running service uses a changed file after ${reloadCommand}.`]
      : []),
  ];
  const former = warnings.length > 0 ? [remarksText(warnings)] : [];
  const text = [...sentences.map((sentence) => wrapText(sentence)), ...former].join('\n');
  const json = { file: path, channels, rules: rules.length, idle, gaps, warnings };
  return { ok: true, text, json };
}

/** Sentences about locations without a contact to notify, if there is a database. */
async function gapsIn(file: NotifyFile): Promise<string[]> {
  if (channelsToContact(file).length === 0) return [];
  const { databaseFile, databaseServer } = commandConfig();
  // Opening an outdated database would upgrade it, and only the service may do that.
  const isThere = databaseServer
    ? await isStoreThere({ databaseFile, databaseServer })
    : inspectDatabase(databaseFile).state === 'sound';
  if (!isThere) return [];
  return withInstallation(({ store }) => contactGaps(file, store.db));
}

const testHelp = `
Sends at once, past the outbox, and says how that ended. A channel that
notifies the host cannot be tried, because there is no host.

Examples:
  vestibule notify test
  vestibule notify test --channel desk`;

export const testCommand = createProgram('test')
  .about('send a test message', 'Send a test message through every channel, or through one.')
  .option('--channel <name>', 'only through this one')
  .addHelpText('after', testHelp)
  .answers(test);

async function test({ channel }: { channel?: string }): Promise<CommandResult> {
  const { channels: all } = await readSoundNotifyFile();
  const chosen = all.filter(({ name }) => channel === undefined || name === channel);
  if (chosen.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    throw new RefusalError(
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
  if (fault === 'nobody_to_tell') return `${channel}: not tried, because it has no recipient now.`;
  return wrapText(`${channel}: not taken (${fault}). ${faultAdvice(fault)}`, '', '  ');
}

const listLimit = 50;

const listHelp = `
Shows no names: what a message says is encrypted. "Last fault" is why the last
try failed: http_ and smtp_ with the number that the other side answered;
no_such_channel when the channel was taken out of notify.yaml; channel_changed
when it tells somebody else now.

Examples:
  vestibule notify list
  vestibule notify list --json`;

export const listMessagesCommand = createProgram('list')
  .about(
    'show what waits and what was given up',
    'Show the messages that wait to be sent, and those that were given up.',
  )
  .addHelpText('after', listHelp)
  .answers(() => withInstallation(({ store }) => list(store.db)));

async function list(db: Db): Promise<CommandResult> {
  const messages = await unsentMessages(db, listLimit);
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
  const { lastFault, createdAt, dueAt: nextTryAt } = row;
  const next = state === 'waiting' ? { nextTryAt } : { givenUpAt: row.endedAt };
  const canBeRetried = row.contents !== null;
  return { id, channel, kind, state, attempts, lastFault, createdAt, ...next, canBeRetried };
}

function tableOf(rows: readonly OutboxRow[]): string {
  const columns = {
    Channel: 13,
    State: 10,
    'Since (UTC)': 18,
    Tries: 7,
    'Next (UTC)': 8,
    'Last fault': 17,
  };
  const cells = rows.map((row) => {
    const isWaiting = row.state === 'waiting';
    return [
      row.channel,
      isWaiting ? 'waiting' : 'given up',
      row.createdAt.toISOString().slice(0, 16).replace('T', ' '),
      row.attempts,
      isWaiting ? row.dueAt.toISOString().slice(11, 16) : '',
      row.lastFault ?? '',
    ];
  });
  return table(columns, cells);
}

interface RetryOptions {
  channel?: string;
  id?: string;
}

const retryHelp = `
The service sends them within a minute, or when it is started, through the
channels that it has then; what is for another one is given up again. What was
given up more than a week ago cannot be sent any more: its contents were
deleted.

Examples:
  vestibule notify retry
  vestibule notify retry --channel desk
  vestibule notify retry --id 1f0c...`;

export const retryCommand = createProgram('retry')
  .about(
    'try once more what waits or was given up',
    'Try the messages once more that wait or were given up.',
  )
  .option('--channel <name>', 'only those of this channel')
  .option('--id <id>', 'only this one; "list --json" shows the ids')
  .addHelpText('after', retryHelp)
  .answers((options: RetryOptions) => withInstallation(retry(options)));

function retry({
  channel,
  id,
}: RetryOptions): (installation: OpenInstallation) => Promise<CommandResult> {
  return async ({ store }) => {
    const now = new Date();
    const giveUpAt = new Date(now.getTime() + giveUpAfterMs);
    const count = await retryMessages(store.db, { channel, id }, { now, giveUpAt });
    const what = count === 1 ? '1 message is' : `${count} messages are`;
    const text =
      count === 0 ? 'There is no such message to try again.' : `${what} tried again in a moment.`;
    return { ok: count > 0, text, json: { retried: count } };
  };
}

/** A valid file. */
interface SoundNotifyFile extends Pick<NotificationSettings, 'channels'> {
  path: string;
  file: NotifyFile;
  /** Names of earlier versions. */
  warnings: readonly Diagnostic[];
}

/** Reads the installation's file or the named one. @throws {RefusalError} with every mistake */
async function readSoundNotifyFile(named?: string): Promise<SoundNotifyFile> {
  const env = readEnvironment();
  const { dataDir, notifyFile } = commandConfig(env);
  const place = named ? path.resolve(named) : notifyFile;
  const state = await notifyState(place, loadSecrets(env, dataDir).notify, null);
  if (!state.value) throw mistakesRefusal('notify_mistakes', state);
  const { file, channels } = state.value;
  if (file) return { path: state.file, file, channels, warnings: state.warnings };
  throw new RefusalError(
    'no_notify_file',
    `There is no ${state.file}, so no notifications are sent. docs/notifications.md shows one.`,
  );
}
