import { runProgram } from './cli/run.ts';
import { tuneProgram } from './tune/program.ts';

await runProgram(tuneProgram());
