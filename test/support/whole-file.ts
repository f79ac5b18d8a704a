import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import t from 'tap';

/**
 * Has this process's test file count only when all of it has run.
 *
 * tap ends a file that has a teardown as soon as nothing runs or waits in it. A file that is still
 * awaiting something between two tests, or before its first, would end there, and what follows would
 * be lost: tap prints an error for each and exits with 0. So the end waits for the end of the file.
 */
export function countWholeFile(): void {
  let isWhole = false;
  let heldEnd: Parameters<typeof t.end> | null = null;
  const end = t.end.bind(t);
  t.end = (...how) => {
    if (isWhole) return end(...how);
    heldEnd = how;
    return t;
  };
  // The same module that Node is about to run. What it throws, Node reports.
  void import(pathToFileURL(realpathSync(process.argv[1]!)).href).then(
    () => {
      isWhole = true;
      if (heldEnd) end(...heldEnd);
    },
    () => {},
  );
  process.once('exit', (code) => {
    if (code !== 0) return;
    if (!isWhole) lost('it exited before its end');
    // Set by whatever went wrong after the last result was printed.
    else if (t.results?.ok === false) lost('something in it came after its end');
  });
}

function lost(why: string): void {
  process.stderr.write(`${process.argv[1]}: tests of this file may be lost, ${why}.\n`);
  process.exitCode = 1;
}
