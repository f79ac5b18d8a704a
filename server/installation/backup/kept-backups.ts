import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncToDisk } from '#database';

/** Where the timer's backups are. systemd makes the folder. Only the service's user may read it. */
export const backupsFolder = '/var/lib/vestibule-backups';

/**
 * Two weeks, with one backup a day. A fault that nobody notices for a week has a backup from before it, and an erased
 * person is in none of them after two weeks.
 */
export const backupsKept = 14;

/** A draft has a random suffix, and SQLite puts a journal beside it. */
const namePattern =
  /^(vestibule-\d{4}-\d\d-\d\dT\d{6}Z\.sqlite)(\.[0-9a-f]{12}\.new(?:-journal|-wal|-shm)?)?$/;

/** Names that sort by time, in UTC, so that no change of the clock's zone puts them out of order. */
export function backupName(at: Date): string {
  const [time = ''] = at.toISOString().replaceAll(':', '').split('.');
  return `vestibule-${time}Z.sqlite`;
}

/**
 * Deletes all but the newest backups of the folder, and drafts that were cut off, which hold names in the clear. Files
 * with other names stay.
 * @param made the name of the new backup, which stays even if the clock was ahead before
 * @returns how many backups are left, and the deleted names
 */
export async function removeOldBackups(
  folder: string,
  made: string,
): Promise<{ kept: number; removed: string[] }> {
  const found = (await readdir(folder)).flatMap((name) => {
    const [, backup, suffix] = namePattern.exec(name) ?? [];
    return backup === undefined ? [] : [{ name, backup, isDraft: suffix !== undefined }];
  });
  const whole = found.filter(({ isDraft }) => !isDraft).map(({ name }) => name);
  const others = whole.filter((name) => name !== made).sort();
  const old = others.slice(0, Math.max(0, others.length - (backupsKept - 1)));
  // A backup that began later may still be running.
  const drafts = found.filter(({ isDraft, backup }) => isDraft && backup <= made);
  const removed = [...old, ...drafts.map(({ name }) => name)];
  for (const name of removed) await rm(path.join(folder, name), { force: true });
  if (removed.length > 0) await syncToDisk(folder);
  return { kept: whole.length - old.length, removed };
}
