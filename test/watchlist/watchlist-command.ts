import { runInTurn } from '../support/in-turn.ts';

/** Runs the watchlist command with the data folder in this folder. */
export function watchlist(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['watchlist', ...commandLine]);
}
