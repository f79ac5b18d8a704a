import path from 'node:path';

/** Folders whose tests use the store. For a release they run on PostgreSQL, too. */
const folders = ['audit', 'notify', 'people', 'postgres', 'privacy', 'sign-in', 'store'];
/** Further files of this kind. */
const files = [
  'e2e/sign-in',
  'envoy/nul',
  'envoy/secret-on-record',
  'kiosk/kiosk-command',
  'kiosk/pairing',
  'templates/key-rotation',
  'watchlist/followed-lists',
  'watchlist/week',
];

/** Files in those folders that are about a single SQLite file. */
const notThese = [
  'privacy/backup',
  'privacy/cut-off-restore',
  'privacy/restored-decisions',
  'store/data-folder-lock',
  'store/private-files',
  'store/store',
  'store/upgrade',
  'packages/database/test/file',
];

/** The library whose tests run on both databases. */
const library = 'packages/database/test/';

/** @param file compiled */
export function isForPostgres(file: string): boolean {
  const name = nameOf(file);
  if (notThese.includes(name)) return false;
  return isAmong(name) || name.startsWith(library);
}

function isAmong(name: string): boolean {
  return folders.includes(name.split('/')[0] ?? '') || files.includes(name);
}

/** Whether a file has nothing to test on SQLite. @param file compiled */
export function isForPostgresAlone(file: string): boolean {
  return nameOf(file).startsWith('postgres/');
}

function nameOf(file: string): string {
  const folder = file.includes('/packages/') ? 'dist' : path.join('dist', 'test');
  return path
    .relative(folder, file)
    .replace(/(\.release)?\.test\.js$/, '')
    .replaceAll(path.sep, '/');
}
