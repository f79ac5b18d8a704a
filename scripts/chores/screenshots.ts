import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { dictionary } from '../../kiosk-client/src/languages/dictionary.ts';
import { languages, type Language } from '../../kiosk-client/src/languages/language.ts';
import type { Guidance, OutcomeMessage } from '../../server/protocol/messages.ts';
import { openLobbyBrowser } from '../../test/e2e/browser.ts';
import { drawnVisitor, filmDrawings } from '../../test/support/drawn-camera.ts';
import { ScriptedService } from '../../test/support/scripted-service.ts';

const sizes = {
  landscape: { width: 1280, height: 800 },
  portrait: { width: 540, height: 960 },
};
const looks: [Guidance, number][] = [
  ['step_closer', 0.1],
  ['step_back', 0.2],
  ['one_person', 0.15],
  ['centre', 0.3],
  ['face_camera', 0.4],
  ['more_light', 0.3],
  ['less_light', 0.3],
  ['open_eyes', 0.5],
  ['uncover_face', 0.8],
  ['hold_still', 0.6],
  ['looking_good', 0.8],
  ['turn_left', 0.4],
  ['turn_right', 0.6],
  ['look_up', 0.6],
  ['blink', 0.8],
  ['show_pass', 0.5],
];
const posed: [Guidance, number][] = [
  ['face_camera', 0],
  ['turn_a_little_left', 0.33],
  ['turn_back_a_little', 0.45],
  ['turn_a_little_right', 0.67],
];
const outcomes: OutcomeMessage[] = ['welcome', 'please_wait', 'declined', 'in_person', 'try_light'];
const enrolmentOutcomes: OutcomeMessage[] = ['enrolled', 'enrolment_failed', 'enrolment_stopped'];

/** Of the sheet's screens, each is drawn at half its size. */
const rows = [
  ['unpaired', 'idle', 'get_ready', 'looking.step_closer', 'looking.turn_left'],
  ['welcome', 'please_wait', 'declined', 'camera_missing', 'not_connected'],
];
const tile = { width: 270, height: 480 };
const gap = 16;
const radius = 14;

await new Command()
  .name('npm run screenshots --')
  .description(
    'Photographs every screen of the kiosk page, with a drawn visitor before the camera.',
  )
  .option('--out <folder>', 'where the pictures go; default: a new temporary folder')
  .option('--sheet <file>', 'also lay the main screens out on one picture (the one in the README)')
  .action(async (options: { out?: string; sheet?: string }) => {
    const folder = options.out ?? (await mkdtemp(path.join(tmpdir(), 'vestibule-screens-')));
    await mkdir(folder, { recursive: true });
    const film = await filmDrawings(path.join(folder, 'visitor.mjpeg'), drawnVisitor());
    for (const [orientation, viewport] of Object.entries(sizes)) {
      for (const language of languages) {
        const name = (screen: string) =>
          path.join(folder, `${orientation}-${language}-${screen}.png`);
        await photographAll(name, { viewport, language, film });
      }
    }
    if (options.sheet) await contactSheet(folder, options.sheet);
    console.log(`The screens are in ${folder}`);
  })
  .parseAsync();

interface Setting {
  viewport: { width: number; height: number };
  language: Language;
  film: string;
}

async function photographAll(name: (screen: string) => string, setting: Setting): Promise<void> {
  const words = dictionary[setting.language];
  const service = new ScriptedService();
  const address = await service.start();
  const { page, close } = await openLobbyBrowser({
    camera: setting.film,
    viewport: setting.viewport,
  });
  const shoot = (screen: string) => photograph(page, screen, name(screen));

  service.paired = false;
  await page.goto(`${address}/?lang=${setting.language}`);
  await shoot('unpaired');
  await page.keyboard.type('wdjbm');
  await shoot('unpaired.typing');
  service.refusal = 'wrong_code';
  await page.keyboard.type('jht');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await shoot('unpaired.wrong');
  service.refusal = null;
  await page.keyboard.press('Enter');
  await shoot('idle');

  service.startCapture({ askFirst: true, asksToMove: true });
  await shoot('get_ready.asking');
  const id = service.startCapture({ deadlineMs: 60_000, asksToMove: true });
  await service.next('capture_started');
  let shown = looks[0];
  service.events.on('frame', ({ captureId, sequence }) => {
    const [guidance, progress] = shown ?? ['look_here', 0];
    service.send({ type: 'frame_seen', captureId, sequence, guidance, progress });
  });
  for (const look of looks) {
    shown = look;
    await page.getByRole('heading', { name: words.guidance[look[0]] }).waitFor();
    await shoot(`looking.${look[0]}`);
  }
  service.send({ type: 'capture_end', captureId: id });
  await shoot('thinking');
  for (const message of outcomes) {
    service.send({ type: 'outcome', captureId: id, message, showMs: 60_000 });
    await shoot(message);
  }
  const enrolment = service.startCapture({ purpose: 'enrolment', askFirst: true });
  await shoot('get_ready.enrolment');
  await page.getByRole('button', { name: words.capture.turnOn }).click();
  for (const look of posed) {
    shown = look;
    await page.getByRole('heading', { name: words.guidance[look[0]] }).waitFor();
    await shoot(`looking.enrolment.${look[0]}`);
  }
  service.send({ type: 'capture_end', captureId: enrolment });
  for (const message of enrolmentOutcomes) {
    service.send({ type: 'outcome', captureId: enrolment, message, showMs: 60_000 });
    await shoot(message);
  }
  service.send({ type: 'outcome', captureId: enrolment, message: 'welcome', showMs: 0 });
  await page.locator('html[data-screen=idle]').waitFor();
  service.socket?.close(4409, 'another window');
  await shoot('replaced');
  await page.reload();
  await page.locator('html[data-screen=idle]').waitFor();
  await service.stop();
  await shoot('not_connected');
  await close();

  const again = new ScriptedService();
  const elsewhere = await again.start();
  for (const [screen, camera, permission] of [
    ['camera_missing', null, 'granted'],
    ['camera_missing.blocked', setting.film, 'denied'],
    ['camera_missing.not_asked', setting.film, 'ask'],
  ] as const) {
    const browser = await openLobbyBrowser({ camera, permission, viewport: setting.viewport });
    await browser.page.goto(`${elsewhere}/?lang=${setting.language}`);
    await photograph(browser.page, screen, name(screen));
    if (permission === 'ask') {
      // A camera that takes its time, or the moment would be over before the photograph.
      await browser.page.evaluate(
        'navigator.mediaDevices.getUserMedia = () => new Promise(() => {})',
      );
      again.startCapture({ asksToMove: true });
      await photograph(browser.page, 'get_ready', name('get_ready'));
    }
    await browser.close();
  }
  await again.stop();
}

/** Waits until the screen is there and at rest. */
async function photograph(page: Page, screen: string, file: string): Promise<void> {
  const [state] = screen.split('.');
  await page.locator(`html[data-screen=${state}]`).waitFor();
  await page.evaluate('document.fonts.ready.then(() => null)');
  await page.waitForTimeout(700);
  const hidden = await page.evaluate(
    "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('main'))",
  );
  if (hidden !== 0) console.warn(`${path.basename(file)}: ${String(hidden)} pixels do not fit`);
  await page.screenshot({ path: file });
}

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
