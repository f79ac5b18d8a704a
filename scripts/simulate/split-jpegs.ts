const marker = { start: 0xd8, end: 0xd9, scan: 0xda } as const;

/**
 * The pictures of a plain concatenation of JPEGs, as `.mjpeg` files are. Segments are walked, not
 * searched, because a thumbnail inside a picture has markers of its own. A torn last picture is left
 * out. The pictures share the memory of `bytes`.
 */
export function splitJpegs(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] !== marker.start) {
      at++;
      continue;
    }
    const end = endOfJpeg(bytes, at);
    if (end === null) break;
    pictures.push(bytes.subarray(at, end));
    at = end;
  }
  return pictures;
}

function endOfJpeg(bytes: Uint8Array, start: number): number | null {
  let at = start + 2;
  while (at + 1 < bytes.length) {
    const kind = bytes[at + 1];
    if (bytes[at] !== 0xff || kind === undefined) return null;
    if (kind === marker.end) return at + 2;
    if (kind === 0xff) at++;
    else {
      at += 2 + segmentLength(bytes, at + 2);
      if (kind === marker.scan) at = endOfScan(bytes, at);
    }
  }
  return null;
}

function segmentLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** In a scan, 0xff is followed by 0 (a stuffed byte) or by a restart marker, or the scan is over. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 2;
  }
}
