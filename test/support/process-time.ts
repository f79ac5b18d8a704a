import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/**
 * How long a process has kept processors busy, in milliseconds, with its threads and without its
 * children. How busy the machine is otherwise does not count. Null where the system does not tell.
 */
export function processorTime(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}
