import { accessSync, constants, existsSync, statSync } from 'node:fs';
import type { Config } from '../../server/config/config.ts';
import { copiesBeside } from '../../server/store/restore-traces.ts';
import { inspectDatabase, type DatabaseState } from '../../server/store/inspect.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** The data folder and the database, looked at without changing them. */
export function examineData(config: Pick<Config, 'dataDir' | 'databaseFile'>): {
  findings: Finding[];
  database: DatabaseState;
} {
  const { state, detail } = inspectDatabase(config.databaseFile);
  return {
    findings: [
      folder(config.dataDir),
      database(config.databaseFile, state, detail),
      ...copies(config.databaseFile),
    ],
    database: state,
  };
}

function folder(dataDir: string): Finding {
  const about = 'Data folder';
  if (!existsSync(dataDir)) {
    return warning(
      'data_dir',
      about,
      `${dataDir} is not there yet.`,
      'The first start makes it. If there was one, VESTIBULE_DATA_DIR points elsewhere.',
    );
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const todo = 'Run this as the user that the service runs as, or look at its permissions.';
    return failing('data_dir', about, `${dataDir} cannot be written.`, todo);
  }
  const mode = statSync(dataDir).mode & 0o777;
  if ((mode & 0o077) === 0) return ok('data_dir', about, `${dataDir}, for its owner only.`);
  const found = `${dataDir} can be entered by others (mode ${mode.toString(8)}).`;
  return warning('data_dir', about, found, `Run chmod 700 ${dataDir}.`);
}

/** What was erased since stands in them. */
function copies(databaseFile: string): Finding[] {
  const found = copiesBeside(databaseFile);
  if (found.length === 0) return [];
  const todo = 'Delete them when you need them no more: whoever was erased since is in them.';
  return [warning('copies_left', 'Copies', `A restore left ${found.join(', ')}.`, todo)];
}

function database(file: string, state: DatabaseState, detail: string | null): Finding {
  const about = 'Database';
  const restore = 'Stop the service and restore a backup: npm run restore -- FILE.';
  switch (state) {
    case 'missing':
      return warning('database', about, 'There is none yet.', 'The first start makes it.');
    case 'cut_off':
      return failing(
        'database',
        about,
        `There is none, but what a restore has left that was cut off: ${detail}.`,
        'Restore again: npm run restore -- FILE. It begins with what was there before.',
      );
    case 'sound':
      return ok('database', about, 'It is whole and up to date.');
    case 'outdated':
      return warning(
        'database',
        about,
        'It is whole, and of an older version.',
        'Restart the service: it brings the database up to date.',
      );
    case 'newer':
      return failing(
        'database',
        about,
        'It was written by a newer version of Vestibule.',
        'Start that version, or go back to a backup from before.',
      );
    case 'damaged':
      return failing('database', about, `${file} is damaged (${detail}).`, restore);
    case 'unreadable':
      return failing(
        'database',
        about,
        `${file} cannot be read (${detail}).`,
        'Look at its permissions and at whether another program keeps it locked.',
      );
  }
}
