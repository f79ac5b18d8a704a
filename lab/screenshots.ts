import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../scripts/terminal/program.ts';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { languages } from '#server/protocol/languages.ts';
import { LobbyBrowsers } from '../test/e2e/browser.ts';
import { drawnVisitor, filmDrawings } from '../test/support/drawn-camera.ts';
import { walkThroughScreens } from '../test/support/every-screen.ts';
import { photographDesk } from './desk-screenshot.ts';

const sizes = {
  landscape: { width: 1280, height: 800 },
  portrait: { width: 800, height: 1280 },
};
/** The screens on each sheet, at half their size. */
const sheets = {
  main: [
    ['unpaired', 'idle', 'get_ready', 'looking.step_closer', 'looking.follow_dot'],
    ['welcome', 'please_wait', 'declined', 'camera_missing', 'not_connected'],
  ],
  /** With a chip above, with a phone below. */
  documents: [
    ['idle.document', 'document_consent', 'document_zone', 'document_wait', 'document_ready'],
    ['idle.document', 'document_consent.phone', 'document_wallet', 'document_ready', 'welcome'],
  ],
};
const tile = { width: 300, height: 480 };
const gap = 16;
const radius = 14;

interface Options {
  out?: string;
  sheet?: string;
  documents?: string;
  language?: string;
  desk?: string;
  locale: string;
}

export function screenshotsCommand(): Command {
  return createProgram('screenshots')
    .description(
      'Photographs every screen of the kiosk page, with a drawn visitor in front of the camera.',
    )
    .option('--out <folder>', 'where the pictures go; default: a new temporary folder')
    .option(
      '--sheet <file>',
      'also lay the main screens out on one picture (the one in the README)',
    )
    .option('--documents <file>', 'also lay out those of an identity document')
    .option('--language <tag>', 'in this language only')
    .option('--desk <file>', 'photograph the page of the front desk instead')
    .option('--locale <tag>', "of the desk's page", 'en')
    .action(async (options: Options) => {
      if (options.desk) return photographDesk(options.desk, options.locale);
      const folder = options.out ?? (await mkdtemp(path.join(tmpdir(), 'vestibule-screens-')));
      await mkdir(folder, { recursive: true });
      const film = await filmDrawings(path.join(folder, 'visitor.mjpeg'), drawnVisitor());
      const browsers = new LobbyBrowsers();
      for (const [orientation, viewport] of Object.entries(sizes)) {
        const chosenLanguages = languages.filter((each) => (options.language ?? each) === each);
        for (const language of chosenLanguages) {
          const name = (screen: string) =>
            path.join(folder, `${orientation}-${language}-${screen}.png`);
          const look = (page: Page, screen: string) => photograph(page, name(screen));
          await walkThroughScreens({ language, film, browser: { viewport }, browsers, look });
        }
      }
      await browsers.close();
      if (options.sheet) await contactSheet(folder, sheets.main, options.sheet);
      if (options.documents) await contactSheet(folder, sheets.documents, options.documents);
      console.log(`The screens are in ${folder}`);
    });
}

/** Photographs the screen once its animations have ended. */
async function photograph(page: Page, file: string): Promise<void> {
  await page.waitForTimeout(700);
  const hidden = await page.evaluate(
    '(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.documentElement)',
  );
  if (hidden !== 0) console.warn(`${path.basename(file)}: ${String(hidden)} pixels do not fit`);
  await page.screenshot({ path: file });
}

/** Arranges screens on one picture, from the photographs in `folder`. */
async function contactSheet(
  folder: string,
  rows: readonly (readonly string[])[],
  file: string,
): Promise<void> {
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
