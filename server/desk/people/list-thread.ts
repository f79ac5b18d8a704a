import workerpool from 'workerpool';
import { deskListLimits, peopleIn } from '../../people/list-rows.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { deskEntryLimits, entriesIn } from '../../watchlist/entry-table.ts';

export type ListRead =
  | { state: 'read'; json: Uint8Array<ArrayBuffer> }
  | { state: 'refused'; code: string; message: string };

/** Readers by the kind of list. */
const readers = {
  people: (list: Uint8Array) => peopleIn(list, deskListLimits.rows),
  entries: (list: Uint8Array) => entriesIn(list, deskEntryLimits.rows),
};
export type DeskListKind = keyof typeof readers;

/** Returns the rows as JSON, so that the calling thread need not copy each row. */
function readDeskList(kind: DeskListKind, list: Uint8Array): unknown {
  try {
    const json = new TextEncoder().encode(JSON.stringify(readers[kind](list)));
    const read: ListRead = { state: 'read', json };
    return new workerpool.Transfer(read, [json.buffer]);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { state: 'refused', code: error.code, message: error.message } satisfies ListRead;
  }
}

workerpool.worker({ readDeskList });
