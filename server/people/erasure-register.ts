import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { replaceFile } from '../platform/atomic-file.ts';
import type { Db } from '../store/schema.ts';
import { listErasures } from '../store/tables/privacy.ts';

export interface Erasure {
  personId: string;
  erasedAt: Date;
}

const heading =
  '# Who was erased, by random ids that mean nothing by themselves, and what named them: it is erased again in every database that is put back.\n';

/**
 * Adds whom the database knows to be erased to the file beside the data, one `time id` a line. No one is
 * ever taken out of it, whatever the database has forgotten: a copy that is put back brings no one back.
 */
export async function writeErasureRegister(db: Db, file: string): Promise<void> {
  const noted = await readErasureRegister(file);
  const known = new Set((noted ?? []).map(({ personId }) => personId));
  const missing = (await listErasures(db)).filter(({ personId }) => !known.has(personId));
  if (noted && (await added(file, linesOf(missing)))) return;
  await replaceFile(file, heading + linesOf([...(noted ?? []), ...missing]));
}

/** Undefined when there is no such file. Lines that are none of ours are left out. */
export async function readErasureRegister(file: string): Promise<Erasure[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text?.split('\n').flatMap((line) => {
    const [time = '', personId = ''] = line.trim().split(/\s+/);
    const erasedAt = new Date(time);
    return personId === '' || Number.isNaN(erasedAt.getTime()) ? [] : [{ personId, erasedAt }];
  });
}

function linesOf(erasures: readonly Erasure[]): string {
  return erasures
    .map(({ personId, erasedAt }) => `${erasedAt.toISOString()} ${personId}\n`)
    .join('');
}

/**
 * At its end, so that of two processes neither takes out what the other has written. False for a file
 * that is not there, not an ordinary one, or not for its owner's eyes only.
 */
async function added(file: string, lines: string): Promise<boolean> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => null);
  if (!handle) return false;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || (stat.mode & 0o077) !== 0) return false;
    // What a power cut has left of a line stays one of its own.
    if (lines !== '') await handle.appendFile(`\n${lines}`);
    await handle.sync();
    return true;
  } finally {
    await handle.close();
  }
}
