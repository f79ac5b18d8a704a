import { Worker } from 'node:worker_threads';

/** Time beyond the thread's own limit, before the thread is ended. */
const slackMs = 1000;
const memoryMegabytes = 256;

interface ThreadOptions<Message, Result> {
  job: unknown;
  /** Limit of the thread itself. */
  timeoutMs: number;
  /** Ends the thread at once. */
  signal: AbortSignal;
  /** The result when the thread was ended. */
  timedOut: Result;
  onMessage: (message: Message, resolve: (result: Result) => void, thread: Worker) => void;
}

/**
 * Reads one document in a thread of its own, which ends with it, so that nothing of a document outlives its session.
 *
 * @param script the module that runs in the thread
 * @throws the error of a failed thread, which is a fault and says nothing about the document
 */
export async function runDocumentThread<Message, Result>(
  script: string,
  { job, timeoutMs, signal, timedOut, onMessage }: ThreadOptions<Message, Result>,
): Promise<Result> {
  const thread = new Worker(script, {
    workerData: job,
    // Like the model processes, the thread inherits neither environment nor arguments.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
  });
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
