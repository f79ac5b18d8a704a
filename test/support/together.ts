import path from 'node:path';

/** In most of their tests a service, a browser or a command runs, so a group of few is long enough. */
const slowFolders = ['e2e', 'faults', 'desk', 'commands', 'postgres'];
const most = { slow: 4, other: 12 };

/**
 * Puts files of one folder together, to run in one process. Those of slow folders come first, so that none ends long
 * after all others.
 * @param files compiled, sorted
 */
export function together(files: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const isBeside =
      last &&
      last.length < (isSlow(last) ? most.slow : most.other) &&
      path.dirname(last[0] ?? '') === path.dirname(file);
    if (isBeside) last.push(file);
    else groups.push([file]);
  }
  return [...groups.filter(isSlow), ...groups.filter((group) => !isSlow(group))];
}

function isSlow([file = '']: readonly string[]): boolean {
  return slowFolders.includes(path.basename(path.dirname(file)));
}
