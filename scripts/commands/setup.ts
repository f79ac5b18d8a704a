import path from 'node:path';
import { Option, type Command } from 'commander';
import { installKinds } from '#server/installation/setup/install-location.ts';
import { createProgram, answer } from '../terminal/program.ts';
import { addAnswerOptions, type AnswerOptions } from './setup/fields.ts';
import { setUp } from './setup/set-up.ts';
import type { SetupOptions } from './setup/setup-plan.ts';

const help = `
Names every file before it writes it, and ends with the link of the desk, the
pairing code, Envoy's addresses, and what is left to do. Everything else gets
its default: edit the files, where each value has a comment. Run setup again to
change an answer: your settings, policy and tunnel stay, and each unit is
replaced. A copy of each file that it replaces is in the folder before-setup.
Ctrl-C at any question leaves everything as it was.

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

docs/install.md tells the whole way.`;

export function command(): Command {
  const program = createProgram('setup').description(
    'Set this machine up in seven questions: Envoy, the tunnel, the place, the camera, messages, the company.',
  );
  return addAnswerOptions(program)
    .addOption(new Option('--as <kind>', 'run by systemd, or by npm start').choices(installKinds))
    .option('--from-backup <file>', 'settings, files and data are those of this backup')
    .option('--passphrase-file <file>', 'of the keys in it; - is standard input')
    .option('--trust-files', 'take files of the backup that nothing proves, as of an older version')
    .option('--start', 'start the service, now and at each start of the machine')
    .option('--dry-run', 'show the files, and write nothing')
    .option('--yes', 'ask nothing')
    .addOption(new Option('--root <folder>', 'write below this folder').default('/').hideHelp())
    .option('--json', 'print JSON, and ask nothing')
    .addHelpText('after', help)
    .action((options: SetupOptions & AnswerOptions) => {
      const resolved = { ...options, root: path.resolve(options.root) };
      return answer(options, () => setUp(resolved));
    });
}
