import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { deskListLimits, listTooLong } from '../../people/list-rows.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { deskEntryLimits, entriesTooMany } from '../../watchlist/entry-table.ts';
import type { DeskListKind, ListRead } from './list-thread.ts';

const listThread = fileURLToPath(import.meta.resolve('./list-thread.js'));
/** The longest list usually takes a second. */
const timeoutMs = 20_000;
/** A cell takes far more memory than its bytes. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

const limits = {
  people: { bytes: deskListLimits.bytes, tooLong: listTooLong },
  entries: { bytes: deskEntryLimits.bytes, tooLong: entriesTooMany },
};

/**
 * Reads an uploaded list in a thread of its own. The thread that answers sign-ins parses nothing of the list.
 * @returns the rows as JSON
 * @throws {RefusalError} when the list as a whole cannot be used
 */
export async function readDeskList(kind: DeskListKind, list: Uint8Array): Promise<Uint8Array> {
  const { bytes, tooLong } = limits[kind];
  if (list.length > bytes) throw tooLong();
  const pool = workerpool.pool(listThread, {
    workerType: 'thread',
    maxWorkers: 1,
    workerThreadOpts: { env: {}, execArgv: [], resourceLimits },
  });
  try {
    const read = (await pool.exec('readDeskList', [kind, list]).timeout(timeoutMs)) as ListRead;
    if (read.state === 'refused') throw new RefusalError(read.code, read.message);
    return read.json;
  } catch (error) {
    if (error instanceof RefusalError) throw error;
    // The thread ran out of memory or time.
    throw new RefusalError(
      'csv_unreadable',
      'This list cannot be read: its rows are too long. Split it.',
    );
  } finally {
    await pool.terminate(true);
  }
}
