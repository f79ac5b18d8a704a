import { readFileSync, statSync } from 'node:fs';

/** The number of POSIX locks that a process holds on a file, from the system's list. */
export function locksOf(pid: number, file: string): number {
  const { ino } = statSync(file);
  const lines = readFileSync('/proc/locks', 'utf8').split('\n');
  return lines.filter((line) => {
    const [, kind, , , holder, place] = line.trim().split(/\s+/);
    return kind === 'POSIX' && Number(holder) === pid && place?.endsWith(`:${ino}`);
  }).length;
}
