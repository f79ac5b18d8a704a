import { fileURLToPath } from 'node:url';
import { createFrameReader, type FrameReader } from '../platform/frame-reader.ts';
import type { DocumentKey, ZoneOutline } from '../protocol/document-messages.ts';

/** The machine readable zone of a document in a frame of the lobby camera. */
export interface ZoneSight {
  /** The key that opens the chip; null: no text had valid check digits. */
  key: Extract<DocumentKey, { kind: 'mrz' }> | null;
  /** Where the zone may be; null: the frame shows none. */
  outline: ZoneOutline | null;
}

export type ZoneReader = FrameReader<ZoneSight>;

/** The page sends 1280 pixels along the longer side. */
export const maxZonePixels = 1280 * 1280;

const zoneWorker = fileURLToPath(import.meta.resolve('./zone-worker.js'));

/** Reads zones in a process of its own, which keeps nothing of a frame after its answer. */
export function createZoneReader(): ZoneReader {
  return createFrameReader<ZoneSight>({
    script: zoneWorker,
    in: 'process',
    maxPixels: maxZonePixels,
    // A frame usually takes 100 ms, and longer while faces are analysed, because faces go first.
    timeoutMs: 5000,
    nothing: { key: null, outline: null },
  });
}
