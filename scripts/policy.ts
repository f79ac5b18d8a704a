import { createProgram, runProgram } from './cli/run.ts';
import { addCheckCommand } from './policy/check.ts';
import { addExplainCommand } from './policy/explain.ts';
import { addShowCommand } from './policy/show.ts';

const help = `
The policy file says which checks a sign-in needs, by flow and location, and
which lobby screen serves it. docs/policy.md describes it; docs/policies has
examples. A running service follows a changed file within seconds.

Examples:
  npm run policy -- check
  npm run policy -- show
  npm run policy -- explain --flow Visitor --location HQ

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

const program = createProgram('policy')
  .description('Check, show and explain the policy: which checks which sign-in needs.')
  .addHelpText('after', help);
addCheckCommand(program);
addShowCommand(program);
addExplainCommand(program);
await runProgram(program);
