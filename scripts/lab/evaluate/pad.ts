import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import sharp from 'sharp';
import { drawChallenge } from '../../../server/checks/face/liveness/challenge.ts';
import { fetchModels } from '../../../server/vision/models/fetch-models.ts';
import { createVision, modelsDir } from '../../../server/vision/pool/vision-pool.ts';
import type { Vision } from '../../../server/vision/vision.ts';
import { Refusal } from '../../terminal/answer.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { rateOf, type Rate, percent } from '../statistics.ts';
import { attackKinds, putToTrial } from './pad/attackers.ts';
import { hold, type Held } from './pad/sheet.ts';

export interface PadOptions {
  /** Holds `genuine/**` and `attack/KIND/**`; pictures right in `attack` are one kind. */
  root: string;
  vision: Pick<Vision, 'analyze' | 'model'>;
  /** Also put attacks made from so many genuine photos to the challenge; 0 for none. */
  challenged: number;
}

/** How often pictures were taken for people, and people for pictures (ISO/IEC 30107-3). */
export interface PadMeasurement {
  threshold: number;
  passive: PadRow[];
  /** Attacks made from the genuine photos, against the challenge alone. */
  active: PadRow[];
}

interface PadRow {
  kind: string;
  /** BPCER of genuine frames, APCER of attacks: the share that was classified wrongly. */
  wrong: Rate;
  /** Without a face: neither right nor wrong. */
  withoutFace: number;
}

const isPicture = /\.(jpe?g|png|webp)$/i;
/** Enough for every angle that the made attackers try, three times over. */
const framesOfTrial = 24;

/** @throws {Refusal} when the folder is not laid out as it must be, or the engine has no liveness model */
export async function evaluatePad(options: PadOptions): Promise<PadMeasurement> {
  const { root, vision, challenged } = options;
  const threshold = vision.model.livenessThreshold;
  if (threshold === null) {
    throw new Refusal('no_liveness', 'This engine has no liveness model. Use --engine onnx.');
  }
  const genuine = await picturesIn(path.join(root, 'genuine'));
  const attacks = await picturesIn(path.join(root, 'attack'));
  if (genuine.length + attacks.length === 0) {
    const layout = 'It must hold genuine/photo.jpg and attack/KIND/photo.jpg.';
    throw new Refusal('no_photos', `There are no photos in ${root}. ${layout}`);
  }
  const kinds = new Map<string, string[]>();
  for (const file of attacks) {
    const [folder] = path.relative(path.join(root, 'attack'), file).split(path.sep);
    const kind = folder === path.basename(file) ? 'attack' : (folder ?? 'attack');
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const passive = [await passiveRow('genuine', genuine, vision, (live) => live < threshold)];
  for (const [kind, files] of kinds) {
    passive.push(await passiveRow(kind, files, vision, (live) => live >= threshold));
  }
  const active: PadRow[] = [];
  for (const kind of challenged > 0 ? Object.keys(attackKinds) : []) {
    active.push(
      await activeRow(kind as keyof typeof attackKinds, genuine.slice(0, challenged), vision),
    );
  }
  return { threshold, passive, active };
}

async function passiveRow(
  kind: string,
  files: readonly string[],
  vision: PadOptions['vision'],
  isWrong: (liveness: number) => boolean,
): Promise<PadRow> {
  const lives: number[] = [];
  for (const file of files) {
    const analysis = await vision.analyze(await readFile(file), { timeoutMs: 20_000 });
    if (analysis.ok) lives.push(analysis.face.liveness ?? NaN);
  }
  const wrong = rateOf(lives.filter(isWrong).length, lives.length);
  return { kind, wrong, withoutFace: files.length - lives.length };
}

async function activeRow(
  kind: keyof typeof attackKinds,
  files: readonly string[],
  vision: PadOptions['vision'],
): Promise<PadRow> {
  let passed = 0;
  let asked = 0;
  for (const file of files) {
    const attacker = attackKinds[kind](await readFile(file));
    const state = await putToTrial(vision, attacker, drawChallenge(), framesOfTrial);
    if (state.outcome === 'passed') passed += 1;
    // Who never got as far as a question was no attack on it.
    if (state.progress > 0 || state.outcome !== null) asked += 1;
  }
  return { kind, wrong: rateOf(passed, asked), withoutFace: files.length - asked };
}

async function picturesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files
    .filter((file) => isPicture.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}

export function padReport({ threshold, passive, active }: PadMeasurement): string {
  const parts = [
    wrapped(
      `Single frames against the liveness model, at its threshold of ${threshold}. BPCER: people taken for pictures. APCER: pictures taken for people.`,
    ),
    tableOf(passive, (kind) => (kind === 'genuine' ? 'BPCER' : 'APCER')),
  ];
  if (active.length > 0) {
    parts.push(
      wrapped(
        'The challenge alone, against attackers made from the genuine photos who turn and bend them as it asks. They have the geometry of a print, not its texture.',
      ),
      tableOf(active, () => 'APCER'),
    );
  }
  return parts.join('\n');
}

function tableOf(rows: readonly PadRow[], measureOf: (kind: string) => string): string {
  const head = ['kind', 'measure', 'wrong', 'of', 'rate', '95 % interval', 'not counted'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { kind, wrong, withoutFace } of rows) {
    const { events, of, rate, low, high } = wrong;
    const interval = `${percent(low, 1)} to ${percent(high, 1)}`;
    table.push([kind, measureOf(kind), events, of, percent(rate, 1), interval, withoutFace]);
  }
  return table.toString();
}

interface PadCommandOptions extends OutputOptions {
  challenged: number;
}

/** `pad`, also known as `--pad`, and what makes a folder for it. */
export function addPadCommands(program: Command): void {
  program
    .command('pad')
    .description('Measure the liveness layers: BPCER, and APCER by kind of attack.')
    .argument('<folder>', 'holds genuine/** and attack/KIND/**')
    .option(
      '--challenged <n>',
      'put attacks made from so many genuine photos to the challenge',
      Number,
      0,
    )
    .option('--json', 'print JSON')
    .action((folder: string, options: PadCommandOptions) =>
      answer(options, async () => {
        await fetchModels(modelsDir);
        const vision = createVision({ engine: 'onnx', visionWorkers: 1 }, { warn: () => {} });
        try {
          await vision.start();
          const { challenged } = options;
          const measured = await evaluatePad({ root: path.resolve(folder), vision, challenged });
          return { ok: true, text: padReport(measured), json: { ...measured } };
        } finally {
          await vision.stop();
        }
      }),
    );
  program
    .command('make-attacks')
    .description('Make attack pictures by kind from a folder of genuine photos.')
    .requiredOption('--from <folder>', 'genuine photos, one frontal face each')
    .requiredOption('--to <folder>', 'where attack/KIND/ is written')
    .option('--json', 'print JSON')
    .action((options: OutputOptions & { from: string; to: string }) =>
      answer(options, async () => {
        const made = await makeAttacks(path.resolve(options.from), path.resolve(options.to));
        return { ok: true, text: `Made ${made} pictures in ${options.to}.`, json: { made } };
      }),
    );
}

/** Ways in which somebody may hold a picture before the camera. */
const held: Record<string, Held> = {
  straight: { right: 0.01 },
  shifted: { right: 0.08, down: -0.04 },
  rotated: { roll: 20 },
  perspective_side: { yaw: 30 },
  perspective_up: { pitch: 30 },
  bent: { bend: 0.3, yaw: 25 },
  curled: { curl: 0.3, pitch: 20 },
};
/** As the lobby camera sends them. */
const frame = { width: 640, height: 480 };
const isPictureFile = /\.(jpe?g|png|webp)$/i;

/**
 * Writes `attack/KIND/photo.jpg` for every photo of a folder: the photo as a flat or bent thing before
 * a camera. These have no print's or screen's texture, so they say more of geometry than of liveness.
 *
 * @returns how many pictures were written
 * @throws {Refusal} when there are no photos
 */
export async function makeAttacks(from: string, to: string): Promise<number> {
  const photos = (await readdir(from).catch(() => [])).filter((file) => isPictureFile.test(file));
  if (photos.length === 0) throw new Refusal('no_photos', `There are no photos in ${from}.`);
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
