import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createChipReader } from '../../server/documents/chip-reader.ts';
import type { SealedCscaList } from '../../server/documents/csca-trust.ts';
import type { AccessKey } from '../../server/documents/verified-document.ts';

export type FromChip =
  | { type: 'ready'; accessKey: AccessKey; list: SealedCscaList }
  | { type: 'answer'; id: number; bytes: Uint8Array };
export interface ToChip {
  id: number;
  bytes: Uint8Array;
}

interface LoopDelay {
  /** Of the document. */
  verdict: string;
  totalMs: number;
  /** Longest that the event loop of the service computed before it came back to its timer. */
  longestBlockMs: number;
  /** In which it computed at all. */
  busyMs: number;
  /** Longest block in a second without work: the cost of measuring. */
  idleBlockMs: number;
}

const script = fileURLToPath(import.meta.resolve('./chip-in-thread.js'));

/** Measures the event loop beside the thread that reads a chip, with a list of 600 authorities. */
export async function measureLoopDelay(): Promise<LoopDelay> {
  const chip = new Worker(script);
  try {
    const [ready] = (await once(chip, 'message')) as [FromChip];
    if (ready.type !== 'ready') throw new Error('the chip said something else');
    const idle = await measured(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    let id = 0;
    const { value, ...session } = await measured(() =>
      createChipReader()({
        accessKey: ready.accessKey,
        lists: [ready.list],
        timeoutMs: 20_000,
        signal: new AbortController().signal,
        onStage: () => {},
        transmit: async (bytes) => {
          chip.postMessage({ id: ++id, bytes } satisfies ToChip);
          const [answer] = (await once(chip, 'message')) as [FromChip];
          return answer.type === 'answer' ? answer.bytes : new Uint8Array();
        },
      }),
    );
    const verdict = value.read ? value.document.verdict : value.code;
    return { verdict, ...session, idleBlockMs: idle.longestBlockMs };
  } finally {
    await chip.terminate();
  }
}

/**
 * Counts processor time and not time: on a machine that does much else, the thread waits for its turn much longer than it
 * computes.
 */
async function measured<T>(work: () => Promise<T>) {
  const processor = new ProcessorTime();
  const start = performance.now();
  const first = processor.readMs();
  let last = first;
  let longest = 0;
  const look = () => {
    const now = processor.readMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  try {
    const value = await work();
    look();
    return {
      value,
      totalMs: Math.round(performance.now() - start),
      longestBlockMs: Math.round(10 * longest) / 10,
      busyMs: Math.round(last - first),
    };
  } finally {
    clearInterval(timer);
    processor.close();
  }
}

/** Of the main thread, as Linux counts it. */
class ProcessorTime {
  readonly #file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  readonly #text = Buffer.alloc(100);

  readMs(): number {
    const length = readSync(this.#file, this.#text, 0, 100, 0);
    return Number(this.#text.toString('latin1', 0, length).split(' ')[0]) / 1e6;
  }

  close(): void {
    closeSync(this.#file);
  }
}
