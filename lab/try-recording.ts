import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { createProgram } from '../scripts/terminal/program.ts';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { projectRoot } from '#server/config/environment.ts';
import { openLobbyBrowser } from '../test/e2e/browser.ts';
import { drawnVisitor } from '../test/support/drawn-camera.ts';
import { turningFilm } from '../test/support/turning-film.ts';
import { sampleFaces } from './trial/sample-photos.ts';
import { inTemporaryFolder } from '../scripts/terminal/temporary-folder.ts';

const command = 'vestibule try --name Ada';
const viewport = { width: 1280, height: 800 };
/** Size of the page in the picture. The terminal is below. */
const size = { width: 720, height: 450 };
/** How long each picture of the recording is shown, in milliseconds. */
const shownMs = 2200;
const terminalLines = 10;
const lineHeight = 17;

export function recordingCommand(): Command {
  return createProgram('try-recording')
    .description(
      'Records `vestibule try` for the README: the real command, the real page in Chromium, its fake camera. The camera plays a photo that ships with a library; what is shown of it is a drawing.',
    )
    .requiredOption('--out <file>', 'the picture, an animated WebP')
    .action(async ({ out }: { out: string }) => {
      await animate(await inTemporaryFolder('recording', record), path.resolve(out));
    });
}

/** What was visible at one moment. */
interface Moment {
  screen: Buffer;
  lines: string[];
}

async function record(folder: string): Promise<Moment[]> {
  const camera = path.join(folder, 'camera.mjpeg');
  await writeFile(camera, await turningFilm(sampleFaces.guest1));
  const program = path.join(projectRoot, 'dist/scripts/vestibule.js');
  const args = ['try', '--name', 'Ada', '--liveness', 'passive', '--no-open'];
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill());
  const lines: string[] = [];
  const address = await new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const [found] = /http:\/\/\S+/.exec(line) ?? [];
      lines.push(line.replace(/[0-9a-f]{32}/, '6f1c…'));
      if (found !== undefined) resolve(found);
    });
  });
  const { page, close } = await openLobbyBrowser({ camera, viewport, reducedMotion: false });
  page.setDefaultTimeout(150_000);
  const moments: Moment[] = [];
  const look = async () => {
    await page.waitForTimeout(400);
    moments.push({ screen: await page.screenshot(), lines: [...lines] });
  };
  const shows = (screen: string) => page.locator(`html[data-screen=${screen}]`).waitFor();
  await page.goto(address);
  await shows('consent');
  await drawOverCamera(page);
  await look();
  await page.getByRole('button', { name: 'I agree' }).click();
  await shows('looking');
  await page.waitForTimeout(800);
  await look();
  await page.getByRole('heading', { name: 'to your left' }).waitFor();
  await look();
  await shows('enrolled');
  await look();
  await page.getByText('Hello, Ada').first().waitFor();
  await look();
  await shows('welcome');
  await look();
  await page.getByText('Hello, Anna').first().waitFor();
  await look();
  await shows('please_wait');
  await look();
  await ended;
  moments.push({ screen: moments.at(-1)!.screen, lines: [...lines] });
  await close();
  return moments;
}

/** The page's policy forbids other sources, so the page makes its style sheet and picture itself. */
async function drawOverCamera(page: Page): Promise<void> {
  const [visitor = ''] = drawnVisitor();
  const png = await sharp(Buffer.from(visitor)).png().toBuffer();
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(png.toString('base64'))}), (c) => c.charCodeAt(0));
    const picture = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '.oval video { opacity: 0; } .oval-picture:has(video:not([hidden])) { background: url(' + picture + ') 50% 40% / cover; }',
    );
    document.adoptedStyleSheets = [sheet];
  })()`);
}

/** Shows the page above the terminal's output. */
async function animate(moments: readonly Moment[], file: string): Promise<void> {
  const frames = await Promise.all(moments.map(frameOf));
  await sharp(frames, { join: { animated: true } })
    .webp({
      quality: 80,
      effort: 6,
      delay: frames.map((_, i) => (i === frames.length - 1 ? 2 : 1) * shownMs),
      loop: 0,
    })
    .toFile(file);
}

async function frameOf({ screen, lines }: Moment): Promise<Buffer> {
  const { width, height } = size;
  const terminal = terminalLines * lineHeight + 24;
  const visibleLines = [`$ ${command}`, ...lines.filter((line) => line.trim() !== '')].slice(
    -terminalLines,
  );
  const text = visibleLines.map(
    (line, i) =>
      `<text x="16" y="${12 + (i + 0.75) * lineHeight}" xml:space="preserve">${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${terminal}"><rect width="100%" height="100%" fill="#10151c"/><g font-family="DejaVu Sans Mono, monospace" font-size="13.5" fill="#d5dde6">${text.join('')}</g></svg>`;
  const whole = { width, height: height + terminal, channels: 3, background: '#10151c' } as const;
  return sharp({ create: whole })
    .composite([
      { input: await sharp(screen).resize(size).png().toBuffer(), left: 0, top: 0 },
      { input: Buffer.from(svg), left: 0, top: height },
    ])
    .png()
    .toBuffer();
}
