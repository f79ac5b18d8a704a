/** Binary messages with frames, from the kiosk to the service. */

/** Bytes before the JPEG: the capture id (16) and the sequence number (4, big endian). */
export const frameHeaderBytes = 20;
/** A frame of 640 pixels has some 100 kB, so a much larger message is no frame. */
export const maxFrameBytes = 1024 * 1024;

/** Puts a capture id and a sequence number before a JPEG. */
export function encodeFrame(
  id: string,
  sequence: number,
  jpeg: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(frameHeaderBytes + jpeg.length);
  for (let i = 0; i < 16; i++) frame[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  new DataView(frame.buffer).setUint32(16, sequence);
  frame.set(jpeg, frameHeaderBytes);
  return frame;
}

/** Returns the parts of a binary frame; null when it is too short. The JPEG shares the frame's memory. */
export function decodeFrame(
  frame: Uint8Array,
): { captureId: string; sequence: number; jpeg: Uint8Array } | null {
  if (frame.length <= frameHeaderBytes) return null;
  let id = '';
  for (const byte of frame.subarray(0, 16)) id += byte.toString(16).padStart(2, '0');
  const sequence = new DataView(frame.buffer, frame.byteOffset, frame.length).getUint32(16);
  return { captureId: id, sequence, jpeg: frame.subarray(frameHeaderBytes) };
}
