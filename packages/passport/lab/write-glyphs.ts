import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { glyphAlphabet, glyphCell, glyphSize } from '../optical/glyphs.ts';
import type { InkOf } from './draw-page.ts';

/** Blur of print in a lobby camera, in pixels of a cell. */
const softness = 0.9;
const samplesPerPixel = 6;
const charactersPerLine = 96;
const file = path.join('packages', 'passport', 'optical', 'glyphs.ts');
const { width, height } = glyphSize;
const offsets = weightedOffsets();

/** Draws the reader's reference characters and writes them as source. @returns the file */
export async function writeGlyphs(inkOf: InkOf): Promise<string> {
  const pixels = Buffer.concat([...glyphAlphabet].map((character) => glyph(inkOf, character)));
  const lines = pixels.toString('base64').match(new RegExp(`.{1,${charactersPerLine}}`, 'g')) ?? [];
  const { columns, heights } = glyphCell;
  const source = [
    '// Drawn by `npm run lab -- mrz --write-glyphs` from the OCR-B of Norbert Schwarz and Matthew Skala (OCRB.otf in',
    '// fonts-ocr-b of Debian), which may be used, changed and passed on without limitation.',
    '',
    `/** How each character of OCR-B looks in a cell of ${width} by ${height} pixels: ink is 255. Base64, in the order of the alphabet. */`,
    `export const glyphSize = { width: ${width}, height: ${height} } as const;`,
    '/** What a cell covers: its width in columns, its height in heights of a figure. */',
    `export const glyphCell = { columns: ${columns}, heights: ${heights} } as const;`,
    `export const glyphAlphabet = '${glyphAlphabet}';`,
    'export const glyphPixels = [',
    ...lines.map((line) => `  '${line}',`),
    `].join('');`,
    '',
  ];
  await writeFile(file, source.join('\n'));
  return file;
}

function glyph(inkOf: InkOf, character: string): Buffer {
  const pixels = Buffer.alloc(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [column, row] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    let ink = 0;
    for (const y of offsets) {
      for (const x of offsets) {
        const share = inkOf(character, (column + x.at) / width, (row + y.at) / height);
        ink += x.weight * y.weight * share;
      }
    }
    pixels[i] = Math.round(255 * ink);
  }
  return pixels;
}

/** Offsets from a pixel's middle, with weights of a normal distribution. */
function weightedOffsets(): { at: number; weight: number }[] {
  const reach = Math.ceil(3 * softness * samplesPerPixel);
  const places = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) / samplesPerPixel);
  const weights = places.map((at) => Math.exp((-at * at) / (2 * softness * softness)));
  const sum = weights.reduce((left, right) => left + right, 0);
  return places.map((at, i) => ({ at, weight: (weights[i] ?? 0) / sum }));
}
