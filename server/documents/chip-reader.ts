import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { SealedTrustFile, TrustContents } from '#passport';
import { runDocumentThread, startDocumentThread } from './document-thread.ts';
import type { AccessKey, ChipReading, Stage } from './verified-document.ts';

export interface ChipJob {
  /** The key for the marks of documents. */
  markKey: Uint8Array;
  accessKey: AccessKey;
  lists: readonly SealedTrustFile[];
  /** What an earlier thread verified in the same lists; null: nothing yet. */
  contents: TrustContents | null;
  /** Limit for the whole reading. */
  timeoutMs: number;
}

export type FromThread =
  | { type: 'command'; id: number; bytes: Uint8Array }
  | { type: 'stage'; stage: Stage }
  | { type: 'trust'; contents: TrustContents }
  | { type: 'done'; reading: ChipReading };

/** The answer to a command; null: the reader gave no answer. */
export interface ToThread {
  id: number;
  bytes: Uint8Array | null;
}

interface ChipReadOptions extends Omit<ChipJob, 'markKey' | 'contents'> {
  transmit: (apdu: Uint8Array) => Promise<Uint8Array>;
  onStage: (stage: Stage) => void;
  /** Ends the thread at once, with the result `timeout`. */
  signal: AbortSignal;
}

/** Reads the chip of a document. */
export type ReadChip = (options: ChipReadOptions) => Promise<ChipReading>;

const chipThread = fileURLToPath(import.meta.resolve('./chip-thread.js'));
/**
 * Reads each chip in a thread of its own, which ends with it, so that nothing of a document outlives its session. Only the
 * authorities do: the first thread verifies their lists, and the next ones take over what it found.
 *
 * @param script the module that runs in the thread
 * @throws the error of a failed thread, which is a fault and says nothing about the document
 */
export function createChipReader(script = chipThread): ReadChip {
  const markKey = randomBytes(32);
  let verified: { lists: string; contents: TrustContents } | null = null;
  return async ({ transmit, onStage, signal, ...job }) => {
    const lists = job.lists.map(({ kind, sha256, authority }) => [kind, sha256, authority]).join();
    const contents = verified?.lists === lists ? verified.contents : null;
    const task: ChipJob = { ...job, ...(contents && { lists: [] }), contents, markKey };
    // Only until the first command: what comes later may be the document's doing.
    let mayVerify = contents === null;
    return runDocumentThread<FromThread, ChipReading>(startDocumentThread(script, task), {
      timeoutMs: job.timeoutMs,
      signal,
      timedOut: { read: false, code: 'timeout' },
      onMessage: (message, resolve, thread) => {
        if (message.type === 'done') return resolve(message.reading);
        if (message.type === 'stage') return onStage(message.stage);
        if (message.type === 'trust') {
          if (mayVerify) verified = { lists, contents: message.contents };
          return;
        }
        mayVerify = false;
        const { id, bytes } = message;
        return void transmit(bytes).then(
          (answer) => thread.postMessage({ id, bytes: answer } satisfies ToThread),
          () => thread.postMessage({ id, bytes: null } satisfies ToThread),
        );
      },
    });
  };
}
