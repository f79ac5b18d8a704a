import { fileURLToPath } from 'node:url';
import workerpool, { type Pool } from 'workerpool';

/** Reads the codes in pictures. */
export interface CodeReader {
  /** Gets ready to read, so that the first picture need not wait for it. */
  warmUp(): void;
  /** Never rejects; a picture that cannot be read shows none. */
  read(jpeg: Uint8Array): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A kiosk sends 1280 by 960 pixels at most; unpacked, anything larger is memory for nothing. */
const maxPixels = 2560 * 1920;
/** Some 50 ms are usual; a picture made to keep the reader busy is given up. */
const timeoutMs = 2000;
/** A second is usual. */
const warmUpTimeoutMs = 20_000;

const codeWorker = fileURLToPath(import.meta.resolve('./code-worker.js'));

/**
 * A reader in a thread of its own, begun when it is first needed: reading takes too long for the
 * event loop, and whatever it does to its memory stays in WebAssembly. Pictures are in memory only.
 * @param script what runs in the thread
 */
export function createCodeReader(script = codeWorker): CodeReader {
  let running: { pool: Pool; ready: Promise<unknown> } | undefined;
  const start = () => {
    const pool = workerpool.pool(script, {
      workerType: 'thread',
      maxWorkers: 1,
      maxQueueSize: 8,
      // As bare as the processes of the models: nothing of how this one was started.
      workerThreadOpts: { env: {}, execArgv: [] },
    });
    const ready = Promise.resolve(pool.exec('warmUp').timeout(warmUpTimeoutMs));
    // One that could not begin never will; the next picture begins another one.
    ready.catch(() => {
      if (running?.pool === pool) running = undefined;
      return Promise.resolve(pool.terminate(true)).catch(() => {});
    });
    return { pool, ready };
  };
  const stop = async () => {
    const ended = running;
    running = undefined;
    await ended?.pool.terminate(true);
  };
  return {
    warmUp() {
      running ??= start();
    },
    async read(jpeg) {
      try {
        const size = jpegSize(jpeg);
        if (!size || size.width * size.height > maxPixels) return [];
        const { pool, ready } = (running ??= start());
        await ready;
        return (await pool.exec('readCodes', [jpeg]).timeout(timeoutMs)) as string[];
      } catch (error) {
        // Its thread was ended; the next one needs its own time to begin.
        if (error instanceof workerpool.Promise.TimeoutError) await stop();
        return [];
      }
    },
    stop,
  };
}

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
/** Markers between those of a frame that mean something else: Huffman tables, extension, arithmetic coding. */
const noFrame = [0xc4, 0xc8, 0xcc];

/**
 * The pixels that a JPEG says it unpacks to, from its first frame header; null where there is none. Read
 * here by hand: a native decoder that fails would end this process and every sign-in that it holds.
 */
export function jpegSize(jpeg: Uint8Array): { width: number; height: number } | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== startOfImage) return null;
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let at = 2;
  while (at + 9 <= jpeg.length) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1] ?? 0;
    // Any number of filling bytes may stand before a marker.
    if (marker === 0xff) at++;
    else if (marker === startOfScan || marker === endOfImage) return null;
    else if (marker >= 0xc0 && marker <= 0xcf && !noFrame.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
}
