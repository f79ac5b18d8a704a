import { readdirSync, readFileSync } from 'node:fs';

/** The processes that run the models: the service's children. From Linux's /proc; none elsewhere. */
export function modelProcesses(servicePid: number): number[] {
  const threads = namesIn(`/proc/${servicePid}/task`);
  const children = threads.flatMap((thread) =>
    textOf(`/proc/${servicePid}/task/${thread}/children`).trim().split(' '),
  );
  return children.filter((pid) => pid !== '').map(Number);
}

/** Resident memory in MiB; NaN where it cannot be known. */
export function residentMiB(pid: number): number {
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1];
  return kiB === undefined ? NaN : Number(kiB) / 1024;
}

export function openFiles(pid: number): number {
  return namesIn(`/proc/${pid}/fd`).length;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
