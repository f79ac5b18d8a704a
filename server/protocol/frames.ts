/** Binary messages with frames, from the kiosk to the service. */

/**
 * Bytes before the pictures: the capture id (16), the sequence number (4), the length of the first JPEG (4), and the
 * milliseconds from the first to the second picture (2, signed). Numbers are big endian.
 */
export const frameHeaderBytes = 26;
/** A frame of 640 pixels has some 100 kB, so a much larger picture is no frame. */
export const maxFrameBytes = 1024 * 1024;
/** Pictures of two cameras that were taken further apart are no pair. Milliseconds. */
export const maxApartMs = 60;

/** The picture of a second camera. */
export interface SecondPicture {
  jpeg: Uint8Array;
  /** Milliseconds after the first picture, negative before it. */
  apartMs: number;
}

/** A frame as it is sent. The JPEGs share the message's memory. */
export interface Frame {
  captureId: string;
  sequence: number;
  jpeg: Uint8Array;
  /** Null: there is one camera, or none of its pictures was taken at this moment. */
  second: SecondPicture | null;
}

/** Puts the header before a JPEG, and a second camera's JPEG after it. */
export function encodeFrame(
  id: string,
  sequence: number,
  jpeg: Uint8Array,
  second: SecondPicture | null = null,
): Uint8Array<ArrayBuffer> {
  const end = frameHeaderBytes + jpeg.length;
  const frame = new Uint8Array(end + (second?.jpeg.length ?? 0));
  for (let i = 0; i < 16; i++) frame[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  const view = new DataView(frame.buffer);
  view.setUint32(16, sequence);
  view.setUint32(20, jpeg.length);
  view.setInt16(24, second?.apartMs ?? 0);
  frame.set(jpeg, frameHeaderBytes);
  if (second) frame.set(second.jpeg, end);
  return frame;
}

/** Returns the parts of a binary frame; null when it has no picture, or is shorter than it says. */
export function decodeFrame(frame: Uint8Array): Frame | null {
  if (frame.length <= frameHeaderBytes) return null;
  let captureId = '';
  for (const byte of frame.subarray(0, 16)) captureId += byte.toString(16).padStart(2, '0');
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const end = frameHeaderBytes + view.getUint32(20);
  if (end === frameHeaderBytes || end > frame.length) return null;
  return {
    captureId,
    sequence: view.getUint32(16),
    jpeg: frame.subarray(frameHeaderBytes, end),
    second: end < frame.length ? { jpeg: frame.subarray(end), apartMs: view.getInt16(24) } : null,
  };
}
