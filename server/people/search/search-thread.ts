import { Worker } from 'node:worker_threads';
import type { NearRows, RowQuestion } from './best-rows.ts';
import type { SearchRequest, SearchResponse, SearchThreadData } from './thread.ts';

interface Waiting {
  resolve(near: NearRows): void;
  reject(error: Error): void;
}

/** A thread that searches, from the service's side. It is begun when it is first asked. */
export class SearchThread {
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
