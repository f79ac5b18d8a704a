import path from 'node:path';

/** Folders in whose tests a service, a browser, a command or a model usually runs. */
const slowFolders = [
  ...['e2e', 'faults', 'desk', 'commands', 'postgres'],
  ...['checks', 'enrolment', 'people', 'vision', 'watchlist'],
];
const most = { slow: 6, other: 12, release: 2 };
/** How many processes run at once. */
export const processes = 6;

/**
 * Groups files of one folder to run in one process; slow files in small groups. A few files spread over every process.
 * Slow folders come first, so that no group ends long after all others.
 * @param files compiled, sorted
 */
export function together(files: readonly string[], isRelease: boolean): string[][] {
  const groups: string[][] = [];
  const mostWith = (group: readonly string[]) =>
    Math.min(
      isRelease ? most.release : isSlow(group) ? most.slow : most.other,
      Math.ceil(files.length / processes),
    );
  for (const file of files) {
    const last = groups.at(-1);
    const isBeside =
      last && last.length < mostWith(last) && path.dirname(last[0] ?? '') === path.dirname(file);
    if (isBeside) last.push(file);
    else groups.push([file]);
  }
  return [...groups.filter(isSlow), ...groups.filter((group) => !isSlow(group))];
}

function isSlow([file = '']: readonly string[]): boolean {
  return slowFolders.includes(path.basename(path.dirname(file)));
}
