import { fileURLToPath } from 'node:url';
import type { Portrait } from '#passport';
import { createFrameReader } from '../platform/frame-reader.ts';

/** Turns portraits of chips into pictures that the face models read. */
export interface PortraitReader {
  /** Never rejects. @returns null for an unreadable portrait */
  read(portrait: Portrait): Promise<Uint8Array | null>;
  stop(): Promise<void>;
}

const portraitWorker = fileURLToPath(import.meta.resolve('./portrait-worker.js'));

/**
 * Decodes JPEG 2000 in a process of its own with a memory limit: everybody can lay a card on the reader. The face models
 * decode JPEG themselves, also in a process.
 *
 * @param script the process' script
 */
export function createPortraitReader(script = portraitWorker): PortraitReader {
  const reader = createFrameReader<Uint8Array | null>({
    script,
    in: 'process',
    // A portrait usually takes 100 ms.
    timeoutMs: 5000,
    nothing: null,
  });
  return {
    read: async ({ format, bytes }) => (format === 'jpeg' ? bytes : reader.read(bytes)),
    stop: () => reader.stop(),
  };
}
