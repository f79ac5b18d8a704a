import { run, runJson } from '../support/command.ts';

/** Runs the enrolment command as its own process, with this data folder, in this folder. */
export function enroll(folder: string, ...commandLine: string[]) {
  return run(folder, ['enroll', ...commandLine]);
}

/** The same with `--json`; `json` is what it printed. */
export function enrollJson(folder: string, ...commandLine: string[]) {
  return runJson(folder, ['enroll', ...commandLine]);
}
