import { runInTurn, runJsonInTurn } from '../support/in-turn.ts';

/** Runs the enrolment command in this folder, with the folder's `data` as the data folder. */
export function enroll(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['enroll', ...commandLine]);
}

/** Runs the command with `--json`; `json` is its parsed output. */
export function enrollJson(folder: string, ...commandLine: string[]) {
  return runJsonInTurn(folder, ['enroll', ...commandLine]);
}

/** Runs the erasure command in this folder. */
export function erase(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['privacy', 'erase', ...commandLine]);
}
