import type { Command } from 'commander';
import { removePerson } from '../../server/people/remove.ts';
import { printable } from '../../server/platform/printable.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { confirm } from '../cli/confirm.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { withPresentInstallation } from '../cli/with-installation.ts';
import { onePerson } from './one-person.ts';
import { knownBy } from './person-text.ts';

interface Options extends OutputOptions {
  yes?: boolean;
}

const help = `
Erases the person and their templates for good. A running service forgets them
at once. Their past sign-ins stay, without saying whose they were. The same as
"npm run privacy -- erase", which prints a receipt too.

Examples:
  npm run enroll -- remove ada@example.com
  npm run enroll -- remove "Ada Example" --yes`;

/** `enroll remove` */
export function addRemoveCommand(program: Command): void {
  program
    .command('remove')
    .summary('erase a person')
    .description('Erase a person and their templates for good.')
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: Options) =>
      answer(options, () =>
        withPresentInstallation(async ({ store, config }) => {
          const person = await onePerson(store.db, reference);
          if (!options.yes) {
            const question = printable`Remove ${person.name} (${knownBy(person)}) for good?`;
            await confirm(question, 'Nobody was removed');
          }
          const removal = await removePerson(store, person.id, {
            actor: commandActor(),
            because: 'asked',
            registerFile: config.erasureRegisterFile,
          });
          if (!removal) {
            throw new Refusal('no_such_person', 'This person has been removed in the meantime.');
          }
          const { id, name } = person;
          return {
            ok: true,
            text: wrapped(printable`Removed ${name}.`),
            json: { removed: { id, name } },
          };
        }),
      ),
    );
}
