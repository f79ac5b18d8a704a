import path from 'node:path';
import sharp from 'sharp';

/** Of the screens below; each is drawn at half its size. */
const rows = [
  ['unpaired', 'idle', 'get_ready', 'looking.step_closer', 'looking.looking_good'],
  ['welcome', 'please_wait', 'declined', 'camera_missing', 'not_connected'],
];
const tile = { width: 270, height: 480 };
const gap = 16;
const radius = 14;

/** Lays the main screens out on one picture, from the photographs in `folder`. */
export async function contactSheet(folder: string, file: string): Promise<void> {
  const mask = Buffer.from(
    `<svg width="${tile.width}" height="${tile.height}"><rect width="100%" height="100%" rx="${radius}"/></svg>`,
  );
  const place = (index: number, size: number) => gap + index * (size + gap);
  const tiles = rows.flatMap((screens, row) =>
    screens.map(async (screen, column) => ({
      input: await sharp(path.join(folder, `portrait-en-${screen}.png`))
        .resize(tile.width, tile.height)
        .composite([{ input: mask, blend: 'dest-in' }])
        .png()
        .toBuffer(),
      left: place(column, tile.width),
      top: place(row, tile.height),
    })),
  );
  await sharp({
    create: {
      width: place(rows[0]?.length ?? 0, tile.width),
      height: place(rows.length, tile.height),
      channels: 4,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  })
    .composite(await Promise.all(tiles))
    .png({ palette: true, quality: 90, effort: 10 })
    .toFile(file);
}
