import workerpool, { type Pool } from 'workerpool';
import { within } from './clock.ts';

/** Looks for something in pictures, beside the event loop. */
export interface FrameReader<T> {
  /** Gets ready to read, so that the first picture need not wait for it. */
  warmUp(): void;
  /** Never rejects; in a picture that cannot be read there is nothing. */
  read(jpeg: Uint8Array): Promise<T>;
  stop(): Promise<void>;
}

interface FrameReaderOptions<T> {
  /** Offers `warmUp` and `read` to the pool. */
  script: string;
  /** A process where a native decoder sees the picture: it may crash. */
  in: 'thread' | 'process';
  /** Unpacked, anything larger is memory for nothing. */
  maxPixels: number;
  /** A picture made to keep the reader busy is given up. */
  timeoutMs: number;
  /** What is in a picture that cannot be read. */
  nothing: T;
}

/** A second is usual. */
const warmUpTimeoutMs = 20_000;
/** A process that does not end by itself is killed. */
const stopGraceMs = 500;
/** Pictures that wait or are being read; any more show nothing. */
const mostAtOnce = 8;

/** A reader in a thread or process of its own, begun when it is first needed. Pictures are in memory only. */
export function createFrameReader<T>(options: FrameReaderOptions<T>): FrameReader<T> {
  let running: { pool: Pool; ready: Promise<unknown>; death: AbortController } | undefined;
  let reading = 0;
  const start = () => {
    const death = new AbortController();
    const pool = workerpool.pool(options.script, {
      workerType: options.in,
      maxWorkers: 1,
      workerTerminateTimeout: stopGraceMs,
      // As bare as the processes of the models: nothing of how this one was started.
      workerThreadOpts: { env: {}, execArgv: [] },
      forkOpts: {
        serialization: 'advanced',
        env: {},
        execArgv: [],
        signal: death.signal,
        // Nothing milder ends a process that is stopped or busy in native code.
        killSignal: 'SIGKILL',
      },
    });
    const ready = Promise.resolve(pool.exec('warmUp').timeout(warmUpTimeoutMs));
    // One that could not begin never will; the next picture begins another one.
    ready.catch(() => {
      if (running?.pool === pool) running = undefined;
      return end({ pool, death });
    });
    return { pool, ready, death };
  };
  const stop = async () => {
    const ended = running;
    running = undefined;
    if (ended) await end(ended);
  };
  return {
    warmUp() {
      running ??= start();
    },
    async read(jpeg) {
      if (reading >= mostAtOnce) return options.nothing;
      reading += 1;
      try {
        const size = jpegSize(jpeg);
        if (!size || size.width * size.height > options.maxPixels) return options.nothing;
        const { pool, ready } = (running ??= start());
        await ready;
        return (await pool.exec('read', [jpeg]).timeout(options.timeoutMs)) as T;
      } catch (error) {
        // Its thread was ended; the next one needs its own time to begin.
        if (error instanceof workerpool.Promise.TimeoutError) await stop();
        return options.nothing;
      } finally {
        reading -= 1;
      }
    },
    stop,
  };
}

/** Waits until it is gone, and not for ever: a second end of one pool never settles. */
async function end({ pool, death }: { pool: Pool; death: AbortController }): Promise<void> {
  const terminated = Promise.resolve(pool.terminate(true)).catch(() => {});
  await within(2 * stopGraceMs, terminated, null);
  death.abort();
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
