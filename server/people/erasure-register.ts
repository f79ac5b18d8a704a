import { readFile } from 'node:fs/promises';
import { replaceFile } from '../store/drafted-file.ts';
import type { Db } from '../store/schema.ts';
import { listErasures } from '../store/tables/erasures.ts';

export interface Erasure {
  personId: string;
  erasedAt: Date;
}

const heading =
  '# Who was erased, by random ids that mean nothing by themselves: "restore" erases them again.\n';

/**
 * Copies the register of erasures out of the database, one `time id` a line, so that a backup can be
 * restored without bringing anybody back when the database itself is lost.
 */
export async function writeErasureRegister(db: Db, file: string): Promise<void> {
  const lines = (await listErasures(db)).map(
    ({ personId, erasedAt }) => `${erasedAt.toISOString()} ${personId}\n`,
  );
  await replaceFile(file, heading + lines.join(''));
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
