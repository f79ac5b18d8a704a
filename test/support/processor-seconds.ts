import { readFileSync } from 'node:fs';

/** Processor seconds of this process and of all processes that it started. */
export function processorSeconds(): number {
  const running = contentOf(`/proc/self/task/${process.pid}/children`).split(' ').filter(Boolean);
  return ['self', ...running].map(secondsOf).reduce((sum, seconds) => sum + seconds, 0);
}

/** Includes children that have ended and that the process waited for. */
function secondsOf(pid: string): number {
  const stat = contentOf(`/proc/${pid}/stat`);
  // The program's name may contain blanks. Times are in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, usedBelow = 0, systemBelow = 0] = fields.slice(11, 15).map(Number);
  return (user + system + usedBelow + systemBelow) / 100;
}

/** Returns an empty text when the process is gone, or the kernel lacks the file. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
