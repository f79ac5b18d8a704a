import { spawnSync } from 'node:child_process';

// Acts of other programs on a database, by Python's own SQLite library, as a backup agent has one.

function python(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export const countRows = (file: string, table: string) =>
  python(
    `
import sqlite3, sys
here = sqlite3.connect(sys.argv[1])
print(here.execute('select count(*) from ' + sys.argv[2]).fetchone()[0])
here.close()`,
    file,
    table,
  );

/** Copies like `.backup` and `.restore` of the program sqlite3. */
export const copyPages = (from: string, to: string) =>
  python(
    `
import sqlite3, sys
source, target = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(target)
target.close()
source.close()`,
    from,
    to,
  );

/** Writes the present database to another file, with its pages in another order. */
export const vacuumInto = (file: string, copy: string) =>
  python(
    `
import sqlite3, sys
here = sqlite3.connect(sys.argv[1])
here.execute('vacuum into ?', [sys.argv[2]])
here.close()`,
    file,
    copy,
  );

/** Copies the whole log into the file, and empties the log. Returns false while the log is in use. */
export const checkpoint = (file: string): boolean =>
  python(
    `
import sqlite3, sys
here = sqlite3.connect(sys.argv[1], timeout=0.1)
print(here.execute('pragma wal_checkpoint(truncate)').fetchone()[0])
here.close()`,
    file,
  ).trim() === '0';

export const setUserVersion = (file: string, version: number) =>
  python(
    `
import sqlite3, sys
here = sqlite3.connect(sys.argv[1])
here.execute('pragma user_version = ' + sys.argv[2])
here.close()`,
    file,
    String(version),
  );
