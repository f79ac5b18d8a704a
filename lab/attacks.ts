import path from 'node:path';
import { table } from '../scripts/terminal/table.ts';
import { Option, type Command } from 'commander';
import { percent, rateOf } from '#biometric-evaluation';
import { timesOf } from '#base/time';
import { seededRandom } from '#base/random';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { wrapText } from '../scripts/terminal/text.ts';
import { livenessModes, type LivenessMode } from '#server/config/liveness.ts';
import { fetchModels, type Vision } from '#face';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { attackersWith, filmsWith, type Attacker } from './attacks/attackers.ts';
import { rememberingVision } from './attacks/looked-at.ts';
import { playBeforeService } from './attacks/before-the-service.ts';
import { filmsIn, victimsIn, type Half, type Victim } from './attacks/people.ts';
import type { MorphPhoto } from './attacks/morph.ts';
import { follower } from './attacks/follower.ts';
import { playAttack, type PlayedAttack } from './attacks/play.ts';
import { frameMs } from './attacks/sheet-camera.ts';
import { measurePairs } from './two-cameras/measure-pairs.ts';

interface Options extends OutputOptions {
  people: number;
  times: number;
  half: Half | 'both';
  kinds?: string;
  clips?: string;
  keep?: string;
  liveness: LivenessMode;
  look: boolean;
  throughService?: boolean;
  note?: string;
  twoCameras?: boolean;
}

type OfHalf = Options & { half: Half };

/** Not an attack: a person who follows the dot, photographed as a mesh. */
const standIn = 'a person who follows';
/** Warning for a computed run. Only pixels show how the models and the pixel checks react to a picture. */
const unseen = 'Nothing was looked at: this is no result.';
/** Milliseconds until an attacker has seen what the question asks for. */
const reactionMs = 300;

export function attacksCommand(): Command {
  return createProgram('attacks')
    .description(
      'Make attacks on the question from pictures of people, and play them through the session.',
    )
    .argument('<folder>', 'a folder for each person, with four or more pictures (as LFW has it)')
    .option('--people <n>', 'of so many people', Number, 10)
    .option('--times <n>', 'each attack so often', Number, 1)
    .option('--half <half>', 'of the people: tune, judge, or both', 'both')
    .option('--kinds <words>', 'only the kinds that contain one of these words, with commas')
    .option('--clips <folder>', 'also play the .mjpeg clips of a folder as films')
    .option(
      '--keep <folder>',
      'keep what the models saw: templates and landmarks of these people, unprotected, until you delete them',
    )
    .option(
      '--no-look',
      'a quick tool, never a result: look at no frame, and compute where landmarks lie in it',
    )
    .option('--through-service', 'play each through a whole service, by its WebSocket')
    .option('--note <words>', 'add these words to the name of each kind, such as "plain wall"')
    .addOption(
      new Option('--liveness <mode>', 'of one camera')
        .choices(livenessModes.filter((mode) => mode !== 'two_cameras'))
        .default('active'),
    )
    .option(
      '--two-cameras',
      'draw pairs of what two cameras see; FOLDER has heads/, strangers/ and scenes/no_human_face/, and --people says how often people come for each attack',
    )
    .option('--json', 'print JSON')
    .action((folder: string, options: Options) =>
      answer(options, () =>
        options.twoCameras ? measurePairs(path.resolve(folder), options) : measure(folder, options),
      ),
    );
}

async function measure(folder: string, options: Options): Promise<CommandResult> {
  await fetchModels(installedModels);
  const started = await createVision(
    { engine: 'onnx', visionWorkers: 2, asksToMove: true },
    { warn: () => {} },
    null,
  );
  const vision = rememberingVision(started, options.keep && path.resolve(options.keep));
  try {
    await vision.start();
    const texts: string[] = [];
    const halves: Record<string, unknown> = {};
    const { look, throughService = false } = options;
    for (const half of options.half === 'both' ? (['tune', 'judge'] as const) : [options.half]) {
      const results = await playAll(path.resolve(folder), { ...options, half }, vision);
      halves[half] = Object.fromEntries(results);
      texts.push(report(results, { ...options, half }));
    }
    return { ok: true, text: texts.join('\n\n'), json: { look, throughService, results: halves } };
  } finally {
    await vision.stop();
  }
}

async function playAll(
  folder: string,
  { people: count, half, times, kinds, clips, liveness, look, throughService, note }: OfHalf,
  vision: Vision,
): Promise<Map<string, PlayedAttack[]>> {
  const words = kinds?.split(',') ?? [''];
  const results = new Map<string, PlayedAttack[]>();
  const playEach = async (
    { template, enrolled, name }: Pick<Victim, 'template' | 'name'> & { enrolled?: MorphPhoto },
    make: (random: () => number) => Record<string, Attacker>,
  ) => {
    for (let time = 0; time < times; time += 1) {
      for (const kind of Object.keys(make(() => 0))) {
        if (!words.some((word) => kind.includes(word))) continue;
        const shaking = seededRandom(seedOf(`${name} ${kind} ${time}`));
        const attacker = make(shaking)[kind]!;
        // Every kind of attack gets the same path.
        const random = seededRandom(seedOf(`${name} ${time}`));
        const how = { vision, isModelled: !look, liveness, template, reactionMs };
        const options = { ...how, random, shaking };
        const played =
          throughService && enrolled
            ? await playBeforeService(attacker, { ...options, photo: enrolled })
            : await playAttack(attacker, options);
        const named = note ? `${kind}, ${note}` : kind;
        results.set(named, [...(results.get(named) ?? []), played]);
        process.stderr.write(`${name}: ${named}: ${played.conclusion} ${played.milliseconds}\n`);
      }
    }
  };
  for (const victim of await victimsIn(folder, { half, count, vision })) {
    await playEach(victim, (random) => ({
      ...attackersWith(victim, random),
      [standIn]: follower(victim.photos[0]!, frameMs, random),
    }));
  }
  for (const film of clips ? await filmsIn(path.resolve(clips), { half, vision }) : []) {
    await playEach(film, () => filmsWith(film));
  }
  return results;
}

function seedOf(text: string): number {
  return [...text].reduce((seed, letter) => Math.imul(seed, 31) + letter.charCodeAt(0), 7);
}

function report(results: Map<string, PlayedAttack[]>, { half, liveness, look }: OfHalf): string {
  const head = ['attack', 'let in', 'of', 'IAPAR', 'at most (95 %)', 'not asked'];
  const rows: (string | number)[][] = [];
  for (const [kind, played] of results) {
    if (kind.startsWith(standIn)) continue;
    // An attempt that never reached a question was not an attack on it. Only `active` has one.
    const asked = liveness === 'active' ? played.filter(({ wasAsked }) => wasAsked) : played;
    const letIn = asked.filter(({ conclusion }) => conclusion === 'matched');
    const { rate, high } = rateOf(letIn.length, asked.length);
    const notAsked = played.length - asked.length;
    const rates = [percent(rate, 1), percent(high, 1)];
    rows.push([kind, letIn.length, asked.length, ...rates, notAsked]);
  }
  const caption = wrapText(
    `Attacks on \`${liveness}\`, to suit, of the half of the people that is to ${half}.${look ? '' : ` ${unseen}`}`,
  );
  return [caption, table(head, rows), ...peopleWords(results.get(standIn) ?? [])].join('\n');
}

/** Describes how the modelled person fared. */
function peopleWords(played: readonly PlayedAttack[]): string[] {
  if (played.length === 0) return [];
  const words = (what: string, events: number, of: number) => {
    const { rate, high } = rateOf(events, of);
    return `${what}: ${events} of ${of}, ${percent(rate, 1)}, at most ${percent(high, 1)}.`;
  };
  const passed = played.filter(({ conclusion }) => conclusion === 'matched');
  const atOnce = passed.filter(({ paths }) => paths === 1);
  const times = timesOf(atOnce.map(({ milliseconds }) => milliseconds));
  const suspected = played.filter(({ isSuspected }) => isSuspected).length;
  return [
    `Somebody who follows: a stand-in (BPCER), because no clip shows one.`,
    words('Refused at the first asking', played.length - atOnce.length, played.length),
    words('Refused after the second', played.length - passed.length, played.length),
    words('Suspected', suspected, played.length),
    `From the question to the answer, of those let in at the first: ${times.median / 1000} s at the median.`,
  ];
}
