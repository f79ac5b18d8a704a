import type { LightSequence } from '../server/protocol/challenge-messages.ts';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { seededRandom } from '../packages/repeatable-random/index.ts';
import { splitJpegs } from './simulate/frames.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { drawLight, fetchModels, type FrameLight } from '../packages/face/index.ts';
import { lightAgreement, type Lit } from '../packages/face/steps/index.ts';
import { createVision } from '../server/vision/create-vision.ts';
import { installedModels } from '../server/vision/installed-models.ts';
import { frameMs } from './attacks/sheet-camera.ts';

interface Options extends OutputOptions {
  draws: number;
}

/** The length of a path of `active`. */
const wholeMs = 4000;
/** Delay until the camera shows a tint. */
const lateMs = 230;
/** Shares by which the tints change the face's red and blue. */
const reflections = [0.002, 0.005, 0.01, 0.02];

export function lightCommand(): Command {
  return createProgram('light')
    .description(
      'Measure how often a face goes along with tints by chance, and how strong tints have to be.',
    )
    .argument('<folder>', 'clips of faces, .mjpeg, that no tint shone on')
    .option('--draws <n>', 'so many sequences for each clip', Number, 200)
    .option('--json', 'print JSON')
    .action((folder: string, options: Options) => answer(options, () => measure(folder, options)));
}

async function measure(folder: string, { draws }: Options): Promise<CommandResult> {
  await fetchModels(installedModels);
  const vision = await createVision({ engine: 'onnx', visionWorkers: 2 }, { warn: () => {} }, null);
  await vision.start();
  try {
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      name.endsWith('.mjpeg'),
    );
    const random = seededRandom(11);
    const by: Record<string, number[]> = {};
    for (const name of names.sort()) {
      const jpegs = splitJpegs(await readFile(path.join(folder, name)));
      const seen = await Promise.all(
        jpegs.map((jpeg) => vision.analyze(jpeg, { timeoutMs: 600_000 })),
      );
      const lights = seen.map((each) => (each.ok ? (each.light ?? null) : null));
      for (let draw = 0; draw < draws; draw += 1) playOnce(by, lights, random);
    }
    const table = Object.fromEntries(
      Object.entries(by).map(([name, values]) => [name, quantiles(values)]),
    );
    const lines = Object.entries(table).map(
      ([name, { count, least, low, median, high, most }]) =>
        `${name}: ${count} windows; least ${least}, 1 % below ${low}, median ${median}, 1 % above ${high}, most ${most}`,
    );
    return { ok: true, text: lines.join('\n'), json: table };
  } finally {
    await vision.stop();
  }
}

/** Plays one window of a clip under an unrelated tint sequence, and as if the tints had lit the face. */
function playOnce(
  by: Record<string, number[]>,
  lights: readonly (FrameLight | null)[],
  random: () => number,
): void {
  const frames = wholeMs / frameMs;
  const from = Math.floor(random() * Math.max(1, lights.length - frames));
  const window = lights.slice(from, from + frames).flatMap((light, index): Lit[] => {
    return light ? [{ at: index * frameMs, light }] : [];
  });
  const [sequence, another] = [drawLight(wholeMs, random), drawLight(wholeMs, random)];
  const note = (name: string, value: number | null) => {
    if (value !== null) (by[name] ??= []).push(value);
  };
  note('no tints, by chance', lightAgreement(sequence, window));
  for (const strength of reflections) {
    const percent = `${100 * strength} %`;
    const lit = window.map((frame) => shone(frame, sequence, strength));
    note(`tints of ${percent}`, lightAgreement(sequence, lit));
    note(`a film made under other tints of ${percent}`, lightAgreement(another, lit));
  }
}

function shone({ at, light }: Lit, sequence: LightSequence, strength: number): Lit {
  const tint = sequence.findLast((step) => step.at <= at - lateMs)?.tint;
  const change = tint === undefined ? 0 : tint === 'warm' ? strength : -strength;
  const { red, green, blue } = light.face;
  return {
    at,
    light: { ...light, face: { red: red * (1 + change), green, blue: blue * (1 - change) } },
  };
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) =>
    Number(
      (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(2),
    );
  return {
    count: sorted.length,
    least: at(0),
    low: at(0.01),
    median: at(0.5),
    high: at(0.99),
    most: at(1),
  };
}
