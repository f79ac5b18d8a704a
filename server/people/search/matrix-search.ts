import { setImmediate } from 'node:timers/promises';
import { nearestOf, RowSearch, type NearRows, type RowQuestion } from './best-rows.ts';
import { rowsPerBlock, searchThreads, type TemplateMatrix } from './template-matrix.ts';
import { Worker } from 'node:worker_threads';
import type { SearchRequest, SearchResponse, SearchThreadData } from './thread.ts';

/** Up to here a search takes a millisecond or two, in slices between which the event loop runs. */
const rowsWithoutThread = 20_000;
/** Some 0.2 ms. */
const blocksPerTurn = 4;

/** Searches a matrix, in threads of their own when it is large. They are begun when they are first needed. */
export class MatrixSearch {
  readonly #matrix: TemplateMatrix;
  readonly #here: RowSearch;
  readonly #threads: readonly SearchThread[];
  readonly #threadsFrom: number;

  /** @param threadsFrom rows from which threads do it */
  constructor(matrix: TemplateMatrix, threadsFrom = rowsWithoutThread) {
    this.#matrix = matrix;
    this.#here = new RowSearch(matrix.memory, matrix.layout, 0);
    this.#threads = Array.from(
      { length: searchThreads },
      (_, i) =>
        new SearchThread({
          memory: matrix.memory,
          dimension: matrix.layout.dimension,
          thread: 1 + i,
        }),
    );
    this.#threadsFrom = threadsFrom;
  }

  /**
   * Every row that may be the one most like the probe: whose exact cosine, as far as its whole numbers
   * tell, may be as high as that of any other. Rejects when a thread ends meanwhile; the next search
   * begins another.
   * @throws {RangeError} when a value of the probe is no number
   */
  async rowsNearest(question: Omit<RowQuestion, 'first' | 'end'>): Promise<number[]> {
    const { count } = this.#matrix;
    const isHere = count < this.#threadsFrom;
    const near = isHere
      ? [await this.#searchHere({ ...question, first: 0, end: count })]
      : await this.#searchThere(question, count);
    return nearestOf(near);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  async #searchHere(question: RowQuestion): Promise<NearRows> {
    const steps = this.#here.rowsNearest(question);
    for (let taken = 1; ; taken++) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (taken % blocksPerTurn === 0) await setImmediate();
    }
  }

  /** Each thread has as many blocks as the others, or one more. */
  async #searchThere(
    question: Omit<RowQuestion, 'first' | 'end'>,
    count: number,
  ): Promise<NearRows[]> {
    const blocks = Math.ceil(count / rowsPerBlock);
    const startOf = (part: number) =>
      Math.min(count, Math.floor((blocks * part) / searchThreads) * rowsPerBlock);
    const asked = this.#threads.map((thread, i) => {
      const end = i + 1 < searchThreads ? startOf(i + 1) : count;
      return thread.ask({ ...question, first: startOf(i), end });
    });
    // Nothing may be changed before all of them are at their end, whatever became of one.
    const answers = await Promise.allSettled(asked);
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason as Error;
      return answer.value;
    });
  }
}

interface Waiting {
  resolve(near: NearRows): void;
  reject(error: Error): void;
}

/** A thread that searches, from the service's side. It is begun when it is first asked. */
class SearchThread {
  readonly #data: SearchThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #lastId = 0;

  constructor(data: SearchThreadData) {
    this.#data = data;
  }

  /** See `RowSearch.rowsNearest`. Rejects when the thread ends meanwhile. */
  ask(question: RowQuestion): Promise<NearRows> {
    return new Promise((resolve, reject) => {
      const thread = (this.#thread ??= this.#start());
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      // As long as someone waits for it, the process does too.
      thread.ref();
      thread.postMessage({ id, question } satisfies SearchRequest);
    });
  }

  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#failAll(new Error('The search was stopped.'));
    await thread?.terminate();
  }

  #start(): Worker {
    // The compiled file: worker threads are started by path, which the compiler does not rewrite.
    const thread = new Worker(new URL('./thread.js', import.meta.url), {
      workerData: this.#data,
      name: 'search',
      execArgv: [],
      env: {},
    });
    thread.on('message', (response: SearchResponse) => this.#answered(response));
    const ended = (error?: Error) => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      this.#failAll(error ?? new Error('The search thread has ended.'));
    };
    thread.on('error', ended);
    thread.on('exit', () => ended());
    return thread;
  }

  #answered(response: SearchResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (this.#waiting.size === 0) this.#thread?.unref();
    if ('near' in response) waiting?.resolve(response.near);
    else waiting?.reject(new RangeError(response.fault));
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
