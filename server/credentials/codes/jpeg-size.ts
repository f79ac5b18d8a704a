const [startOfImage, endOfImage, startOfScan] = [0xd8, 0xd9, 0xda];
/** Markers between those of a frame that mean something else: Huffman tables, extension, arithmetic coding. */
const noFrame = [0xc4, 0xc8, 0xcc];

/**
 * The pixels that a JPEG says it unpacks to, from its first frame header; null where there is none. Read
 * here by hand: a native decoder that fails would end this process and every sign-in that it holds.
 */
export function jpegSize(jpeg: Uint8Array): { width: number; height: number } | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== startOfImage) return null;
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let at = 2;
  while (at + 9 <= jpeg.length) {
    if (jpeg[at] !== 0xff) return null;
    const marker = jpeg[at + 1] ?? 0;
    // Any number of filling bytes may stand before a marker.
    if (marker === 0xff) at++;
    else if (marker === startOfScan || marker === endOfImage) return null;
    else if (marker >= 0xc0 && marker <= 0xcf && !noFrame.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
}
