import path from 'node:path';
import { Option, type Command } from 'commander';
import { livenessModes } from '../../server/config/liveness.ts';
import { createProgram, answer, type OutputOptions } from '../terminal/program.ts';
import { channels, kinds, screens } from './setup/answers.ts';
import { tunnels } from './setup/files.ts';
import type { Given } from './setup/given.ts';
import { setUp, undo } from './setup/set-up.ts';

export type SetupOptions = OutputOptions & Given & { undo?: boolean };

const help = `
Asks what it needs to know, shows every file before it writes it, and ends with
what "doctor" finds. Run it again to change an answer; --undo puts back what was
there before the last run. Ctrl-C at any question leaves everything as it was.

With systemd the service gets a user, a unit and a folder of secrets of its own
(--as service, as root). Elsewhere the answers go into the .env of this folder,
for "npm start" (--as folder).

For scripts: every answer is an option, and --yes takes the rest from what is
there, or else the default. Secrets are read from files, never from the command
line, where others see them; - is standard input.

Examples:
  vestibule setup
  sudo vestibule setup --dry-run
  sudo vestibule setup --yes --secret-file - --start \\
    --public-url https://hook.acme.com < secret
  sudo vestibule setup --undo

docs/install.md tells the whole way.`;

/** `setup` */
export function setupCommand(): Command {
  const choice = (flags: string, what: string, values: readonly string[]) =>
    new Option(flags, what).choices(values);
  return createProgram('setup')
    .description('Set this machine up, question by question: Envoy, the tunnel, the lobby screen.')
    .addOption(choice('--as <kind>', 'run by systemd, or by npm start in this folder', kinds))
    .option('--secret-file <file>', "Envoy's client secret")
    .option('--public-url <address>', 'where Envoy reaches this machine')
    .addOption(choice('--tunnel <kind>', 'the tunnel that Envoy comes through', tunnels))
    .option('--hook-port <number>', 'the port that the tunnel leads to')
    .option('--lobby-port <number>', 'the port of the lobby page')
    .addOption(choice('--screen <where>', 'the machine of the lobby screen', screens))
    .option('--screen-host <name>', 'how a screen elsewhere reaches this machine', collect)
    .addOption(choice('--tell <how>', 'who is told when a visitor is held', channels))
    .option('--webhook-file <file>', 'of Slack or Teams: the address to tell')
    .option('--tell-to <address>', 'of e-mail: whom to tell')
    .option('--smtp <host>', 'of e-mail: the server')
    .option('--mail-from <address>', "of e-mail: the sender's address")
    .option('--smtp-user <name>', 'of e-mail: who signs in at the server')
    .option('--smtp-password-file <file>', 'of e-mail: their password')
    .addOption(choice('--liveness <mode>', 'how a face shows that it is alive', livenessModes))
    .option('--retention-days <days>', 'after their last visit, people are erased')
    .option('--sign-in-days <days>', 'so long the record of a sign-in is kept')
    .option('--consent <file>', 'publish this text for people to agree to')
    .option('--company <name>', 'publish the usual text, for this company')
    .option('--privacy-contact <address>', 'the e-mail address in the usual text')
    .option('--user <name>', 'the user that the service runs as')
    .option('--data-dir <folder>', 'database and template key')
    .option('--pair <name>', 'print a code that pairs a lobby screen')
    .option('--start', 'start the service, now and at each start of the machine')
    .option('--dry-run', 'show the files, and write nothing')
    .option('--yes', 'ask nothing')
    .option('--undo', 'put back what was there before the last run')
    .addOption(new Option('--root <folder>', 'write below this folder').default('/').hideHelp())
    .option('--json', 'print JSON, and ask nothing')
    .addHelpText('after', help)
    .action((options: SetupOptions) => {
      const resolved = { ...options, root: path.resolve(options.root) };
      return answer(options, () => (options.undo ? undo(resolved) : setUp(resolved)));
    });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
