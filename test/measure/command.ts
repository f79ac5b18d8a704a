import { runJsonInTurn as runJson } from '../support/in-turn.ts';

/** Runs `evaluate` or `calibrate` as a separate process, with a data folder inside this folder. */
export function runMeasure(
  folder: string,
  command: 'evaluate' | 'calibrate',
  ...commandLine: string[]
) {
  return runJson(folder, [command, ...commandLine]);
}
