import { runProgram } from './cli/run.ts';
import { enrollProgram } from './enroll/program.ts';

await runProgram(enrollProgram());
