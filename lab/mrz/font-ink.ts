import sharp from 'sharp';
import { glyphAlphabet, glyphCell, type InkOf } from '#passport/lab/draw-page.ts';

/** Draws each character of a font between two eights, which mark its cell. */
export async function fontInk(fontfile: string): Promise<InkOf> {
  const draw = async (text: string) => {
    const escaped = text.replaceAll('<', '&lt;');
    const { data, info } = await sharp({
      text: { text: escaped, font: 'OCRB 24', fontfile, dpi: 300 },
    })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, ...info };
  };
  const eight = await draw('8');
  const pitch = ((await draw('8'.repeat(21))).width - eight.width) / 20;
  const drawn = new Map<string, Awaited<ReturnType<typeof draw>>>();
  for (const character of glyphAlphabet) {
    drawn.set(character, await draw(`8${character}8`));
  }
  return (character, u, v) => {
    const picture = drawn.get(character);
    if (!picture) return 0;
    const x = Math.round(picture.width / 2 + (u - 0.5) * glyphCell.columns * pitch);
    const y = Math.round(eight.height / 2 + (v - 0.5) * glyphCell.heights * eight.height);
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 0;
    return (picture.data[(y * picture.width + x) * picture.channels] ?? 0) / 255;
  };
}
