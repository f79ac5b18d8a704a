import { readFileSync, statSync } from 'node:fs';

/** How many POSIX locks a process holds on a file, as the system lists them. */
export function locksOf(pid: number, file: string): number {
  const { ino } = statSync(file);
  const lines = readFileSync('/proc/locks', 'utf8').split('\n');
  return lines.filter((line) => {
    const [, kind, , , holder, place] = line.trim().split(/\s+/);
    return kind === 'POSIX' && Number(holder) === pid && place?.endsWith(`:${ino}`);
  }).length;
}
