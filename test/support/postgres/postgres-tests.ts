import path from 'node:path';

/** Folders about SQL, locks or several instances. They run on both databases each time. */
const folders = ['postgres', 'store'];
/** Further files of this kind. */
const files = [
  'audit/forgery',
  'audit/record',
  'audit/sealing',
  'envoy/nul',
  'kiosk/learned-rooms',
  'kiosk/pairing',
  'notify/outbox',
  'people/changes',
  'people/gallery',
  'privacy/erase',
  'privacy/retention',
  'sign-in/forged-approval',
  'sign-in/repeat-sign-in',
  'sign-in/first-arrival',
  'sign-in/held-sign-in',
  'sign-in/listed-meanwhile',
  'sign-in/many-at-once',
  'sign-in/several-checks',
  'sign-in/decision-outbox',
  'templates/key-rotation',
  'watchlist/followed-lists',
];

/** Folders whose other tests use the store. They run on PostgreSQL, too, before a release. */
const foldersAtRelease = ['audit', 'notify', 'people', 'privacy', 'sign-in'];
/** Further files of this kind. */
const filesAtRelease = [
  'e2e/sign-in',
  'envoy/secret-on-record',
  'kiosk/kiosk-command',
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
  'packages/database/test/readme',
];

/** The library whose tests run on both databases. */
const library = 'packages/database/test/';

/** @param file compiled */
export function isForPostgres(file: string): boolean {
  return isAmong(nameOf(file), folders, files) || isOfLibrary(nameOf(file));
}

/** Whether a file runs on PostgreSQL only before a release. @param file compiled */
export function isForPostgresAtRelease(file: string): boolean {
  return !isForPostgres(file) && isAmong(nameOf(file), foldersAtRelease, filesAtRelease);
}

function isAmong(name: string, folders: readonly string[], files: readonly string[]): boolean {
  if (notThese.includes(name)) return false;
  return folders.includes(name.split('/')[0] ?? '') || files.includes(name);
}

/** Whether a file has nothing to test on SQLite. @param file compiled */
export function isForPostgresAlone(file: string): boolean {
  return nameOf(file).startsWith('postgres/');
}

function isOfLibrary(name: string): boolean {
  return name.startsWith(library) && !notThese.includes(name);
}

function nameOf(file: string): string {
  const folder = file.includes('/packages/') ? 'dist' : path.join('dist', 'test');
  return path
    .relative(folder, file)
    .replace(/(\.release)?\.test\.js$/, '')
    .replaceAll(path.sep, '/');
}
