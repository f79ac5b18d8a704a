import type { Kysely, KyselyPlugin, QueryId } from 'kysely';

/** What instances on one database share beside its rows: duties and notices. */
export interface Sessions<Duty extends string> {
  /** Whether there may be other instances on this database. */
  readonly isShared: boolean;
  /**
   * Whether this instance leads the duty, which one instance at a time has. Takes a duty that is free. Call this each
   * time before the work. False when the database cannot be reached.
   */
  isLeaderFor(duty: Duty): Promise<boolean>;
  /**
   * Calls `onNotice` with each change that a trigger notifies of, at any instance. Null: some notices may be
   * missing, so listeners read again. Returns a function that stops listening.
   */
  listen(onNotice: (text: string | null) => void): () => void;
  /** How many connections services have to the database. Connections of commands do not count. */
  countServices(): Promise<number>;
  close(): Promise<void>;
}

/** SQLite has no sessions. One service at a time uses a file, so it has every duty and shares nothing. */
export const sqliteSessions: Sessions<string> = {
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
 * For statements that need no lock except on their rows: unlike other writes, they do not wait for a transaction
 * that writes alone. Only for messages between instances, from which nothing else is derived.
 */
export function withoutWriteLock<DB>(db: Kysely<DB>): Kysely<DB> {
  return db.withPlugin(markUnlocked);
}

export function runsWithoutWriteLock(queryId: QueryId): boolean {
  return unlockedQueries.has(queryId);
}

/**
 * For statements that return nothing and take a lock that every writer needs. PostgreSQL gets them in one message
 * with the commit, so the lock is held for no round trip. A transaction that writes alone runs them at once.
 */
export function atCommit<DB>(db: Kysely<DB>): Kysely<DB> {
  return db.withPlugin(markForCommit);
}

export function isForCommit(queryId: QueryId): boolean {
  return commitQueries.has(queryId);
}

/** @param id null: notices may be missing, so read the whole table */
type Listener = (id: string | null) => void;

/**
 * Distributes notices of changed rows. A notice is a table, or a table and an id. It only says that listeners should
 * read.
 */
export class RowNotices<Table extends string> {
  readonly #listeners = new Map<string, Set<Listener>>();
  #unlisten = () => {};

  start(sessions: Pick<Sessions<never>, 'listen'>): void {
    this.#unlisten = sessions.listen((text) => this.#hear(text));
  }

  stop(): void {
    this.#unlisten();
    this.#listeners.clear();
  }

  on(table: Table, listener: Listener): void {
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
