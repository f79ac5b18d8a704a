import { createProgram, runProgram } from './cli/run.ts';
import { addCheckCommand } from './notify/check.ts';
import { addListCommand } from './notify/list.ts';
import { addRetryCommand } from './notify/retry.ts';
import { addTestCommand } from './notify/test.ts';

const help = `
Who is told of what stands in notify.yaml in the data folder;
docs/notifications.md explains it.

Examples:
  npm run notify -- check
  npm run notify -- test
  npm run notify -- list
  npm run notify -- retry --channel desk

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused, or a channel did not take the test; the reason was printed
  2  the command was not understood`;

const program = createProgram('notify')
  .description('Try the channels by which people are told, and see what was not sent.')
  .addHelpText('after', help);
addCheckCommand(program);
addTestCommand(program);
addListCommand(program);
addRetryCommand(program);
await runProgram(program);
