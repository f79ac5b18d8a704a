import sharp from 'sharp';
import { seededRandom } from '../../packages/repeatable-random/index.ts';
import { frameSize, type SheetPicture } from '../attacks/sheet-camera.ts';

/** Draws a distinct lobby for each number: wall, floor, door, window, shelves and pictures. */
export async function drawLobby(number: number): Promise<SheetPicture> {
  const random = seededRandom(1000 + number);
  const between = (from: number, to: number) => from + (to - from) * random();
  const { width, height } = frameSize;
  const floor = between(280, 400);
  const wall = tone(between(120, 215), random);
  const parts = [
    `<rect width="${width}" height="${height}" fill="${wall}"/>`,
    floorOf(floor, between, random),
    ...Array.from({ length: Math.floor(between(3, 7)) }, () => thing(floor, between, random)),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
  // Blurs the drawing like a lens, and breaks up the even tone of the wall.
  const { data } = await sharp(Buffer.from(svg))
    .blur(1.1)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width, height };
}

type Between = (from: number, to: number) => number;

function tone(light: number, random: () => number): string {
  const part = () => Math.round(Math.max(0, Math.min(255, light + 36 * (random() - 0.5))));
  return `rgb(${part()},${part()},${part()})`;
}

function floorOf(top: number, between: Between, random: () => number): string {
  const { width, height } = frameSize;
  const fill = tone(between(60, 170), random);
  const seam = tone(between(40, 200), random);
  const tile = between(60, 160);
  const lines = Array.from({ length: 16 }, (_, index) => {
    const x = (index - 5) * tile;
    return `<path d="M${x} ${top}L${width / 2 + (x - width / 2) * 2.4} ${height}" stroke="${seam}" stroke-width="2"/>`;
  });
  return `<rect y="${top}" width="${width}" height="${height - top}" fill="${fill}"/>${lines.join('')}<rect y="${top - 8}" width="${width}" height="8" fill="${seam}"/>`;
}

/** A door, a window with blinds, a shelf, a picture or a plant. */
function thing(floor: number, between: Between, random: () => number): string {
  const [x, fill, line] = [
    between(-40, 600),
    tone(between(50, 220), random),
    tone(between(30, 150), random),
  ];
  const framed = (y: number, wide: number, high: number) =>
    `<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="${fill}" stroke="${line}" stroke-width="${between(3, 8)}"/>`;
  const kind = Math.floor(5 * random());
  if (kind === 0) return framed(between(40, 90), between(90, 140), floor - 60);
  if (kind === 1) {
    const [y, wide, high] = [between(20, 90), between(120, 220), between(100, 190)];
    const gap = between(12, 22);
    const slats = Array.from({ length: Math.floor(high / gap) }, (_, index) => {
      const at = y + index * gap;
      return `<path d="M${x} ${at}h${wide}" stroke="${line}" stroke-width="3"/>`;
    });
    return framed(y, wide, high) + slats.join('');
  }
  if (kind === 2) {
    const [y, wide] = [between(60, 140), between(100, 180)];
    const books = Array.from({ length: 24 }, (_, index) => {
      const high = between(24, 40);
      const shelf = y + 48 * (1 + (index % 3));
      return `<rect x="${x + 4 + Math.floor(index / 3) * (wide / 8)}" y="${shelf - high}" width="${wide / 8 - 3}" height="${high}" fill="${tone(between(40, 210), random)}"/>`;
    });
    return framed(y, wide, 150) + books.join('');
  }
  if (kind === 3) {
    const [y, wide, high] = [between(30, 120), between(70, 150), between(60, 130)];
    const strokes = Array.from({ length: 9 }, () => {
      const [cx, cy] = [x + between(0.15, 0.85) * wide, y + between(0.15, 0.85) * high];
      return `<ellipse cx="${cx}" cy="${cy}" rx="${between(5, 25)}" ry="${between(4, 18)}" fill="${tone(between(30, 220), random)}"/>`;
    });
    return framed(y, wide, high) + strokes.join('');
  }
  const leaves = Array.from({ length: 18 }, () => {
    const turn = between(-80, 80);
    return `<ellipse cx="${x}" cy="${floor - 110}" rx="9" ry="${between(40, 85)}" fill="${tone(between(50, 140), random)}" transform="rotate(${turn} ${x} ${floor - 40})"/>`;
  });
  return `${leaves.join('')}<rect x="${x - 24}" y="${floor - 45}" width="48" height="60" fill="${fill}"/>`;
}
