import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The owner of the data folder when root runs the command for another account; otherwise null. */
export function otherOwner(dataDir: string): string | null {
  if (process.getuid?.() !== 0) return null;
  const uid = statSync(dataDir, { throwIfNoEntry: false })?.uid ?? 0;
  return uid === 0 ? null : nameOf(uid);
}

/** A key made by root would be unreadable for the service, which then would not start. */
export function asOwner(owner: string): string {
  return (
    'The service could not read what root writes there. Where systemd runs the service, type "sudo ' +
    `vestibule"; elsewhere run this as ${owner}.`
  );
}

function nameOf(uid: number): string {
  try {
    const name = execFileSync('id', ['-nu', String(uid)], { stdio: ['ignore', 'pipe', 'ignore'] });
    return `the user ${name.toString().trim()}`;
  } catch {
    return `the user ${uid}`;
  }
}
