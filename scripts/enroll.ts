import { addAddCommand } from './enroll/add.ts';
import { addCheckCommand } from './enroll/check.ts';
import { addImportCommand } from './enroll/import.ts';
import { addListCommand } from './enroll/list.ts';
import { addRemoveCommand } from './enroll/remove.ts';
import { addShowCommand } from './enroll/show.ts';
import { createProgram, runProgram } from './cli/run.ts';

const help = `
Somebody has to be enrolled before the lobby camera can recognise them; nobody
else's face is ever looked at. Enrolling works while the service runs, and
counts at once.

Examples:
  npm run enroll -- check ada.jpg
  npm run enroll -- add --name "Ada Example" --email ada@example.com \\
    --consent "signed form, 2026-11-24" ada.jpg
  npm run enroll -- import people.csv
  npm run enroll -- list
  npm run enroll -- remove ada@example.com

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused, in whole or (import, check) in part; the reasons were printed
  2  the command was not understood`;

const program = createProgram('enroll')
  .description('Enrol people from photos, look after them, and erase them.')
  .addHelpText('after', help);
addAddCommand(program);
addListCommand(program);
addShowCommand(program);
addRemoveCommand(program);
addCheckCommand(program);
addImportCommand(program);
await runProgram(program);
