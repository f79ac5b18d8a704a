import { runProgram } from './cli/run.ts';
import { installServiceProgram } from './install-service/program.ts';

await runProgram(installServiceProgram());
