import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Command } from 'commander';
import { rateOf, rateText } from '#biometric-evaluation';
import { RefusalError, type CommandResult } from '../../scripts/terminal/answer.ts';
import { table } from '../../scripts/terminal/table.ts';
import { createProgram } from '../../scripts/terminal/program.ts';
import { dot, type Face, fetchModels, type Vision } from '#face';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import type { Half } from '../attacks/people.ts';

/** A chip's portrait is upright, filled by the head, and small. */
const portraitSize = { width: 240, height: 320 };
const mostBytes = 12_000;
/** Width of the portrait, in widths of the face. */
const around = 1.8;
const thresholds = [0.4, 0.425, 0.45, 0.475, 0.5, 0.525, 0.55, 0.585] as const;

interface Pictured {
  name: string;
  half: Half;
  portrait: Float32Array;
  /** The template of the same photo at full size. */
  photo: Float32Array;
  /** Templates of other photos of the same person. */
  others: Float32Array[];
}

/** `npm run lab -- portraits` */
export function portraitsCommand(): Command {
  return createProgram('portraits')
    .description('Compare portraits, as small as on a chip, with other photos of the same people.')
    .argument('<folder>', 'a folder for each person, with two or more pictures (as LFW has it)')
    .answers(async (folder: string) => measure(path.resolve(folder)));
}

async function measure(folder: string): Promise<CommandResult> {
  await fetchModels(installedModels);
  const vision = await createVision({ engine: 'onnx', visionWorkers: 2 }, { warn: () => {} }, null);
  await vision.start();
  try {
    const people = await peopleIn(folder, vision);
    if (people.length === 0) throw new RefusalError('no_photos', `${folder} shows nobody twice.`);
    const halves = (['tune', 'judge'] as const).map((half) => {
      const ours = people.filter((person) => person.half === half);
      return { half, people: ours.length, rows: thresholds.map((limit) => rowOf(ours, limit)) };
    });
    const texts = halves.map(({ half, people: count, rows }) => {
      const head = ['threshold', 'refused: portrait', 'refused: photo', 'let in: another person'];
      return `${count} people, of the half that is to ${half}\n${table(
        head,
        rows.map(({ limit, refused, ofPhoto, strangers }) => [
          limit.toFixed(3),
          rateText(refused),
          rateText(ofPhoto),
          rateText(strangers),
        ]),
      )}`;
    });
    return { ok: true, text: texts.join('\n\n'), json: { halves } };
  } finally {
    await vision.stop();
  }
}

function rowOf(people: readonly Pictured[], limit: number) {
  const own = people.flatMap(({ portrait, others }) => others.map((one) => dot(portrait, one)));
  const ofPhoto = people.flatMap(({ photo, others }) => others.map((one) => dot(photo, one)));
  let strangers = 0;
  let of = 0;
  for (const { name, portrait } of people) {
    for (const stranger of people) {
      if (stranger.name === name) continue;
      for (const one of stranger.others) {
        of += 1;
        if (dot(portrait, one) >= limit) strangers += 1;
      }
    }
  }
  const below = (scores: readonly number[]) =>
    rateOf(scores.filter((score) => score < limit).length, scores.length);
  return { limit, refused: below(own), ofPhoto: below(ofPhoto), strangers: rateOf(strangers, of) };
}

async function peopleIn(folder: string, vision: Vision): Promise<Pictured[]> {
  const people: Pictured[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const files = (await readdir(path.join(folder, name)).catch(() => []))
      .filter((file) => /\.jpe?g$/i.test(file))
      .sort();
    if (files.length < 2) continue;
    const photos = await Promise.all(
      files.slice(0, 6).map((file) => readFile(path.join(folder, name, file))),
    );
    const [first, ...others] = await Promise.all(photos.map((jpeg) => faceIn(jpeg, vision)));
    if (!first) continue;
    const portrait = await faceIn(await portraitOf(photos[0]!, first), vision);
    const templates = others.flatMap((face) => (face ? [face.template] : []));
    if (!portrait || templates.length === 0) continue;
    const half = createHash('sha256').update(name).digest()[0]! < 128 ? 'tune' : 'judge';
    people.push({
      ...{ name, half, portrait: portrait.template, photo: first.template, others: templates },
    });
  }
  return people;
}

/** Turns a face into a portrait: cut out, scaled down, and compressed to few bytes. */
async function portraitOf(jpeg: Uint8Array, { box }: Face): Promise<Buffer> {
  const width = box.width * around;
  const height = (width * portraitSize.height) / portraitSize.width;
  const left = Math.round(box.x + box.width / 2 - width / 2);
  const top = Math.round(box.y + box.height / 2 - height / 2);
  const margin = Math.ceil(Math.max(width, height));
  const extended = await sharp(jpeg)
    .extend({
      ...{ top: margin, bottom: margin, left: margin, right: margin },
      extendWith: 'copy',
    })
    .toBuffer();
  const cut = await sharp(extended)
    .extract({
      ...{ left: left + margin, top: top + margin },
      ...{ width: Math.round(width), height: Math.round(height) },
    })
    .resize(portraitSize.width, portraitSize.height)
    .png()
    .toBuffer();
  for (let quality = 90; ; quality -= 5) {
    const bytes = await sharp(cut).jpeg({ quality }).toBuffer();
    if (bytes.length <= mostBytes || quality <= 30) return bytes;
  }
}

async function faceIn(jpeg: Uint8Array, vision: Vision): Promise<Face | null> {
  const seen = await vision.analyze(jpeg, { main: 'central', timeoutMs: 120_000 });
  return seen.ok ? seen.face : null;
}
