import workerpool from 'workerpool';
import { RefusalError } from '../platform/operator-error.ts';
import { deskListLimits, peopleIn } from './list-rows.ts';

export type ListRead =
  | { state: 'read'; json: Uint8Array<ArrayBuffer> }
  | { state: 'refused'; code: string; message: string };

/** The rows as JSON, so that the thread that asked has nothing to do with each of them. */
function readList(list: Uint8Array): unknown {
  try {
    const json = new TextEncoder().encode(JSON.stringify(peopleIn(list, deskListLimits.rows)));
    const read: ListRead = { state: 'read', json };
    return new workerpool.Transfer(read, [json.buffer]);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { state: 'refused', code: error.code, message: error.message } satisfies ListRead;
  }
}

workerpool.worker({ readList });
