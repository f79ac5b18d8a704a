import { EventEmitter, once } from 'node:events';
import type { Logger } from 'pino';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Db } from '../store/schema.ts';
import {
  insertWork,
  dropWork,
  endWork,
  listWork,
  showWork,
  sweepWork,
  claimWork,
  type NewWorkRow,
  type WorkEnding,
  type ClaimedWork,
  type WorkRow,
} from '../store/tables/shared-work.ts';
import { withoutWriteLock, type RowNotices } from '../store/sessions.ts';
import { CoalescingRunner, ThrottledRunner } from '../platform/work-queue.ts';
import type { Presence } from './presence.ts';

/** Of what changes with every frame. */
const showEveryMs = 1000;

type WorkKind = WorkRow['kind'];

interface Deps {
  db: Db;
  notices: RowNotices;
  presence: Presence;
  cipher: RecordCipher;
  /** Of what instances write for one another. */
  protocol: number;
  log: Logger;
}

/** As its row says. */
export interface Work extends Omit<WorkRow, 'shown'> {
  /** Undefined when it cannot be read here. */
  shown: unknown;
}

/** What an instance is asked to do. */
export interface Offer extends Omit<ClaimedWork, 'contents'> {
  contents: unknown;
}

/** How an instance does what it is asked for. */
interface WorkHandler {
  /** @returns false: it cannot be read */
  accept(offer: Offer): boolean;
  /** For so long it is shown how it ended; default: until its lease ends. */
  keptMs?: number;
}

type NewWork = Omit<NewWorkRow, 'kind' | 'asker' | 'contents' | 'shown'> & {
  /** As JSON; left out when the instance that asks does it. */
  contents?: unknown;
  /** What the other instances show of it at first. */
  shown?: unknown;
};

interface WaitOptions<T> {
  /** On the clock of `performance.now()`. */
  until: number;
  signal?: AbortSignal;
  /** The result, by its row as it was read after the wait began; null: it goes on. */
  look: (work: Work | undefined) => T | null;
}

interface Waiting {
  look: (work: Work | undefined) => void;
  end: (came: unknown) => void;
}

/**
 * The work of instances on one database for one another: a row for each, with asker, runner, request and state. A
 * notice reports each change; a beat reads all rows again while there are any, because a notice may be lost.
 * docs/architecture.md says who meets whom at a row.
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
    await this.#reading.settled();
  }

  /** From now on, what this instance is asked to do is done by that. */
  handle(kind: WorkKind, doing: WorkHandler): void {
    this.#doing.set(kind, doing);
    this.#reading.request();
  }

  /** What was there when it was read last, the latest first. */
  list(kind: WorkKind): Work[] {
    return this.#works.filter((work) => work.kind === kind);
  }

  /** Resolves when the rows were read again. */
  async refresh(): Promise<void> {
    this.#reading.request();
    await this.#reading.settled();
  }

  /** Returns false when it, or another one in its place, is there already. @throws what the store throws */
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

  /** Has the other instances show how something stands that is done here. @param isUrgent at once */
  show(id: string, state: unknown, isUrgent: boolean): void {
    this.#toShow.set(id, state);
    this.#showing.request(isUrgent);
  }

  /** For the transaction in which it ends. Returns false when it has ended otherwise. */
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

  /** The same by itself. */
  end(ending: Parameters<SharedWork['endWith']>[1]): Promise<boolean> {
    return this.endWith(withoutWriteLock(this.#deps.db), ending);
  }

  /** Nothing of it is kept. */
  async drop(by: { id: string } | { endedOfCard: string; but: string }): Promise<void> {
    const { db, presence } = this.#deps;
    await dropWork(db, 'id' in by ? { ...by, asker: presence.id } : by);
  }

  /** Resolves when the database has it: while it does not answer, retries at each beat. */
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

  /** Resolves with its result, or with `late`. */
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
      const seen = (work: Work | undefined) => {
        const came = look(work);
        if (came !== null) end(came);
      };
      this.#waiting.set(id, { look: seen, end });
      if (signal?.aborted) late();
      // It may be there since before it was waited for.
      this.#reading.request();
    });
  }

  /** Ends a wait with that. Returns false when it is not waited for here. */
  settle(id: string, came: unknown): boolean {
    const waiting = this.#waiting.get(id);
    waiting?.end(came);
    return waiting !== undefined;
  }

  async #read(): Promise<void> {
    if (this.#isStopped) return;
    const { db, presence } = this.#deps;
    const startedAt = performance.now();
    const waiting = [...this.#waiting];
    const rows = await listWork(db);
    // Of what it changes there is a notice.
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

  /** All that changed within the second, in one statement. */
  async #tellShown(): Promise<void> {
    const { db, presence, cipher } = this.#deps;
    const sealedStates = [...this.#toShow].map(([id, contents]) => ({
      id,
      bytes: cipher.seal(contents, shownFor(id)),
    }));
    this.#toShow.clear();
    if (sealedStates.length > 0) await showWork(db, presence.id, sealedStates);
  }

  /** No one reads what was asked in another protocol. */
  #context(kind: WorkKind, id: string): string {
    return `${kind} ${this.#deps.protocol}:${id}`;
  }
}

function shownFor(id: string): string {
  return `shown:${id}`;
}
