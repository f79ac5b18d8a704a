import { backupProgram } from './backup/program.ts';
import { runProgram } from './cli/run.ts';

await runProgram(backupProgram());
