import type { Db } from './schema.ts';
import type { KyselyPlugin, QueryId } from 'kysely';

/** The channel on which PostgreSQL tells every instance which row, or which table, has changed. */
export const rowsChannel = 'vestibule_rows';

/** What instances on one database share beside its rows: duties and notices. */
export interface Sessions {
  /** Whether there may be other instances on this database. */
  readonly isShared: boolean;
  /**
   * Whether this instance has a duty that one of all has at a time: it has it from now on when no one
   * has. Asked each time before the duty is done. False when the database cannot be asked.
   */
  isLeaderFor(duty: SingletonRole): Promise<boolean>;
  /**
   * Has `onNotice` called with each change that a trigger notifies of, whichever instance made it, and with
   * null whenever some may have been missed: listeners read again then. Returns how to stop.
   */
  listen(onNotice: (text: string | null) => void): () => void;
  /** How many connections services have to the database; a command's own do not count. */
  countServices(): Promise<number>;
  close(): Promise<void>;
}

/** Work that one instance at a time does for all. */
export type SingletonRole = 'retention' | 'lists' | 'watching' | 'screens' | 'sealing';

/**
 * SQLite has no sessions, and the lock of the data folder keeps every other service away: all duties are this
 * one's, and nobody else changes what instances share.
 */
export const sqliteSessions: Sessions = {
  isShared: false,
  isLeaderFor: async () => true,
  listen: () => () => {},
  countServices: async () => 0,
  close: async () => {},
};

const unlockedQueries = new WeakSet<QueryId>();
const commitQueries = new WeakSet<QueryId>();

function markingIn(marked: WeakSet<QueryId>): KyselyPlugin {
  return {
    transformQuery({ node, queryId }) {
      marked.add(queryId);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

const [markUnlocked, markForCommit] = [markingIn(unlockedQueries), markingIn(commitQueries)];

/**
 * For statements that need no lock but their rows': they wait for no transaction that writes alone, which
 * every other write does. Of what instances say to one another, of which nothing else is made.
 */
export function withoutWriteLock(db: Db): Db {
  return db.withPlugin(markUnlocked);
}

export function runsWithoutWriteLock(queryId: QueryId): boolean {
  return unlockedQueries.has(queryId);
}

/**
 * For statements that return nothing and take a lock for which everyone waits: PostgreSQL gets them in one
 * message with the commit, and holds the lock for no round trip. In a transaction that writes alone they run at once.
 */
export function atCommit(db: Db): Db {
  return db.withPlugin(markForCommit);
}

export function isForCommit(queryId: QueryId): boolean {
  return commitQueries.has(queryId);
}

/** What PostgreSQL's notices name: a table, or a table and an id. */
export type NotifiedTable =
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

/** Hands out notices of changed rows. A notice is a reason to read, and no more than that. */
export class RowNotices {
  readonly #listeners = new Map<string, Set<Listener>>();
  #unlisten = () => {};

  start(sessions: Sessions): void {
    this.#unlisten = sessions.listen((text) => this.#hear(text));
  }

  stop(): void {
    this.#unlisten();
    this.#listeners.clear();
  }

  on(table: NotifiedTable, listener: Listener): void {
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
