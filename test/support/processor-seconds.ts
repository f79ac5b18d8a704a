import { readFileSync } from 'node:fs';

/** Seconds of processor of this process and of all that it started. */
export function processorSeconds(): number {
  const running = contentOf(`/proc/self/task/${process.pid}/children`).split(' ').filter(Boolean);
  return ['self', ...running].map(secondsOf).reduce((sum, seconds) => sum + seconds, 0);
}

/** With those that it started, waited for, and saw end. */
function secondsOf(pid: string): number {
  const stat = contentOf(`/proc/${pid}/stat`);
  // The name of the program may have blanks in it. Times are in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, usedBelow = 0, systemBelow = 0] = fields.slice(11, 15).map(Number);
  return (user + system + usedBelow + systemBelow) / 100;
}

/** Nothing, when the process is gone or the kernel does not tell. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
