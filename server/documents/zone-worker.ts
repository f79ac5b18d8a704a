import sharp from 'sharp';
import workerpool from 'workerpool';
import { readMrzPicture } from '#passport';
import { giveWay } from './give-way.ts';
import { maxZonePixels, type ZoneSight } from './zone-reader.ts';

// Runs in its own process, because a native decoder reads hostile pictures.
giveWay();
sharp.concurrency(1);
sharp.cache(false);

/** Smaller pictures are enlarged, because the strokes of their characters are one pixel wide. */
const workingSide = 1280;

async function read(jpeg: Uint8Array): Promise<ZoneSight> {
  const { data, info } = await sharp(jpeg, { failOn: 'error', limitInputPixels: maxZonePixels })
    .resize({ width: workingSide, height: workingSide, fit: 'inside', kernel: 'cubic' })
    .greyscale()
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) return { key: null, outline: null };
  const { width, height } = info;
  const { mrz, corners } = readMrzPicture({ data, width, height });
  const within = (value: number) => Math.min(1, Math.max(0, value));
  const outline =
    corners && corners.map(({ x, y }) => ({ x: within(x / width), y: within(y / height) }));
  // No other data of the document leaves this process. A visitor must type a date with unknown parts.
  const isWhole = mrz && /^\d{6}$/.test(mrz.birthDate) && /^[0-9A-Z]+$/.test(mrz.documentNumber);
  if (!isWhole) return { key: null, outline };
  const { documentNumber, birthDate, expiryDate } = mrz;
  return { key: { kind: 'mrz', documentNumber, birthDate, expiryDate }, outline };
}

workerpool.worker({ read, warmUp: () => {} });
