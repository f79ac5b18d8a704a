import type { Db } from './schema.ts';

/** What instances on one database have in common beside its rows: who does what, and who is told. */
export interface Sessions {
  /** Whether there may be other instances on this database. */
  readonly isShared: boolean;
  /**
   * Whether this instance has a duty that one of all has at a time: it has it from now on when no one
   * has. Asked each time before the duty is done. False when the database cannot be asked.
   */
  hasDuty(duty: Duty): Promise<boolean>;
  /**
   * Has `onNotice` called with each text that any instance tells on the channel, this one too, and with
   * null whenever some may have been missed: whoever listens reads again then. Returns how to stop.
   */
  listen(channel: string, onNotice: (text: string | null) => void): () => void;
  /**
   * Tells every instance, when the transaction is through. @param text below 8,000 bytes: an id, no more
   */
  tell(db: Db, channel: string, text: string): Promise<void>;
  /** How many connections services have to the database; a command's own do not count. */
  countServices(): Promise<number>;
  close(): Promise<void>;
}

/** What one instance does for all. */
export type Duty = 'retention' | 'lists' | 'watching' | 'screens' | 'sealing';

/** The only service on a database: it has every duty, and tells itself. */
export class LoneSessions implements Sessions {
  readonly isShared = false;
  readonly #listeners = new Map<string, Set<(text: string | null) => void>>();

  async hasDuty(): Promise<boolean> {
    return true;
  }

  listen(channel: string, onNotice: (text: string | null) => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(onNotice));
    return () => listeners.delete(onNotice);
  }

  /** Of a transaction that is undone as well: whoever is told reads what there is. */
  async tell(_db: Db, channel: string, text: string): Promise<void> {
    const listeners = [...(this.#listeners.get(channel) ?? [])];
    setImmediate(() => listeners.forEach((listener) => listener(text)));
  }

  /** The lock of the data folder tells instead. */
  async countServices(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
