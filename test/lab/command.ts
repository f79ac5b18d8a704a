import { runCommand as runProgram, runJson as runProgramJson } from '../support/command.ts';

const program = 'dist/lab/lab.js';

/** Runs a command of the laboratory as a separate process, in this folder. */
export function runLab(folder: string, commandLine: readonly string[]) {
  return runProgram(folder, commandLine, {}, program);
}

/** Runs a command with `--json`; `json` is its parsed output. */
export function runLabJson(folder: string, commandLine: readonly string[]) {
  return runProgramJson(folder, commandLine, {}, program);
}
