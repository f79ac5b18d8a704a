import { createProgram, type Command } from '../terminal/program.ts';
import { addPersonCommand } from './enroll/add.ts';
import { checkPhotosCommand } from './enroll/check.ts';
import { faceOnCommand, resetCodeCommand } from './enroll/person-acts.ts';
import { importPeopleCommand } from './enroll/import.ts';
import { cameraCommand } from './enroll/camera.ts';
import { listPeopleCommand, showPersonCommand, reembedCommand } from './enroll/people.ts';

const help = `
Somebody has to be enrolled before the lobby camera can recognise them; nobody
else's face is ever looked at. Enrolling works while the service runs, and
counts at once. At the lobby screen, people are enrolled from the desk, under
People. "vestibule privacy erase" erases a person.

Examples:
  vestibule enroll check ada.jpg
  vestibule enroll add --name "Ada Example" --email ada@example.com \\
    --consent "signed form, 2026-11-24" ada.jpg
  vestibule enroll import people.csv
  vestibule enroll list
  vestibule enroll show ada@example.com

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused, in whole or (import, check) in part; the reasons were printed;
     or (reembed) somebody needs new photos
  2  the command was not understood`;

export function command(): Command {
  return createProgram('enroll')
    .description('Enrol people from photos, and look after them.')
    .addHelpText('after', help)
    .withCommands(
      addPersonCommand,
      listPeopleCommand,
      showPersonCommand,
      faceOnCommand,
      resetCodeCommand,
      checkPhotosCommand,
      importPeopleCommand,
      reembedCommand,
    )
    .withGone(cameraCommand);
}
