import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import workerpool, { type Pool } from 'workerpool';

/** Reads the codes in pictures. Never rejects; a picture that cannot be read shows none. */
export interface CodeReader {
  read(jpeg: Uint8Array): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A kiosk sends 1280 by 960 pixels at most; unpacked, anything larger is memory for nothing. */
const maxPixels = 2560 * 1920;
/** Some 50 ms are usual; a picture made to keep the reader busy is given up. */
const patienceMs = 2000;

/**
 * A reader in a thread of its own, begun with the first picture: reading takes too long for the
 * event loop, and whatever it does to its memory stays in WebAssembly. Pictures are in memory only.
 */
export function createCodeReader(): CodeReader {
  let pool: Pool | undefined;
  const start = () =>
    workerpool.pool(fileURLToPath(import.meta.resolve('./code-worker.js')), {
      workerType: 'thread',
      maxWorkers: 1,
      maxQueueSize: 8,
    });
  return {
    async read(jpeg) {
      try {
        const { width, height } = await sharp(jpeg).metadata();
        if (width * height > maxPixels) return [];
        pool ??= start();
        const reading = pool.exec('readCodes', [jpeg]);
        return (await reading.timeout(patienceMs)) as string[];
      } catch {
        return [];
      }
    },
    async stop() {
      await pool?.terminate(true);
      pool = undefined;
    },
  };
}
