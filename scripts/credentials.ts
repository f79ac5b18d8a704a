import { createProgram, runProgram } from './cli/run.ts';
import { addAddCommand } from './credentials/add.ts';
import { addImportCommand } from './credentials/import.ts';
import { addListCommand } from './credentials/list.ts';
import { addRemoveCommand } from './credentials/remove.ts';

const help = `
A health pass counts when somebody issued it who is trusted here. Nobody is at
first, and keys are never fetched: they come from files that you looked at.

Examples:
  npm run credentials -- issuers add --issuer https://cards.example jwks.json
  npm run credentials -- issuers add --country DE dsc.pem
  npm run credentials -- issuers import vci_snapshot.json \\
    --only https://cards.example
  npm run credentials -- issuers list
  npm run credentials -- issuers remove https://cards.example

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

const program = createProgram('credentials')
  .description('Say whose health passes are trusted.')
  .addHelpText('after', help);
const issuers = program.command('issuers').description('Whose health passes are trusted.');
addAddCommand(issuers);
addImportCommand(issuers);
addListCommand(issuers);
addRemoveCommand(issuers);
await runProgram(program);
