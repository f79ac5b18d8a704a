import { runInTurn, runJsonInTurn } from '../support/in-turn.ts';

/** Runs the enrolment command with this folder's `data` as the data folder, in this folder. */
export function enroll(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['enroll', ...commandLine]);
}

/** The same with `--json`; `json` is what it printed. */
export function enrollJson(folder: string, ...commandLine: string[]) {
  return runJsonInTurn(folder, ['enroll', ...commandLine]);
}

/** Runs the erasure command there. */
export function erase(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['privacy', 'erase', ...commandLine]);
}
