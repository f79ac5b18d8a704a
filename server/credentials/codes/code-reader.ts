import { fileURLToPath } from 'node:url';
import { createFrameReader, type FrameReader } from '../../platform/frame-reader.ts';

/** Reads the codes in pictures. */
export type CodeReader = FrameReader<readonly string[]>;

const codeWorker = fileURLToPath(import.meta.resolve('./code-worker.js'));

/**
 * Reading takes too long for the event loop, and whatever it does to its memory stays in WebAssembly.
 * @param script what runs in the thread
 */
export function createCodeReader(script = codeWorker): CodeReader {
  return createFrameReader<readonly string[]>({
    script,
    in: 'thread',
    // A kiosk sends 1280 by 960 pixels at most.
    maxPixels: 2560 * 1920,
    // Some 50 ms are usual.
    timeoutMs: 2000,
    nothing: [],
  });
}
