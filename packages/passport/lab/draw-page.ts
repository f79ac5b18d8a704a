import { createHash } from 'node:crypto';
import { checkDigit } from '../access-key/check-digit.ts';
import { glyphAlphabet, glyphCell, glyphPixels, glyphSize } from '../optical/glyphs.ts';
import type { GreyPicture } from '../optical/marks.ts';
import { seededRandom } from '#base/random';

export { glyphAlphabet, glyphCell };

/** Ink of a character from 0 to 1, at relative coordinates of its cell. */
export type InkOf = (character: string, u: number, v: number) => number;

/** How a camera sees the page. */
export interface PageView {
  width: number;
  height: number;
  /** Share of the frame's width that the page covers. */
  fill: number;
  /** In radians. */
  turn: number;
  /** Shares by which the far side appears smaller. */
  tilt: { x: number; y: number };
  /** Brightness: overall, and its gradients across the frame. */
  light: { gain: number; x: number; y: number };
  /** In pixels. */
  blur: number;
  /** Grey levels. */
  noise: number;
}

const pages = {
  44: { width: 125, height: 88, top: 72.5 },
  36: { width: 105, height: 74, top: 58.5 },
  30: { width: 85.6, height: 54, top: 34.8 },
} as const;
const pitch = 2.54;
const rowDistance = 6.35;
const heightOfFigure = 2.79;
const samples = 3;

export type Columns = keyof typeof pages;

/** Characters in the reader's own shapes. Shapes from a font test the reader better. */
export const inkOfGlyphs: InkOf = (character, u, v) => {
  const pixels = (glyphs ??= Buffer.from(glyphPixels, 'base64'));
  const { width, height } = glyphSize;
  const start = glyphAlphabet.indexOf(character) * width * height;
  const [x, y] = [u * width - 0.5, v * height - 0.5];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (i: number, j: number) =>
    i < 0 || j < 0 || i >= width || j >= height ? 0 : (pixels[start + j * width + i] ?? 0) / 255;
  const [a, b] = [x - left, y - top];
  const upper = at(left, top) * (1 - a) + at(left + 1, top) * a;
  const lower = at(left, top + 1) * (1 - a) + at(left + 1, top + 1) * a;
  return Math.min(1, Math.max(0, (upper * (1 - b) + lower * b - 0.25) * 3));
};
let glyphs: Buffer | undefined;

/** Draws the page of a document with these lines at its foot, as a camera sees it. */
export function drawPage(
  lines: readonly string[],
  view: PageView,
  random: () => number,
  inkOf: InkOf = inkOfGlyphs,
): GreyPicture {
  const columns = (lines[0]?.length ?? 44) as Columns;
  const page = pages[columns];
  const { width, height, fill, turn, tilt, light, blur, noise } = view;
  const scale = (width * fill) / page.width;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const left = (page.width - columns * pitch) / 2;
  const inkAt = (x: number, y: number) => {
    const row = Math.floor((y - page.top + rowDistance / 2) / rowDistance);
    const column = Math.floor((x - left) / pitch);
    const character = lines[row]?.[column];
    if (character === undefined) return 0;
    const u = ((x - left) / pitch - column - 0.5) / glyphCell.columns + 0.5;
    const v = (y - page.top - row * rowDistance) / (heightOfFigure * glyphCell.heights) + 0.5;
    return v < 0 || v > 1 ? 0 : inkOf(character, u, v);
  };
  const brightness = (x: number, y: number) => {
    if (x < 0 || y < 0 || x > page.width || y > page.height) return 90;
    if (columns !== 30 && x > 6 && x < 40 && y > 14 && y < page.top - 8)
      return 110 + 40 * Math.sin(x / 3);
    const ground = 225 + 8 * Math.sin(x * 1.7 + y) * Math.cos(y * 2.3);
    return ground - (ground - 40) * inkAt(x, y);
  };
  // Keeps the foot of the page inside the frame, even if its top is outside.
  const middleY = Math.min(height / 2, 0.78 * height - (page.top - page.height / 2) * scale);
  const data = new Uint8Array(width * height);
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      let sum = 0;
      for (let i = 0; i < samples * samples; i++) {
        const spread = 1 + 2 * blur;
        const dx = (((i % samples) + 0.5) / samples - 0.5) * spread;
        const dy = ((Math.floor(i / samples) + 0.5) / samples - 0.5) * spread;
        const [u, v] = [(px + dx - width / 2) / scale, (py + dy - middleY) / scale];
        const [a, b] = [cos * u + sin * v, cos * v - sin * u];
        const far = 1 - (tilt.x * a) / page.width - (tilt.y * b) / page.height;
        sum += brightness(a / far + page.width / 2, b / far + page.height / 2);
      }
      const lit = light.gain * (1 + light.x * (px / width - 0.5) + light.y * (py / height - 0.5));
      const grain = (random() + random() + random() - 1.5) * 2 * noise;
      data[py * width + px] = Math.max(0, Math.min(255, (sum / samples ** 2) * lit + grain));
    }
  }
  return { data, width, height };
}

/** Returns the same numbers for the same seed. */
export function repeatableRandom(seed: string): () => number {
  return seededRandom(createHash('sha256').update(seed).digest().readUInt32LE(0));
}

/** The lines of an invented document. */
export function inventLines(columns: Columns, random: () => number): string[] {
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? '';
  const some = (from: string, count: number) =>
    Array.from({ length: count }, () => pick(from)).join('');
  const withCheckDigit = (text: string) => text + (checkDigit(text) ?? '');
  const digits = '0123456789';
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const date = () => `${some(digits, 2)}0${pick('123456789')}${pick('012')}${pick('12345678')}`;
  const number = withCheckDigit(some(random() < 0.4 ? `CFGHJKLMNPRTVWXYZ${digits}` : digits, 9));
  const state = 'UTO';
  const [birth, expiry, sex] = [withCheckDigit(date()), withCheckDigit(date()), pick('FM<')];
  const name = `${some(letters, 8)}<<${some(letters, 5)}<${some(letters, 4)}`;
  if (columns === 30) {
    const upper = `${number}${some(digits, 6)}${'<'.repeat(9)}`;
    const optional = '<'.repeat(11);
    return [
      `I<${state}${upper}`,
      `${birth}${sex}${expiry}${state}${optional}${checkDigit(upper + birth + expiry + optional)}`,
      name.padEnd(30, '<'),
    ];
  }
  const optional = columns === 44 ? withCheckDigit(`${some(digits, 9)}<<<<<`) : '<'.repeat(7);
  return [
    `${columns === 44 ? 'P' : 'I'}<${state}${name}`.padEnd(columns, '<'),
    `${number}${state}${birth}${sex}${expiry}${optional}${checkDigit(number + birth + expiry + optional)}`,
  ];
}

/** A view of a hand-held document: turned, tilted, unevenly lit and slightly blurred. */
export function inventView(width: number, height: number, random: () => number): PageView {
  const around = (most: number) => (random() - 0.5) * 2 * most;
  return {
    ...{ width, height },
    fill: 0.62 + 0.3 * random(),
    turn: around(0.1),
    tilt: { x: around(0.1), y: around(0.1) },
    light: { gain: 0.55 + 0.45 * random(), x: around(0.5), y: around(0.4) },
    blur: ((0.2 + random()) * width) / 1280,
    noise: 2 + 5 * random(),
  };
}
