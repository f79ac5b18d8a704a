import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** Whose the data folder is when root looks at that of someone else; null otherwise. */
export function otherOwner(dataDir: string): string | null {
  if (process.getuid?.() !== 0) return null;
  const uid = statSync(dataDir, { throwIfNoEntry: false })?.uid ?? 0;
  return uid === 0 ? null : nameOf(uid);
}

/** A key that root makes there is one that the service cannot read, and then it does not start. */
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
