import { Worker } from 'node:worker_threads';

/** Time beyond the thread's own limit, before the thread is ended. */
const slackMs = 1000;
const memoryMegabytes = 256;

interface ThreadOptions<Message, Result> {
  /** Limit of the thread itself. */
  timeoutMs: number;
  /** Ends the thread at once. */
  signal: AbortSignal;
  /** The result when the thread was ended. */
  timedOut: Result;
  onMessage: (message: Message, resolve: (result: Result) => void, thread: Worker) => void;
}

/** @param script the module that runs in the thread */
export function startDocumentThread(script: string, workerData?: unknown): Worker {
  return new Worker(script, {
    workerData,
    // Like the model processes, the thread inherits neither environment nor arguments.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
  });
}

/** Starts a thread before there is a document, because a start takes most of the time. At most one waits. */
export class ReadyThread {
  readonly #script: string;
  #waiting: Worker | null = null;

  constructor(script: string) {
    this.#script = script;
  }

  prepare(): void {
    if (this.#waiting) return;
    const thread = startDocumentThread(this.#script);
    this.#waiting = thread;
    const forget = () => {
      if (this.#waiting === thread) this.#waiting = null;
    };
    thread.on('error', forget).on('exit', forget).unref();
  }

  take(): Worker {
    const thread = this.#waiting ?? startDocumentThread(this.#script);
    this.#waiting = null;
    thread.ref();
    return thread;
  }

  async stop(): Promise<void> {
    await this.#waiting?.terminate();
  }
}

/**
 * Reads one document in a thread of its own, which ends with it, so that nothing of a document outlives its session.
 *
 * @throws the error of a failed thread, which is a fault and says nothing about the document
 */
export async function runDocumentThread<Message, Result>(
  thread: Worker,
  { timeoutMs, signal, timedOut, onMessage }: ThreadOptions<Message, Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  try {
    return await new Promise<Result>((resolve, reject) => {
      stop = () => resolve(timedOut);
      timer = setTimeout(stop, timeoutMs + slackMs);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error('the thread that reads the document ended')));
      thread.on('message', (message: Message) => onMessage(message, resolve, thread));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
