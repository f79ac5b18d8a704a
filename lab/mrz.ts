import { createHash } from 'node:crypto';
import { table } from '../scripts/terminal/table.ts';
import type { Command } from 'commander';
import sharp from 'sharp';
import { readMrz } from '#passport';
import {
  drawPage,
  inkOfGlyphs,
  inventLines,
  inventView,
  repeatableRandom,
} from '#passport/lab/draw-page.ts';
import { writeGlyphs } from '#passport/lab/write-glyphs.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import { createZoneReader, type ZoneReader } from '#server/documents/zone-reader.ts';
import { fontInk } from './mrz/font-ink.ts';

const help = `
Draws pages of invented documents as a lobby camera sees them: turned, tilted, in
uneven light, blurred and with noise, at two sizes of a frame. Reads each in the
child process that reads them in the lobby, and says how many were read, and how
many otherwise than they were printed.

Without --font the characters are those that the reader compares with, which
flatters it. The package fonts-ocr-b of Debian has a font.

Examples:
  npm run lab -- mrz --font /usr/share/fonts/opentype/ocr-b/OCRB.otf`;

export function mrzCommand(): Command {
  return createProgram('mrz')
    .description('Measure how many pages the lobby camera reads, and how long a frame takes.')
    .option('--font <file>', 'an OCR-B font')
    .option('--pages <number>', 'pages of each kind', Number, 20)
    .option('--half <name>', '`tune` or `judge`: half of the pages, by their hash', 'judge')
    .option('--write-glyphs', 'draw the characters of the reader again, from the font')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: MrzOptions) =>
      answer(options, () => (options.writeGlyphs ? writtenGlyphs(options) : measure(options))),
    );
}

interface MrzOptions extends OutputOptions {
  font?: string;
  pages: number;
  half: string;
  writeGlyphs?: true;
}

async function writtenGlyphs({ font }: MrzOptions): Promise<CommandResult> {
  if (font === undefined) throw new RefusalError('no_font', 'Name the font with --font.');
  const file = await writeGlyphs(await fontInk(font));
  return { ok: true, text: `Wrote ${file}.`, json: { file } };
}

interface Tally {
  kind: string;
  pages: number;
  read: number;
  /** Zones that were read differently from the print. */
  wrong: number;
  times: number[];
}

const sizes = [
  [1280, 720],
  [640, 480],
] as const;

async function measure({ font, pages, half }: MrzOptions): Promise<CommandResult> {
  const inkOf = font === undefined ? inkOfGlyphs : await fontInk(font);
  const reader = createZoneReader();
  // Keeps the start of the process out of the first measurement.
  await reader.read(await sharp({ create: blank }).jpeg().toBuffer());
  const tallies: Tally[] = [];
  for (const [width, height] of sizes) {
    for (const columns of [44, 36, 30] as const) {
      const kind = `${columns} columns, ${width} × ${height}`;
      const tally: Tally = { kind, pages: 0, read: 0, wrong: 0, times: [] };
      tallies.push(tally);
      for (let page = 0; page < pages; page++) {
        const seed = `${kind}, page ${page}`;
        if (halfOf(seed) !== half) continue;
        const random = repeatableRandom(seed);
        const lines = inventLines(columns, random);
        const view = inventView(width, height, random);
        const { data } = drawPage(lines, view, random, inkOf);
        const jpeg = await sharp(data, { raw: { width, height, channels: 1 } })
          .jpeg({ quality: 85 })
          .toBuffer();
        await count(reader, jpeg, lines, tally);
      }
    }
  }
  await reader.stop();
  const wrong = tallies.reduce((sum, tally) => sum + tally.wrong, 0);
  return { ok: wrong === 0, text: tableOf(tallies), json: { tallies } };
}

const blank = { width: 640, height: 480, channels: 3, background: '#888' } as const;

function halfOf(seed: string): string {
  return (createHash('sha256').update(seed).digest()[0] ?? 0) % 2 === 0 ? 'tune' : 'judge';
}

async function count(
  reader: ZoneReader,
  jpeg: Buffer,
  lines: readonly string[],
  tally: Tally,
): Promise<void> {
  const started = performance.now();
  const { key } = await reader.read(jpeg);
  tally.times.push(performance.now() - started);
  tally.pages++;
  const { documentNumber, birthDate, expiryDate } = readMrz(lines.join(''));
  if (!key) return;
  const isRight =
    key.documentNumber === documentNumber &&
    key.birthDate === birthDate &&
    key.expiryDate === expiryDate;
  if (isRight) tally.read++;
  else tally.wrong++;
}

function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ kind, pages, read, wrong, times }) => {
    const sorted = [...times].sort((a, b) => a - b);
    const median = Math.round(sorted[sorted.length >> 1] ?? 0);
    return [kind, pages, read, wrong, median, Math.round(sorted.at(-1) ?? 0)];
  });
  return table(['Page', 'Pages', 'Read', 'Wrong', 'Median ms', 'Slowest ms'], rows);
}
