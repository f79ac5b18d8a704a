import { fileURLToPath } from 'node:url';
import { createFrameReader, type FrameReader } from '../../platform/frame-reader.ts';

/** Reads the codes in pictures. */
export type CodeReader = FrameReader<readonly string[]>;

const codeWorker = fileURLToPath(import.meta.resolve('./code-worker.js'));

/**
 * Runs in a thread: reading takes too long for the event loop, and memory faults of the library stay in WebAssembly.
 * @param script the thread's script
 */
export function createCodeReader(script = codeWorker): CodeReader {
  return createFrameReader<readonly string[]>({
    script,
    in: 'thread',
    // A kiosk sends at most 1280 by 960 pixels.
    maxPixels: 2560 * 1920,
    // Reading usually takes some 50 ms.
    timeoutMs: 2000,
    nothing: [],
  });
}
