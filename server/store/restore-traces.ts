import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** After the name of a database, and its key: what `restore` has put aside. A time follows. */
export const asideMark = '.before-restore-';
/** After the name of a database: what `restore` is about to put in its place. */
export const restoringMark = '.restoring';

/**
 * What a restore has left beside a database that is not there; empty when the database is there, or
 * there never was one. An empty database in its place would forget everybody who is enrolled and
 * everybody who is never to be captured.
 */
export function tracesOfRestore(databaseFile: string): string[] {
  return existsSync(databaseFile) ? [] : copiesBeside(databaseFile);
}

/** What restores have left beside a database: copies of it as it was, with everybody erased since. */
export function copiesBeside(databaseFile: string): string[] {
  const [folder, name] = [path.dirname(databaseFile), path.basename(databaseFile)];
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((each) => [asideMark, restoringMark].some((mark) => each.startsWith(name + mark)))
    .filter((each) => !/-(wal|shm|journal)$/.test(each))
    .map((each) => path.join(folder, each))
    .sort();
}

/** @param traces at least one */
export function cutOffSentence(databaseFile: string, traces: readonly string[]): string {
  return (
    `There is no database ${databaseFile}, but what a restore left: ${traces.join(', ')}. It was ` +
    'cut off before its end. Restore again (npm run restore -- FILE): it begins with what was ' +
    'there before. If you want to begin anew, move those files elsewhere. Nothing was changed.'
  );
}
