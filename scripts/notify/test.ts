import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { loadConfig } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import { loadSecrets } from '../../server/config/secrets.ts';
import { contactsFor } from '../../server/envoy/installs.ts';
import { systemClock } from '../../server/notify/clock.ts';
import { createDestinations } from '../../server/notify/create-destinations.ts';
import { DeliveryFault } from '../../server/notify/destination.ts';
import { loadNotifyFile } from '../../server/notify/notify-file.ts';
import type { PeopleDestination } from '../../server/notify/people-destination.ts';
import type { Db } from '../../server/store/schema.ts';
import { Refusal, type Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { withInstallation } from '../cli/with-installation.ts';
import { wrapped } from '../cli/text.ts';

interface Options extends OutputOptions {
  channel?: string;
}

const patienceMs = 30_000;

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
  const env = readEnvironment();
  const { dataDir, notifyFile } = loadConfig(env);
  const file = await loadNotifyFile(notifyFile);
  if (!file) {
    throw new Refusal(
      'no_notify_file',
      `There is no ${notifyFile}, so nobody is told of anything. docs/notifications.md shows one.`,
    );
  }
  const secrets = loadSecrets(env, dataDir).notify;
  const clock = systemClock;
  const all = createDestinations({ file, secrets, clock, contacts: contactsFor });
  const chosen = all.filter(({ name }) => channel === undefined || name === channel);
  if (chosen.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    throw new Refusal('no_such_channel', `There is no channel "${channel}". There are: ${names}.`);
  }
  const results = await withInstallation(({ store }) =>
    Promise.all(chosen.map((each) => tried(each, store.db))),
  );
  const ok = results.every(({ fault }) => fault === null || fault === 'nobody_to_tell');
  return { ok, text: results.map(sentence).join('\n'), json: { channels: results } };
}

interface Result {
  channel: string;
  fault: string | null;
}

async function tried(destination: PeopleDestination, db: Db): Promise<Result> {
  const channel = destination.name;
  try {
    const createdAt = new Date();
    const planned = await destination.alert(db, { kind: 'test', at: createdAt.toISOString() });
    if (!planned) return { channel, fault: 'nobody_to_tell' };
    const letter = { id: randomUUID().replaceAll('-', ''), ...planned, createdAt };
    await destination.send(letter, AbortSignal.timeout(patienceMs));
    return { channel, fault: null };
  } catch (error) {
    return { channel, fault: error instanceof DeliveryFault ? error.code : 'failed' };
  }
}

function sentence({ channel, fault }: Result): string {
  if (fault === null) return `${channel}: taken. Look whether it arrived.`;
  if (fault === 'nobody_to_tell') return `${channel}: not tried, for nobody is named there now.`;
  return wrapped(`${channel}: not taken (${fault}). ${whatToDo(fault)}`, '', '  ');
}

/** For the codes that are met most. */
function whatToDo(fault: string): string {
  const advice: [RegExp, string][] = [
    [/^http_(401|403|404|410)$/, 'The secret address is wrong or was taken back: make a new one.'],
    [/^http_4/, 'The other side does not take such messages at that address.'],
    [/^http_5|^http_429/, 'The other side has trouble. Try again later.'],
    [/^smtp_535|^EAUTH/, 'The name or NOTIFY_SMTP_PASSWORD is wrong.'],
    [/^smtp_55/, 'The server refuses the sender or the recipient.'],
    [/^smtp_50/, 'The server has no STARTTLS: look at `security` in notify.yaml.'],
    [/TLS|CERT|SIGNED/, 'The encryption failed: look at the host, the port and `security`.'],
    [/^ENOTFOUND|^EAI|^EDNS/, 'There is no such host.'],
    [/^ECONN|^ESOCKET|timed_out|TIMEDOUT/i, 'Nobody answers there: host, port, firewall?'],
  ];
  return advice.find(([pattern]) => pattern.test(fault))?.[1] ?? '';
}
