import { run } from '../support/command.ts';

/** Runs the watchlist command as its own process, with the data folder in this folder. */
export function watchlist(folder: string, ...commandLine: string[]) {
  return run(folder, ['watchlist', ...commandLine]);
}
