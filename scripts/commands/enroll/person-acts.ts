import {
  failuresUntilOff,
  failuresUntilPause,
  turnFaceOn,
} from '#server/people/failed-attempts.ts';
import { resetPersonalCode } from '#server/people/personal-code.ts';
import { printable } from '#base/text';
import { resolvePerson } from '../../terminal/person.ts';
import { createProgram, type Command } from '../../terminal/program.ts';
import { wrapText } from '../../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withOpenStore } from '../../terminal/with-resources.ts';
import type { Db } from '#server/store/schema.ts';
import type { PersonRow } from '#server/store/tables/people.ts';

const faceOnHelp = `
After ${failuresUntilPause} face checks in a row that failed under one name, that name pauses:
for 30 seconds, and twice as long after each failure more, up to an hour.
After ${failuresUntilOff} the face check is off for that person, and every sign-in of
theirs goes to the front desk (locked_out).
Look first at who tried: the history of the front desk has all of them. This
begins the count again.

Examples:
  vestibule enroll face-on ada@example.com`;

export const faceOnCommand = personAct(
  createProgram('face-on')
    .about(
      'allow face checks again after too many failed',
      'Allow face checks of a person again after too many in a row have failed.',
    )
    .addHelpText('after', faceOnHelp),
  async (db, { id, name }) => {
    const turnedOn = await turnFaceOn(db, id, commandActor());
    const sentence = turnedOn
      ? printable`The face check of ${name} is on again.`
      : printable`The face check of ${name} is not off, and not paused; nothing was changed.`;
    return { said: sentence, json: { id, turnedOn } };
  },
);

const resetCodeHelp = `
Where the policy asks for "personal_code", people type a code of their own
authenticator app after the face check. Somebody who lost the telephone has the
code reset, and sets up another one at a lobby screen, which a manager orders
at the desk, under People.

Examples:
  vestibule enroll reset-code ada@example.com`;

export const resetCodeCommand = personAct(
  createProgram('reset-code')
    .about("reset a person's personal code", 'Have the personal code of a person count no more.')
    .addHelpText('after', resetCodeHelp),
  async (db, { id, name }) => {
    const reset = await resetPersonalCode(db, id, commandActor());
    const sentence = reset
      ? printable`The personal code of ${name} counts no more.`
      : printable`${name} has no personal code; nothing was changed.`;
    return { said: sentence, json: { id, reset } };
  },
);

type Act = (db: Db, person: PersonRow) => Promise<{ said: string; json: Record<string, unknown> }>;

function personAct(command: Command, act: Act): Command {
  return command
    .argument('<person>', 'id, e-mail, employee id or exact name')
    .answers((reference: string) =>
      withOpenStore(async ({ store: { db } }) => {
        const { said: sentence, json } = await act(db, await resolvePerson(db, reference));
        return { ok: true, text: wrapText(sentence), json };
      }),
    );
}
