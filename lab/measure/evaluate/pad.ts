import path from 'node:path';
import { table } from '../../../scripts/terminal/table.ts';
import { InvalidArgumentError } from 'commander';
import { fetchModels, type Vision } from '#face';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { RefusalError } from '../../../scripts/terminal/answer.ts';
import { createProgram } from '../../../scripts/terminal/program.ts';
import { wrapText } from '../../../scripts/terminal/text.ts';
import { rateOf, type Rate, percent, tradeOff, type TradeOff } from '#biometric-evaluation';
import { clipReport, filmRates } from './pad/clip-report.ts';
import { clipsIn } from './pad/clips.ts';
import { measureClip, type MeasuredClip } from './pad/measure-clips.ts';

export interface PadOptions {
  /** Folder with `genuine/**` and `attack/KIND/**`; files directly in `attack` are one kind. */
  root: string;
  vision: Pick<Vision, 'analyze' | 'model' | 'parallax'>;
  /** Frames per second of the clips. */
  fps: number;
  /** Whether to also play each clip as a film against the challenge. */
  withFilms: boolean;
}

/** How often pictures were classified as people, and people as pictures (ISO/IEC 30107-3). */
export interface PadMeasurement {
  date: string;
  threshold: number;
  /** Frames of clips and pictures. */
  passive: PadRow[];
  /** Results of clips played as films against the challenge. */
  films: ReturnType<typeof filmRates>;
  clips: MeasuredClip[];
  tradeOff: TradeOff[];
  fps: number;
}

interface PadRow {
  kind: string;
  /** BPCER of genuine frames, APCER of attacks: the share of wrong classifications. */
  wrong: Rate;
  /** Frames without a face: neither right nor wrong. */
  withoutFace: number;
}

/** @throws {RefusalError} when the folder has another layout or the engine has no liveness model */
export async function evaluatePad(options: PadOptions): Promise<PadMeasurement> {
  const { root, vision, fps, withFilms } = options;
  const threshold = vision.model.livenessThreshold;
  if (threshold === null) {
    throw new RefusalError('no_liveness', 'This engine has no liveness model. Use --engine onnx.');
  }
  const found = await clipsIn(root);
  if (found.length === 0) {
    const layout =
      'It must hold genuine/ and attack/KIND/, with photos, .mjpeg clips or folders of numbered JPEGs.';
    throw new RefusalError('no_photos', `There are no photos or clips in ${root}. ${layout}`);
  }
  const clips: MeasuredClip[] = [];
  for (const clip of found) {
    clips.push(await measureClip(clip, { vision, frameMs: 1000 / fps, withFilms }));
  }
  const kinds = new Set(['genuine', ...clips.map(({ kind }) => kind)]);
  const passive = [...kinds].map((kind) =>
    passiveRow(
      kind,
      clips.filter((clip) => clip.kind === kind),
      (live) => (kind === 'genuine' ? live < threshold : live >= threshold),
    ),
  );
  return {
    date: new Date().toISOString(),
    threshold,
    passive,
    films: filmRates(clips),
    clips,
    tradeOff: tradeOff(clips, threshold),
    fps,
  };
}

function passiveRow(
  kind: string,
  clips: readonly MeasuredClip[],
  isWrong: (liveness: number) => boolean,
): PadRow {
  const lives = clips.flatMap((clip) => clip.lives);
  const frames = clips.reduce((sum, clip) => sum + clip.frames, 0);
  const wrong = rateOf(lives.filter(isWrong).length, lives.length);
  return { kind, wrong, withoutFace: frames - lives.length };
}

export function padReport(measured: PadMeasurement): string {
  const { threshold, passive, clips } = measured;
  const parts = [
    wrapText(
      `Single frames against the liveness model, at its threshold of ${threshold}. BPCER: people taken for pictures. APCER: pictures taken for people.`,
    ),
    tableOf(passive, (kind) => (kind === 'genuine' ? 'BPCER' : 'APCER')),
  ];
  parts.push(...clipReport({ clips, threshold }));
  return parts.join('\n');
}

function tableOf(rows: readonly PadRow[], measureOf: (kind: string) => string): string {
  const head = ['kind', 'measure', 'wrong', 'of', 'rate', '95 % interval', 'not counted'];
  const cells = rows.map(({ kind, wrong, withoutFace }) => {
    const { events, of, rate, low, high } = wrong;
    const interval = `${percent(low, 1)} to ${percent(high, 1)}`;
    return [kind, measureOf(kind), events, of, percent(rate, 1), interval, withoutFace];
  });
  return table(head, cells);
}

interface PadCommandOptions {
  fps: number;
  films: boolean;
}

/** `evaluate pad` */
export const padCommand = createProgram('pad')
  .description('Measure the liveness layers: BPCER, and APCER and IAPAR by kind of attack.')
  .argument(
    '<folder>',
    'holds genuine/** and attack/KIND/**: photos, .mjpeg clips, folders of numbered JPEGs',
  )
  .option('--fps <n>', 'frames a second of the clips', rateOfClips, 10)
  .option('--no-films', 'do not play the clips as films: half the time')
  .answers(async (folder: string, { fps, films: withFilms }: PadCommandOptions) => {
    await fetchModels(installedModels);
    const vision = await createVision(
      { engine: 'onnx', visionWorkers: 1, asksToMove: true },
      { warn: () => {} },
      null,
    );
    try {
      await vision.start();
      const measured = await evaluatePad({ root: path.resolve(folder), vision, fps, withFilms });
      return { ok: true, text: padReport(measured), json: { ...measured } };
    } finally {
      await vision.stop();
    }
  });

function rateOfClips(text: string): number {
  const rate = Number(text);
  if (rate >= 1 && rate <= 60) return rate;
  throw new InvalidArgumentError('Give a number from 1 to 60.');
}
