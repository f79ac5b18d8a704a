import type { Sessions } from '../store/sessions.ts';
import { rowsChannel } from '../store/instance-tables.ts';

/** What PostgreSQL tells of: a table, or a table and the id that stands in its notices. */
export type TableTold =
  | 'shared_work'
  | 'sign_ins'
  | 'desk_cards'
  | 'instances'
  | 'instance_kiosks'
  | 'people_revision'
  | 'watchlist_revisions'
  | 'envoy_installs';

/** @param id null: some may have been missed, and all of the table is to be read */
type Listener = (id: string | null) => void;

/** Hands out what is told of changed rows. A notice is a reason to read, and no more than that. */
export class RowNotices {
  readonly #listeners = new Map<string, Set<Listener>>();
  #unlisten = () => {};

  start(sessions: Sessions): void {
    this.#unlisten = sessions.listen(rowsChannel, (text) => this.#hear(text));
  }

  stop(): void {
    this.#unlisten();
    this.#listeners.clear();
  }

  on(table: TableTold, listener: Listener): void {
    const listeners = this.#listeners.get(table) ?? new Set();
    this.#listeners.set(table, listeners.add(listener));
  }

  #hear(text: string | null): void {
    if (text === null) {
      for (const listeners of this.#listeners.values()) listeners.forEach((each) => each(null));
      return;
    }
    const end = text.indexOf(' ');
    const table = end < 0 ? text : text.slice(0, end);
    const id = end < 0 ? null : text.slice(end + 1);
    this.#listeners.get(table)?.forEach((listener) => listener(id));
  }
}
