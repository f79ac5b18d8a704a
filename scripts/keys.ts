import { createProgram, runProgram } from './cli/run.ts';
import { addRotateCommand } from './keys/rotate.ts';
import { addStatusCommand } from './keys/status.ts';

const help = `
Face templates are stored encrypted, and turned by a transform that is secret
too. Both keys are in one file, outside the database. Keep a copy of it, apart
from the copies of the database: without it the templates are lost.

Examples:
  npm run keys -- status
  npm run keys -- rotate
  npm run keys -- rotate --revoke

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

const program = createProgram('keys')
  .description('Look after the key that face templates are stored under.')
  .addHelpText('after', help);
addStatusCommand(program);
addRotateCommand(program);
await runProgram(program);
