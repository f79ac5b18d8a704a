import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import sharp from 'sharp';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { hold, type SheetPose } from './sheet.ts';

/** `npm run lab -- attack-pictures` */
export function attackPicturesCommand(): Command {
  return createProgram('attack-pictures')
    .description('Make attack pictures by kind from a folder of genuine photos.')
    .requiredOption('--from <folder>', 'genuine photos, one frontal face each')
    .requiredOption('--to <folder>', 'where attack/KIND/ is written')
    .answers(async ({ from, to }: { from: string; to: string }) => {
      const made = await makeAttacks(path.resolve(from), path.resolve(to));
      return { ok: true, text: `Made ${made} pictures in ${to}.`, json: { made } };
    });
}

/** Poses in which an attacker may hold a picture up to the camera. */
const held: Record<string, SheetPose> = {
  straight: { right: 0.01 },
  shifted: { right: 0.08, down: -0.04 },
  rotated: { roll: 20 },
  perspective_side: { yaw: 30 },
  perspective_up: { pitch: 30 },
  bent: { bend: 0.3, yaw: 25 },
  curled: { curl: 0.3, pitch: 20 },
};
/** The frame size of the lobby camera. */
const frame = { width: 640, height: 480 };
const isPictureFile = /\.(jpe?g|png|webp)$/i;

/**
 * Writes `attack/KIND/photo.jpg` for every photo of a folder: the photo as a flat or bent sheet in front of a camera.
 * The sheets lack the texture of a print or a screen, so they test geometry more than liveness.
 *
 * @returns the number of written pictures
 * @throws {RefusalError} when there are no photos
 */
export async function makeAttacks(from: string, to: string): Promise<number> {
  const photos = (await readdir(from).catch(() => [])).filter((file) => isPictureFile.test(file));
  if (photos.length === 0) throw new RefusalError('no_photos', `There are no photos in ${from}.`);
  for (const [kind, how] of Object.entries(held)) {
    const folder = path.join(to, 'attack', kind);
    await mkdir(folder, { recursive: true });
    for (const photo of photos) {
      const framed = await sharp(await readFile(path.join(from, photo)))
        .rotate()
        .resize({ ...frame, fit: 'contain', background: '#8a8a86' })
        .jpeg({ quality: 92 })
        .toBuffer();
      await writeFile(path.join(folder, `${path.parse(photo).name}.jpg`), await hold(framed, how));
    }
  }
  return photos.length * Object.keys(held).length;
}
