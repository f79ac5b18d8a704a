import { addExportCommand } from './audit/export.ts';
import { addResealCommand } from './audit/reseal.ts';
import { addVerifyCommand } from './audit/verify.ts';
import { createProgram, runProgram } from './cli/run.ts';

const help = `
Enrolments, erasures, exports, verdicts, pairings, and changes of keys, policy
and lists are put on record as they happen: what, by whom, about which id, when.
Neither names nor faces are in it. Each event has the hash of the one before it;
the latest is sealed in a file beside the database.

Examples:
  npm run audit -- verify
  npm run audit -- export --since 2026-11-01
  npm run --silent audit -- export --csv > audit.csv

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done; with verify: nothing is wrong
  1  refused, or (verify) the record was altered; what was found was printed
  2  the command was not understood`;

const program = createProgram('audit')
  .description('Check and read the record of what was done.')
  .addHelpText('after', help);
addVerifyCommand(program);
addExportCommand(program);
addResealCommand(program);
await runProgram(program);
