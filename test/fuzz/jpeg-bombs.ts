import sharp from 'sharp';

const startOfScan = 0xda;

/** Each segment of a JPEG: its marker, its start, and the end of its data. */
function segmentsOf(jpeg: Buffer): { marker: number; from: number; to: number }[] {
  const segments = [];
  for (let from = 2; from + 4 <= jpeg.length && jpeg[from + 1] !== 0xd9;) {
    const marker = jpeg[from + 1] ?? 0;
    let to = from + 2 + jpeg.readUInt16BE(from + 2);
    // The data of a scan has no length. It ends at the next marker that is not part of it.
    const isOwn = (second = 0) => second === 0 || (second >= 0xd0 && second <= 0xd7);
    while (marker === startOfScan && !(jpeg[to] === 0xff && !isOwn(jpeg[to + 1]))) to++;
    segments.push({ marker, from, to });
    from = to;
  }
  return segments;
}

/** A JPEG whose header claims this size, although its data is small. */
export async function ofSize(width: number, height: number, progressive = false): Promise<Buffer> {
  const create = { width: 64, height: 64, channels: 3 as const, background: '#888' };
  const jpeg = await sharp({ create }).jpeg({ progressive }).toBuffer();
  const frame = segmentsOf(jpeg).find(({ marker }) => marker === (progressive ? 0xc2 : 0xc0))!;
  jpeg.writeUInt16BE(height, frame.from + 5);
  jpeg.writeUInt16BE(width, frame.from + 7);
  return jpeg;
}

/** A large picture of one colour, whose last scan is repeated up to the maximum length of a frame. */
export async function ofManyScans(side: number, bytes: number): Promise<Buffer> {
  const create = { width: side, height: side, channels: 3 as const, background: '#888' };
  const jpeg = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
  const scan = segmentsOf(jpeg).findLast(({ marker }) => marker === startOfScan)!;
  const again = jpeg.subarray(scan.from, scan.to);
  const times = Math.floor((bytes - jpeg.length) / again.length);
  return Buffer.concat([
    jpeg.subarray(0, scan.to),
    ...Array.from({ length: times }, () => again),
    Buffer.from([0xff, 0xd9]),
  ]);
}
