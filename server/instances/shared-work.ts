import { EventEmitter, once } from 'node:events';
import type { Logger } from 'pino';
import { withoutWriteLock } from '#database';
import type { StoreNotices } from '../store/instance-schema.ts';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Db } from '../store/schema.ts';
import {
  insertWork,
  dropWork,
  endWork,
  listWork,
  showWork,
  signInAskedMsAgo,
  sweepWork,
  claimWork,
  type NewWorkRow,
  type WorkEnding,
  type ClaimedWork,
  type WorkRow,
} from '../store/tables/shared-work.ts';
import { CoalescingRunner, ThrottledRunner } from '../platform/work-queue.ts';
import type { Presence } from './presence.ts';

/** Interval for states that change with every frame. */
const showEveryMs = 1000;

type WorkKind = WorkRow['kind'];

interface Deps {
  db: Db;
  notices: StoreNotices;
  presence: Presence;
  cipher: RecordCipher;
  /** See `instanceProtocol`. */
  protocol: number;
  log: Logger;
}

/** A unit of work, as its row says. */
export interface Work extends Omit<WorkRow, 'shown'> {
  /** Undefined when this instance cannot read the state. */
  shown: unknown;
}

/** A request to this instance. */
export interface Offer extends Omit<ClaimedWork, 'contents'> {
  contents: unknown;
}

/** How an instance does one kind of work. */
interface WorkHandler {
  /** @returns false when the request cannot be read */
  accept(offer: Offer): boolean;
  /** How long the ending stays visible; default: until the lease ends. */
  keptMs?: number;
}

type NewWork = Omit<NewWorkRow, 'kind' | 'asker' | 'contents' | 'shown'> & {
  /** JSON for the runner; left out when the asking instance does the work itself. */
  contents?: unknown;
  /** The first state that other instances show. */
  shown?: unknown;
};

interface WaitOptions<T> {
  /** On the clock of `performance.now()`. */
  until: number;
  signal?: AbortSignal;
  /** Returns the result from the row as read after the wait began; null: the wait continues. */
  look: (work: Work | undefined) => T | null;
}

interface Waiting {
  look: (work: Work | undefined) => void;
  end: (came: unknown) => void;
}

/**
 * The work that instances on one database do for each other: a row for each, with asker, runner, request and state. A
 * notice reports each change. While there are rows, each beat reads all of them, because a notice may be lost.
 * docs/architecture.md says which instances use a row.
 */
export class SharedWork extends EventEmitter<{ read: [startedAt: number] }> {
  readonly #deps: Deps;
  readonly #reading: CoalescingRunner;
  readonly #showing: ThrottledRunner;
  readonly #toShow = new Map<string, unknown>();
  readonly #doing = new Map<WorkKind, WorkHandler>();
  readonly #waiting = new Map<string, Waiting>();
  #works: readonly Work[] = [];
  #isStopped = false;

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    const { notices, presence, log } = deps;
    this.#reading = new CoalescingRunner(
      () => this.#read(),
      (err) => {
        if (!this.#isStopped) log.warn({ err }, 'requests of other instances cannot be read');
      },
    );
    this.#showing = new ThrottledRunner(
      showEveryMs,
      () => this.#tellShown(),
      (err) => log.warn({ err }, 'progress not persisted for other instances'),
    );
    notices.on('shared_work', () => this.#reading.request());
    notices.on('sign_ins', (id) => {
      if (id === null ? this.#waiting.size > 0 : this.#waiting.has(id)) this.#reading.request();
    });
    presence.on('changed', () => this.#reading.request());
    presence.on('beat', ({ hasWork }) => {
      if (hasWork || this.#works.length > 0 || this.#waiting.size > 0) this.#reading.request();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#showing.stop();
    await this.#reading.settle();
  }

  /** From now on, this handler does the work of this kind. */
  handle(kind: WorkKind, doing: WorkHandler): void {
    this.#doing.set(kind, doing);
    this.#reading.request();
  }

  /** The work at the last reading, the latest first. */
  list(kind: WorkKind): Work[] {
    return this.#works.filter((work) => work.kind === kind);
  }

  /** Resolves when all rows were read again. */
  async refresh(): Promise<void> {
    this.#reading.request();
    await this.#reading.settle();
  }

  /** See `signInAskedMsAgo`. @throws the errors of the store */
  askedMsAgo(jobId: string): Promise<number | null> {
    return signInAskedMsAgo(this.#deps.db, jobId);
  }

  /** Returns false when this work, or other work that excludes it, exists already. @throws the errors of the store */
  async ask(kind: WorkKind, { contents, shown: state, ...work }: NewWork): Promise<boolean> {
    const { db, presence, cipher } = this.#deps;
    const isAsked = await insertWork(db, {
      ...work,
      kind,
      asker: presence.id,
      contents: contents === undefined ? null : cipher.seal(contents, this.#context(kind, work.id)),
      shown: state === undefined ? null : cipher.seal(state, shownFor(work.id)),
    });
    this.#reading.request();
    return isAsked;
  }

  /** Updates the state that other instances show of work here. @param isUrgent updates at once */
  show(id: string, state: unknown, isUrgent: boolean): void {
    this.#toShow.set(id, state);
    this.#showing.request(isUrgent);
  }

  /** Ends work in the caller's transaction. Returns false when the work has already ended otherwise. */
  async endWith(
    transaction: Db,
    { shown: state, ...ending }: Omit<WorkEnding, 'shown'> & { shown?: unknown },
  ): Promise<boolean> {
    const { id } = ending;
    const sealed =
      state === undefined ? {} : { shown: this.#deps.cipher.seal(state, shownFor(id)) };
    const isEnded = await endWork(transaction, { ...ending, ...sealed });
    if (isEnded) this.#toShow.delete(id);
    return isEnded;
  }

  /** Ends work in a transaction of its own. */
  end(ending: Parameters<SharedWork['endWith']>[1]): Promise<boolean> {
    return this.endWith(withoutWriteLock(this.#deps.db), ending);
  }

  /** Deletes work, and keeps nothing of it. */
  async drop(by: { id: string } | { endedOfCard: string; but: string }): Promise<void> {
    const { db, presence } = this.#deps;
    await dropWork(db, 'id' in by ? { ...by, asker: presence.id } : by);
  }

  /** Resolves when the database has stored the result. Retries at each beat while the database does not answer. */
  async retryUntilDone(tell: () => Promise<unknown>): Promise<void> {
    while (!this.#isStopped) {
      try {
        await tell();
        return;
      } catch (err) {
        this.#deps.log.warn({ err }, 'result for another instance not persisted, retrying');
        await once(this.#deps.presence, 'beat');
      }
    }
  }

  /** Resolves with the result, or with `late`. */
  wait<T>(id: string, { until, signal, look }: WaitOptions<T>): Promise<T | 'late'> {
    return new Promise((resolve) => {
      const end = (came: unknown) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', late);
        if (this.#waiting.get(id)?.end === end) this.#waiting.delete(id);
        resolve(came as T | 'late');
      };
      const late = () => end('late');
      const timer = setTimeout(late, Math.max(0, until - performance.now()));
      signal?.addEventListener('abort', late);
      const lookAt = (work: Work | undefined) => {
        const came = look(work);
        if (came !== null) end(came);
      };
      this.#waiting.set(id, { look: lookAt, end });
      if (signal?.aborted) late();
      // The result may already be in a row.
      this.#reading.request();
    });
  }

  async #read(): Promise<void> {
    if (this.#isStopped) return;
    const { db, presence } = this.#deps;
    const startedAt = performance.now();
    const waiting = [...this.#waiting];
    const rows = await listWork(db);
    // A sweep sends a notice, so its changes are read again.
    if (rows.some(({ isForSweep }) => isForSweep)) await sweepWork(db);
    this.#works = rows.map((row) => ({ ...row, shown: this.#shownOf(row) }));
    for (const [id, { look }] of waiting) look(this.#works.find((work) => work.id === id));
    this.emit('read', startedAt);
    const isOffered = rows.some((row) => row.runner === presence.id && !row.isTaken);
    if (isOffered && this.#doing.size > 0) await this.#take();
  }

  #shownOf({ id, shown: sealed }: WorkRow): unknown {
    return sealed === null ? null : this.#deps.cipher.open(sealed, shownFor(id));
  }

  async #take(): Promise<void> {
    const { db, presence, cipher, log } = this.#deps;
    for (const offer of await claimWork(db, presence.id, [...this.#doing.keys()])) {
      const { id, kind } = offer;
      if (offer.leftMs <= 0) continue;
      const contents = cipher.open(offer.contents, this.#context(kind, id));
      const doing = this.#doing.get(kind)!;
      if (contents !== undefined && doing.accept({ ...offer, contents })) continue;
      log.error({ id, kind }, 'request of another instance cannot be read here');
      const { keptMs } = doing;
      const ending = { id, ending: 'unreadable', ...(keptMs && { keptMs }) };
      void this.retryUntilDone(() => this.end(ending));
    }
  }

  /** Writes all changes of a second in one statement. */
  async #tellShown(): Promise<void> {
    const { db, presence, cipher } = this.#deps;
    const sealedStates = [...this.#toShow].map(([id, contents]) => ({
      id,
      bytes: cipher.seal(contents, shownFor(id)),
    }));
    this.#toShow.clear();
    if (sealedStates.length > 0) await showWork(db, presence.id, sealedStates);
  }

  /** Includes the protocol, so that no instance reads a request in another one. */
  #context(kind: WorkKind, id: string): string {
    return `${kind} ${this.#deps.protocol}:${id}`;
  }
}

function shownFor(id: string): string {
  return `shown:${id}`;
}
