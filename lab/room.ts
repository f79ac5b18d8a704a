import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { rateText } from '../packages/biometric-evaluation/index.ts';
import { timesOf } from '../packages/timing/index.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { fetchModels } from '../packages/face/index.ts';
import { createVision } from '../server/vision/create-vision.ts';
import { installedModels } from '../server/vision/installed-models.ts';
import { Pyramid, roomPrintOf } from '../packages/face/steps/index.ts';
import { readFile } from 'node:fs/promises';
import {
  counted,
  filledBy,
  genuineCaptures,
  halfOf,
  learnedPlaces,
  onePhotoEach,
  agreeingShareOf,
  type Counted,
  type DrawnRoom,
} from './room/measure.ts';
import { visitorsIn } from './room/visitors.ts';
import type { Half } from './attacks/people.ts';

interface Options extends OutputOptions {
  photos: string;
  clips: string;
  places: string;
  drawn: number;
  people: number;
}

export function roomCommand(): Command {
  return createProgram('room')
    .description(
      'Measure how well a learned room tells visitors from photos that fill the picture.',
    )
    .requiredOption('--photos <folder>', 'a folder for each person (as LFW has it): the attackers')
    .requiredOption('--clips <folder>', 'clips of people before cloth of one colour: the visitors')
    .requiredOption('--places <folder>', 'photos of places without people, beside drawn lobbies')
    .option('--drawn <n>', 'so many drawn lobbies', Number, 24)
    .option('--people <n>', 'so many attackers', Number, 120)
    .option('--json', 'print JSON')
    .action((options: Options) => answer(options, () => measure(options)));
}

async function measure({
  photos,
  clips,
  places: folder,
  drawn,
  people,
}: Options): Promise<CommandResult> {
  await fetchModels(installedModels);
  const vision = await createVision({ engine: 'onnx', visionWorkers: 2 }, { warn: () => {} }, null);
  try {
    await vision.start();
    const files = (await readdir(folder)).sort().map((name) => path.join(folder, name));
    const all = await learnedPlaces(vision, { drawn, photos: files });
    const visitors = await visitorsIn(clips);
    const genuine: { half: Half; name: string; shares: (number | null)[] }[] = [];
    const places = all.filter(({ room }) => room !== null);
    for (const place of places) {
      for (const [name, shares] of Object.entries(await genuineCaptures(vision, place, visitors)))
        genuine.push({ half: place.half, name, shares });
    }
    const attacks: { half: Half; shares: (number | null)[] }[] = [];
    for (const file of await onePhotoEach(photos, people)) {
      const prints = await filledBy(vision, await readFile(file));
      const half = halfOf(path.basename(path.dirname(file)));
      const against = places.filter((place) => place.half === half);
      attacks.push({ half, shares: against.map(({ room }) => agreeingShareOf(room!, prints)) });
    }
    return report(all, genuine, attacks);
  } finally {
    await vision.stop();
  }
}

function report(
  all: readonly DrawnRoom[],
  genuine: { half: Half; name: string; shares: (number | null)[] }[],
  attacks: { half: Half; shares: (number | null)[] }[],
): CommandResult {
  const lines: string[] = [];
  const json: Record<string, unknown> = { milliseconds: timeOfOne(all) };
  for (const half of ['tune', 'judge'] as const) {
    const own = genuine.filter((each) => each.half === half);
    const names = [...new Set(own.map(({ name }) => name))];
    const by = Object.fromEntries(
      names.map((name) => {
        return [name, counted(own.filter((each) => each.name === name).flatMap((e) => e.shares))];
      }),
    );
    const whole = counted(own.flatMap(({ shares }) => shares));
    const attack = counted(
      attacks.filter((each) => each.half === half).flatMap(({ shares }) => shares),
    );
    json[half] = { genuine: whole, by, attack };
    lines.push(`Half ${half}`, ...Object.entries(by).map(([name, one]) => lineOf(name, one)));
    lines.push(lineOf('all visitors', whole), lineOf('a photo that fills the picture', attack), '');
  }
  const plain = all.filter(({ room }) => room === null).map(({ name }) => name);
  lines.push(
    `Places: ${all.length}. Not learned, as they are too plain: ${plain.join(', ') || '-'}`,
  );
  lines.push(`Milliseconds for one frame: ${JSON.stringify(json['milliseconds'])}`);
  return { ok: true, text: lines.join('\n'), json: { ...json, plain } };
}

function lineOf(name: string, { agreed, differing, hidden }: Counted): string {
  const otherRates = `another room: ${rateText(differing)}; too little in sight: ${rateText(hidden)}`;
  return `  ${name}: agrees: ${rateText(agreed)}; ${otherRates}`;
}

/** Times only the description, because the detector decodes and halves the picture anyway. */
function timeOfOne(places: readonly DrawnRoom[]) {
  const [place] = places;
  if (!place) return null;
  const times = Array.from({ length: 200 }, () => {
    const pyramid = new Pyramid(place.picture);
    pyramid.levelFor(2);
    const from = performance.now();
    roomPrintOf(pyramid, [{ x: 220, y: 120, width: 200, height: 240 }]);
    return performance.now() - from;
  });
  return timesOf(times.slice(50));
}
