import { hostname } from 'node:os';

// In a container every life of the service has the same process id, so it says when it began, too.
const bornAt = Date.now();

/** Who sends, as the outbox notes it. */
export function thisSender(): string {
  return `${hostname()}:${process.pid}:${bornAt}`;
}

/** Whether a sender's process has ended; false as well when that cannot be known from here. */
export function isGone(sender: string): boolean {
  if (sender === thisSender()) return false;
  const [host, pid] = sender.split(':');
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
