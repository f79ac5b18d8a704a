import { fileURLToPath } from 'node:url';
import { createFrameReader, type FrameReader } from '../platform/frame-reader.ts';
import type { DocumentKey, ZoneOutline } from '../protocol/document-messages.ts';

/** What a frame of the lobby camera shows of a document's machine readable zone. */
export interface ZoneSight {
  /** What opens the chip; null: nothing was read with good check digits. */
  key: Extract<DocumentKey, { kind: 'mrz' }> | null;
  /** Where the zone may be; null: it is not in the frame. */
  outline: ZoneOutline | null;
}

export type ZoneReader = FrameReader<ZoneSight>;

const zoneWorker = fileURLToPath(import.meta.resolve('./zone-worker.js'));

/** A process of its own. It holds nothing of a frame that it has answered. */
export function createZoneReader(): ZoneReader {
  return createFrameReader<ZoneSight>({
    script: zoneWorker,
    in: 'process',
    // The page sends 1280 pixels along the longer side.
    maxPixels: 1280 * 1280,
    // Some 100 ms are usual, and more where faces are looked at: those go first.
    timeoutMs: 5000,
    nothing: { key: null, outline: null },
  });
}
