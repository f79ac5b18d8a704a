import { runProgram } from './cli/run.ts';
import { restoreProgram } from './restore/program.ts';

await runProgram(restoreProgram());
