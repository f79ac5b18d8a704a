import { seededRandom } from '../../packages/repeatable-random/index.ts';
import { frameSize, type SheetPicture } from '../attacks/sheet-camera.ts';

const { width, height } = frameSize;

/** Changes in a lobby whose furniture stays. */
export const happenings: Record<string, (picture: SheetPicture, random: () => number) => void> = {
  'as it was learned': () => {},
  'lamps off, the camera brightens': (picture, random) => {
    // One side with a window stays bright, and the noise grows with the gain.
    const left = random() < 0.5;
    each(picture, (value, x) => value * (0.16 + 0.5 * ((left ? width - x : x) / width) ** 2));
    noisy(picture, 2.5, random);
    each(picture, (value) => value * 2.2);
  },
  'lamps off, a dark picture': (picture, random) => {
    each(picture, (value) => value * 0.3);
    noisy(picture, 2.5, random);
  },
  'a lamp more': (picture, random) => {
    const [cx, cy] = [random() * width, random() * 0.5 * height];
    each(
      picture,
      (value, x, y) => value * (0.7 + 0.9 * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 40_000)),
    );
  },
  'sun on the wall': (picture, random) => {
    const [x0, y0, slope] = [100 + 350 * random(), 40 + 120 * random(), random() - 0.5];
    each(picture, (value, x, y) => {
      const across = x - x0 - slope * (y - y0);
      const isLit = across > 0 && across < 170 && y > y0 && y < y0 + 220;
      const isBar = isLit && across % 85 > 78;
      return isLit && !isBar ? value * 1.7 + 18 : value * 0.92;
    });
  },
  'exposure for a bright face': (picture) => each(picture, (value) => value * 0.62),
  'exposure for a dark face': (picture) => each(picture, (value) => value * 1.55),
  'somebody walks behind': (picture, random) => {
    const [x0, wide, shade] = [80 + 460 * random(), 70 + 40 * random(), 30 + 60 * random()];
    each(picture, (value, x, y) => {
      const isBody = Math.abs(x - x0) < wide / 2 && y > 130;
      const isHead = ((x - x0) / 26) ** 2 + ((y - 95) / 36) ** 2 < 1;
      return isBody ? shade + 12 * Math.sin(y / 9) : isHead ? shade + 60 : value;
    });
  },
  'two people walk behind': (picture, random) => {
    happenings['somebody walks behind']!(picture, random);
    happenings['somebody walks behind']!(picture, random);
  },
  'a door stands open': (picture, random) => {
    const [x0, shade] = [60 + 420 * random(), 40 + 170 * random()];
    each(picture, (value, x, y) => {
      if (x < x0 || x > x0 + 120 || y < 60 || y > 380) return value;
      return x < x0 + 8 ? 40 : shade + (y > 250 ? -20 : 0) + (Math.abs(x - x0 - 70) < 4 ? 30 : 0);
    });
  },
  'moved by a pixel or two': (picture, random) => {
    const [right, down] = [Math.round(4 * random()) - 2, Math.round(4 * random()) - 2];
    shift(picture, right, down);
  },
};

export function shift(picture: SheetPicture, right: number, down: number): void {
  const before = Buffer.from(picture.data);
  for (let y = 0; y < height; y += 1) {
    const from = Math.min(height - 1, Math.max(0, y - down)) * width;
    for (let x = 0; x < width; x += 1) {
      const at = 3 * (from + Math.min(width - 1, Math.max(0, x - right)));
      before.copy(picture.data, 3 * (y * width + x), at, at + 3);
    }
  }
}

export function noisy(picture: SheetPicture, sigma: number, random: () => number): void {
  const noise = seededRandom(Math.floor(1e9 * random()));
  // Blocks of two by two pixels share a value, as a webcam's chip codes them.
  const drawn = Float32Array.from({ length: (width * height) / 4 + width }, () => {
    return sigma * Math.sqrt(-2 * Math.log(1 - noise())) * Math.cos(2 * Math.PI * noise());
  });
  each(picture, (value, x, y) => value + drawn[(y >> 1) * (width / 2) + (x >> 1)]!);
}

function each(
  picture: SheetPicture,
  change: (value: number, x: number, y: number) => number,
): void {
  const { data } = picture;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (const end = at + 3; at < end; at += 1) {
        const value = change(data[at]!, x, y);
        data[at] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
      }
    }
  }
}
