import sharp from 'sharp';
import { checkDigit } from '#passport';
import { drawPage, inventView, repeatableRandom, type PageView } from '#passport/lab/draw-page.ts';
import type { DocumentKey } from '#server/protocol/document-messages.ts';

const small = { width: 640, height: 480 };

/** Frames of a lobby camera that show the page of a passport with this key. */
export async function pageFrames(key: DocumentKey): Promise<Buffer[]> {
  if (key.kind === 'can') throw new Error('a number alone is on no page');
  const checked = (text: string) => text + (checkDigit(text) ?? '');
  const number = checked(key.documentNumber.padEnd(9, '<'));
  const [birth, expiry] = [checked(key.birthDate), checked(key.expiryDate)];
  const optional = '<'.repeat(14) + '0';
  const lines = [
    'P<UTOERIKSSON<<ANNA<MARIA'.padEnd(44, '<'),
    `${number}UTO${birth}F${expiry}${optional}${checkDigit(number + birth + expiry + optional)}`,
  ];
  return Promise.all(['one', 'two'].map((seed) => pageFrame(lines, seed, small)));
}

/** @param seed varies how the page is held */
export async function pageFrame(
  lines: readonly string[],
  seed: string,
  view: Partial<PageView> = {},
): Promise<Buffer> {
  const random = repeatableRandom(seed);
  const { width, height, data } = drawPage(
    lines,
    { ...inventView(view.width ?? 1280, view.height ?? 720, random), ...view },
    random,
  );
  return sharp(data, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 85 })
    .toBuffer();
}
