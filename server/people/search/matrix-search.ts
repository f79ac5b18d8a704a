import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { RowSearch, type RowQuestion } from './best-rows.ts';
import type { SearchRequest, SearchResponse, SearchThreadData } from './search-thread.ts';
import type { TemplateMatrix } from './template-matrix.ts';

/** Up to here a search takes a millisecond or two, in slices between which the event loop runs. */
const rowsWithoutThread = 20_000;
/** Some 0.2 ms. */
const blocksPerTurn = 4;

interface Waiting {
  resolve(rows: number[]): void;
  reject(error: Error): void;
}

/** Searches a matrix, in a thread of its own when it is large. The thread is begun when it is first needed. */
export class MatrixSearch {
  readonly #matrix: TemplateMatrix;
  readonly #here: RowSearch;
  readonly #threadFrom: number;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #lastId = 0;

  /** @param threadFrom rows from which a thread does it */
  constructor(matrix: TemplateMatrix, threadFrom = rowsWithoutThread) {
    this.#matrix = matrix;
    this.#here = new RowSearch(matrix.memory, matrix.layout, 'main');
    this.#threadFrom = threadFrom;
  }

  /** See `RowSearch.rowsNearest`. Rejects when the thread ends meanwhile; the next search begins another. */
  async rowsNearest(question: Omit<RowQuestion, 'count'>): Promise<number[]> {
    const { count } = this.#matrix;
    const whole = { ...question, count };
    return count >= this.#threadFrom ? this.#searchThere(whole) : this.#searchHere(whole);
  }

  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#failAll(new Error('The search was stopped.'));
    await thread?.terminate();
  }

  async #searchHere(question: RowQuestion): Promise<number[]> {
    const steps = this.#here.rowsNearest(question);
    for (let taken = 1; ; taken++) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (taken % blocksPerTurn === 0) await setImmediate();
    }
  }

  #searchThere(question: RowQuestion): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const thread = (this.#thread ??= this.#start());
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      // As long as somebody waits for it, the process does too.
      thread.ref();
      thread.postMessage({ id, question } satisfies SearchRequest);
    });
  }

  #start(): Worker {
    const { memory, layout } = this.#matrix;
    const data: SearchThreadData = { memory, dimension: layout.dimension };
    // The compiled file: worker threads are started by path, which the compiler does not rewrite.
    const thread = new Worker(new URL('./search-thread.js', import.meta.url), {
      workerData: data,
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
    if ('rows' in response) waiting?.resolve(response.rows);
    else waiting?.reject(new RangeError(response.fault));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
