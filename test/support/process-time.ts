import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/**
 * Returns the processor time of a process in milliseconds, with its threads and without its children. Other load of the
 * machine does not count. Null on systems without this number.
 */
export function processorTime(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}
