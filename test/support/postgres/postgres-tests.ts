import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders whose tests use the store. For a release they run on PostgreSQL, too. */
const folders = ['audit', 'notify', 'people', 'postgres', 'privacy', 'sign-in', 'store'];
/** Further files of this kind. */
const files = [
  'documents/phone-at-the-screen',
  'documents/phone-withdrawn',
  'documents/wallet-command',
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
  return (isAmong(name) || name.startsWith(library)) && namesServer(file);
}

/** Whether it, or a test file that it imports, reads where the server is. Any other would do the same again on SQLite. */
function namesServer(file: string): boolean {
  const files = new Set([file]);
  for (const one of files) {
    // What is not compiled yet is reported later.
    const text = existsSync(one) ? readFileSync(one, 'utf8') : '';
    if (text.includes('TEST_POSTGRES_URL')) return true;
    const imports = text.matchAll(/\b(?:from|import) ?["'](\.[^"']+)["']/g);
    for (const [, imported = ''] of imports) files.add(path.join(path.dirname(one), imported));
  }
  return false;
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
