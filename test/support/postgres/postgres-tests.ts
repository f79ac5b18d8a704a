import path from 'node:path';

/** Whose stores are in PostgreSQL in the second run: all of these folders. */
const folders = ['audit', 'notify', 'people', 'postgres', 'privacy', 'sign-in', 'store'];
/** And these, of what stands on the store. */
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

/** Of those, what is about one file of SQLite alone. */
const notThese = [
  'privacy/backup',
  'privacy/cut-off-restore',
  'privacy/restored-decisions',
  'store/data-folder-lock',
  'store/private-files',
  'store/store',
  'store/upgrade',
];

/** @param file compiled */
export function isForPostgres(file: string): boolean {
  const name = nameOf(file);
  if (notThese.includes(name)) return false;
  return folders.includes(name.split('/')[0] ?? '') || files.includes(name);
}

/** What has nothing to do on SQLite. @param file compiled */
export function isForPostgresAlone(file: string): boolean {
  return nameOf(file).startsWith('postgres/');
}

function nameOf(file: string): string {
  return path
    .relative('dist/test', file)
    .replace(/\.test\.js$/, '')
    .replaceAll(path.sep, '/');
}
