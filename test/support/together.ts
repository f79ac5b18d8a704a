import path from 'node:path';

/** So many that one which fails takes few with it, and none ends long after all others. */
const most = 8;

/** Puts files of one folder together, to run in one process. @param files compiled, sorted */
export function together(files: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const isBeside =
      last && last.length < most && path.dirname(last[0] ?? '') === path.dirname(file);
    if (isBeside) last.push(file);
    else groups.push([file]);
  }
  return groups;
}
