/** The formats that are decoded; everything else is named so that the refusal can say what it is. */
type ImageFormat =
  { supported: true; name: 'JPEG' | 'PNG' | 'WebP' } | { supported: false; name: string } | null;

/** Tells an image's format by its first bytes, never by its name. `null`: not an image we know. */
export function formatOf(image: Uint8Array): ImageFormat {
  const head = Buffer.from(image.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return { supported: true, name: 'JPEG' };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { supported: true, name: 'PNG' };
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') {
    return { supported: true, name: 'WebP' };
  }
  const other = others.find(([pattern]) => pattern.test(head));
  return other ? { supported: false, name: other[1] } : null;
}

const others: readonly [RegExp, string][] = [
  [/^.{4}ftyp(hei|hev|mif1|msf1)/s, 'HEIC'],
  [/^.{4}ftypavi/s, 'AVIF'],
  [/^.{4}ftyp/s, 'a video'],
  [/^GIF8/, 'GIF'],
  [/^(II\*\0|MM\0\*)/, 'TIFF or a raw photograph'],
  [/^BM/, 'BMP'],
  [/^%PDF/, 'PDF'],
  [/^.{4}JXL /s, 'JPEG XL'],
  [/^.{4}jP {2}/s, 'JPEG 2000'],
  [/^\s*<(\?xml|svg)/, 'SVG'],
];
