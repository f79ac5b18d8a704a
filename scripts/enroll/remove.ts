import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { removePerson } from '../../server/people/remove.ts';
import type { PersonRow } from '../../server/store/tables/people.ts';
import { commandActor } from '../cli/actor.ts';
import { Refusal } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { wrapped } from '../cli/text.ts';
import { onePerson } from './one-person.ts';
import { knownBy } from './person-text.ts';
import { withStore } from './workplace.ts';

interface Options extends OutputOptions {
  yes?: boolean;
}

const help = `
Erases the person and their templates for good. A running service forgets them
at once. Their past sign-ins stay, without saying whose they were.

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
        withStore(async ({ store }) => {
          const person = await onePerson(store.db, reference);
          if (!options.yes) await confirm(person);
          if (!(await removePerson(store, person.id, commandActor()))) {
            throw new Refusal('no_such_person', 'This person has been removed in the meantime.');
          }
          const { id, name } = person;
          return { ok: true, text: wrapped(`Removed ${name}.`), json: { removed: { id, name } } };
        }),
      ),
    );
}

async function confirm(person: PersonRow): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new Refusal(
      'not_confirmed',
      'Nobody was removed: there is no terminal to ask at. Repeat the command with --yes.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const question = `Remove ${person.name} (${knownBy(person)}) for good? [y/N] `;
  // Ctrl-C and Ctrl-D close the terminal without an answer.
  const silence = once(terminal, 'close').then(() => '');
  const reply = await Promise.race([terminal.question(question), silence]);
  terminal.close();
  if (!/^y(es)?$/iu.test(reply.trim())) {
    throw new Refusal('not_confirmed', 'Nobody was removed.');
  }
}
