import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { RefusalError } from '../platform/operator-error.ts';
import { deskListLimits, listTooLong } from './list-rows.ts';
import type { ListRead } from './list-thread.ts';

const listThread = fileURLToPath(import.meta.resolve('./list-thread.js'));
/** A second is usual for the longest list. */
const timeoutMs = 20_000;
/** A cell costs far more memory than its bytes. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

/**
 * Reads a list of people for the desk in a thread of its own, which ends with it. Nothing of the list is parsed on
 * the thread that answers sign-ins.
 * @returns the rows as JSON
 * @throws {RefusalError} when the list as a whole cannot be used
 */
export async function readPeopleList(list: Uint8Array): Promise<Uint8Array> {
  if (list.length > deskListLimits.bytes) throw listTooLong();
  const pool = workerpool.pool(listThread, {
    workerType: 'thread',
    maxWorkers: 1,
    workerThreadOpts: { env: {}, execArgv: [], resourceLimits },
  });
  try {
    const read = (await pool.exec('readList', [list]).timeout(timeoutMs)) as ListRead;
    if (read.state === 'refused') throw new RefusalError(read.code, read.message);
    return read.json;
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    // Its memory or its time was not enough.
    throw new RefusalError(
      'csv_unreadable',
      'This list cannot be read: its rows are too long. Split it.',
    );
  } finally {
    await pool.terminate(true);
  }
}
