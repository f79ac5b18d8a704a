import { createProgram, runProgram } from './cli/run.ts';
import { addAddCommand } from './watchlist/add.ts';
import { addCheckCommand } from './watchlist/check.ts';
import { addHitsCommand } from './watchlist/hits.ts';
import { addImportCommand } from './watchlist/import.ts';
import { addImportListCommand } from './watchlist/import-list.ts';
import { addListCommand } from './watchlist/list.ts';
import { addRemoveCommand } from './watchlist/remove.ts';

const help = `
Whoever is on a list is held for the front desk, discreetly: the lobby shows
what it shows for any review. The policy's "watchlist" check says where that
counts.

Examples:
  npm run watchlist -- add --name "Ada Example" --note "house ban, 2026-11-24"
  npm run watchlist -- import bans.csv
  npm run watchlist -- import-list sdn.xml --source ofac
  npm run watchlist -- check --name "Ada Exampel"
  npm run watchlist -- list
  npm run watchlist -- hits

Every command takes --help with more examples, and --json for scripts. A running
service knows of every change before its next answer.

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

const program = createProgram('watchlist')
  .description('Keep the own watchlist and the official ones.')
  .addHelpText('after', help);
addAddCommand(program);
addListCommand(program);
addRemoveCommand(program);
addImportCommand(program);
addImportListCommand(program);
addCheckCommand(program);
addHitsCommand(program);
await runProgram(program);
