import workerpool, { type Pool } from 'workerpool';
import { within } from '#base/time';

/** Reads pictures off the event loop. */
export interface FrameReader<T> {
  /** Starts the worker early, so that the first picture need not wait for it. */
  warmUp(): void;
  /** Never rejects: an unreadable picture gives the empty result. */
  read(picture: Uint8Array): Promise<T>;
  stop(): Promise<void>;
}

interface FrameReaderOptions<T> {
  /** A script that registers `warmUp` and `read` with the pool. */
  script: string;
  /** `process` for a native decoder of hostile pictures, because it may crash. */
  in: 'thread' | 'process';
  /** For JPEGs: refuses more pixels, because they only waste memory. The decoder needs a limit of its own, too. */
  maxPixels?: number;
  /** Stops reading a picture that was made to keep the reader busy. */
  timeoutMs: number;
  /** The result for an unreadable picture. */
  nothing: T;
}

/** Usually about one second. */
const warmUpTimeoutMs = 20_000;
/** A process that has not ended by then is killed. */
const stopGraceMs = 500;
/** Pictures that wait or are being read; further pictures get the empty result. */
const mostAtOnce = 8;

/** A reader in its own thread or process, started on first use. Pictures are only kept in memory. */
export function createFrameReader<T>(options: FrameReaderOptions<T>): FrameReader<T> {
  let running: { pool: Pool; ready: Promise<unknown>; death: AbortController } | undefined;
  let reading = 0;
  const start = () => {
    const death = new AbortController();
    const pool = workerpool.pool(options.script, {
      workerType: options.in,
      maxWorkers: 1,
      workerTerminateTimeout: stopGraceMs,
      // As minimal as the vision processes: no environment and no flags of this process.
      workerThreadOpts: { env: {}, execArgv: [] },
      forkOpts: {
        serialization: 'advanced',
        env: {},
        execArgv: [],
        signal: death.signal,
        // Only this signal ends a process that is stopped or busy in native code.
        killSignal: 'SIGKILL',
      },
    });
    const ready = Promise.resolve(pool.exec('warmUp').timeout(warmUpTimeoutMs));
    // A worker that failed to start never will; the next picture starts another one.
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
    async read(picture) {
      if (reading >= mostAtOnce) return options.nothing;
      reading += 1;
      try {
        if (options.maxPixels !== undefined && !isWithin(picture, options.maxPixels)) {
          return options.nothing;
        }
        const { pool, ready } = (running ??= start());
        await ready;
        return (await pool.exec('read', [picture]).timeout(options.timeoutMs)) as T;
      } catch (error) {
        // The timeout ended the worker's thread; the next worker needs its own start.
        if (error instanceof workerpool.Promise.TimeoutError) await stop();
        return options.nothing;
      } finally {
        reading -= 1;
      }
    },
    stop,
  };
}

/** Waits for the worker's end with a time limit, because a second end of one pool never settles. */
async function end({ pool, death }: { pool: Pool; death: AbortController }): Promise<void> {
  const terminated = Promise.resolve(pool.terminate(true)).catch(() => {});
  await within(2 * stopGraceMs, terminated, null);
  death.abort();
}

function isWithin(jpeg: Uint8Array, maxPixels: number): boolean {
  const size = jpegSize(jpeg);
  return size !== null && size.width * size.height <= maxPixels;
}

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
/** Markers in the range of frame headers with another meaning: Huffman tables, extension, arithmetic coding. */
const noFrame = [0xc4, 0xc8, 0xcc];

/**
 * The pixel size in a JPEG's first frame header; null where there is none. Parsed without a decoder: a failing native
 * decoder would end this process and every sign-in that it holds.
 */
export function jpegSize(jpeg: Uint8Array): { width: number; height: number } | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== startOfImage) return null;
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let at = 2;
  while (at + 9 <= jpeg.length) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1] ?? 0;
    // Any number of fill bytes may precede a marker.
    if (marker === 0xff) at++;
    // Markers without a length: a decoder goes on after two bytes, and no camera writes one here.
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) return null;
    else if (marker === startOfScan || marker === endOfImage) return null;
    else if (marker >= 0xc0 && marker <= 0xcf && !noFrame.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
}
