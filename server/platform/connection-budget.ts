import { readFileSync } from 'node:fs';

/** For the database, the processes that look at frames, and calls to others. */
const keptBack = 192;
const mostOfHook = 512;
const mostOfLobby = 256;
const fewest = 16;

/**
 * How many connections each listener may have of the files that this process may open. Together they
 * stay below that limit, so the lobby listener cannot use up what the hook listener needs.
 */
export function connectionBudget(openFiles: number = openFileLimit()): {
  hook: number;
  lobby: number;
} {
  const left = openFiles - keptBack;
  const share = (part: number, most: number) => Math.max(fewest, Math.min(most, Math.floor(part)));
  return { hook: share((left * 2) / 3, mostOfHook), lobby: share(left / 3, mostOfLobby) };
}

/** The soft limit, which Node raises to the hard one at its start. Unlimited where it cannot be read. */
function openFileLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
