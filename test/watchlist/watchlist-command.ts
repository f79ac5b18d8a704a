import { runInTurn } from '../support/in-turn.ts';

/** Runs the watchlist command in this folder, with the folder's data folder. */
export function watchlist(folder: string, ...commandLine: string[]) {
  return runInTurn(folder, ['watchlist', ...commandLine]);
}
