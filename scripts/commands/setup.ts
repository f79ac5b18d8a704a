import path from 'node:path';
import { Option, type Command } from 'commander';
import { createProgram, answer, type OutputOptions } from '../terminal/program.ts';
import { addPromptOptions } from './setup/prompts.ts';
import type { SetupOptions } from './setup/options.ts';
import { setUp } from './setup/set-up.ts';

export type SetupCommandOptions = OutputOptions & SetupOptions;

const help = `
Asks three questions first: company, who gets messages, and how Envoy reaches
this machine. Shows every file before it writes it, and ends with the link of
the desk, the pairing code, Envoy's addresses, and what is left to do. Run it
again to change an answer. A copy of each file that it replaces is in the
folder before-setup, beside the settings. Ctrl-C at any question leaves
everything as it was.

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
  sudo vestibule setup --from-backup vestibule-2026-11-25.sqlite
  sudo vestibule setup --standby-for https://lobby.example:8443 --start

docs/install.md tells the whole way.`;

export function command(): Command {
  const program = createProgram('setup').description(
    'Set this machine up, question by question: Envoy, the tunnel, the lobby screen.',
  );
  return addPromptOptions(program)
    .option('--user <name>', 'the user that the service runs as')
    .option('--data-dir <folder>', 'database and template key')
    .option('--from-backup <file>', 'settings, files and data are those of this backup')
    .option('--passphrase-file <file>', 'of the keys in it; - is standard input')
    .option('--standby-for <address>', 'make this machine the stand-by of that service')
    .option('--without-tls', 'of a stand-by: a VPN or SSH tunnel encrypts the way')
    .option('--pair <name>', 'print a code that pairs a lobby screen')
    .option('--desk <name>', 'make a first account at the desk, and print its link')
    .option('--start', 'start the service, now and at each start of the machine')
    .option('--dry-run', 'show the files, and write nothing')
    .option('--yes', 'ask nothing')
    .addOption(new Option('--root <folder>', 'write below this folder').default('/').hideHelp())
    .option('--json', 'print JSON, and ask nothing')
    .addHelpText('after', help)
    .action((options: SetupCommandOptions) => {
      const resolved = { ...options, root: path.resolve(options.root) };
      return answer(options, () => setUp(resolved));
    });
}
