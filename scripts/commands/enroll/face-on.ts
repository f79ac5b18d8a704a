import type { Command } from 'commander';
import {
  failuresUntilOff,
  failuresUntilPause,
  turnFaceOn,
} from '../../../server/people/tries-in-a-row.ts';
import { printable } from '../../../server/platform/printable.ts';
import { onePerson } from '../../terminal/person.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { withStore } from '../../terminal/workplace.ts';

const help = `
After ${failuresUntilPause} face checks in a row that failed under one name, that name pauses:
for 30 seconds, and twice as long after each failure more, up to an hour.
After ${failuresUntilOff} the face check is off for that person, and every sign-in of
theirs goes to the front desk (locked_out).
Look first at who tried: the history of the front desk has all of them. This
begins the count again.

Examples:
  vestibule enroll face-on ada@example.com`;

/** `enroll face-on` */
export function addFaceOnCommand(program: Command): void {
  program
    .command('face-on')
    .summary('allow face checks again after too many failed')
    .description('Allow face checks of a person again after too many in a row have failed.')
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((reference: string, options: OutputOptions) =>
      answer(options, () =>
        withStore(async ({ store }) => {
          const { id, name } = await onePerson(store.db, reference);
          const turnedOn = await turnFaceOn(store.db, id, commandActor());
          const said = turnedOn
            ? printable`Faces are compared with ${name} again.`
            : printable`The face check of ${name} is not off, and not paused; nothing was changed.`;
          return { ok: true, text: wrapped(said), json: { id, turnedOn } };
        }),
      ),
    );
}
