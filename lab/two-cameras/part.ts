import { appendFile } from 'node:fs/promises';
import { seededRandom } from '#base/random';
import { kinds } from './kinds.ts';
import type { KindGroup } from './show.ts';
import type { Half } from '../attacks/people.ts';
import { readMaterial } from './material.ts';
import { drawPlace, playSequence, type CameraSite, type PlayedSequence } from './play.ts';
import { PairLooker } from './seen-by-models.ts';
import { playThroughService } from './through-service.ts';

/** What one process plays. */
export interface PartOptions {
  folder: string;
  /** A file to which every sequence is added as a line of JSON. */
  into: string;
  half: Half;
  /** Sequences of each kind; people count `people` times as many. */
  times: number;
  people: number;
  words: string[];
  /** Plays every `of`-th, from `part`. */
  part: number;
  of: number;
  /** Plays each through a whole service. */
  throughService?: boolean;
  /** A file to which the places of every pair are added, to try other rules without drawing again. */
  keep?: string;
}

/** A line of the file. */
export interface PlayedLine extends Omit<PlayedSequence, 'seen'> {
  half: Half;
  kind: string;
  time: number;
  /** Of the drawn cameras: pictures' width, distance between the cameras in centimetres. */
  width: number;
  apart: number;
}

/** A line of the file: a place whose cameras were to be learned. */
export interface PlaceLine {
  half: Half;
  place: string;
  tries: number;
  fault: string | null;
}

/** With so many places in a row whose cameras are not learned, something else is wrong. */
const mostTries = 20;
/** A place is used for so many sequences, because learning its cameras takes as long as two of them. */
const sequencesOfPlace = 14;

export async function playPart(options: PartOptions): Promise<void> {
  const { folder, into, half, times, people, words, part, of, keep, throughService } = options;
  const looker = await PairLooker.load();
  const material = await readMaterial(folder, half, looker);
  const names = Object.keys(kinds).filter((kind) => words.some((word) => kind.includes(word)));
  const all = names.flatMap((kind) =>
    Array.from({ length: timesOf(kinds[kind]!.group) }, (_, time) => ({ kind, time })),
  );
  // Kinds take turns, so that a run that is cut short has some of each.
  const mine = all.sort((a, b) => a.time - b.time).filter((_, at) => at % of === part);
  let place: CameraSite | null = null;
  for (const [at, { kind, time }] of mine.entries()) {
    if (at % sequencesOfPlace === 0 || !place) {
      place = await nextPlace(`${half} ${part}/${of} ${at}`);
    }
    const seed = seedOf(`${half} ${kind} ${time}`);
    if (throughService) {
      const served = await playThroughService(place, { kind, time, material, seed });
      if (served) await appendFile(into, `${JSON.stringify(served)}\n`);
      continue;
    }
    const random = seededRandom(seed);
    const show = await kinds[kind]!.draw({ material, random });
    const { seen, ...played } = await playSequence(place, show, random, looker);
    const [{ width, pose }, other] = place.rig.cameras;
    const apart = Number((other.pose.x! - pose.x!).toFixed(1));
    const name = { half, kind, time };
    const line: PlayedLine = { ...name, ...played, width, apart };
    await appendFile(into, `${JSON.stringify(line)}\n`);
    const kept = { ...name, geometry: place.geometry, seen };
    if (keep) await appendFile(keep, `${JSON.stringify(kept, round)}\n`);
  }

  function timesOf(group: KindGroup): number {
    if (group === 'person') return times * people;
    // What passes by design needs no bound.
    return group === 'driven' || group === 'solid' ? Math.ceil(times / 3) : times;
  }

  /**
   * Draws places until the cameras of one are learned, and notes each that is not.
   *
   * @throws when none of `mostTries` is learned
   */
  async function nextPlace(name: string): Promise<CameraSite> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const drawn = await drawPlace(material, seededRandom(seedOf(`${name} ${tries}`)), looker);
      const fault = typeof drawn === 'string' ? drawn : null;
      const line: PlaceLine = { half, place: name, tries, fault };
      await appendFile(into, `${JSON.stringify(line)}\n`);
      if (typeof drawn !== 'string') return drawn;
    }
    throw new Error(`The cameras of ${mostTries} places in a row were not learned.`);
  }
}

function seedOf(text: string): number {
  return [...text].reduce((seed, letter) => Math.imul(seed, 31) + letter.charCodeAt(0), 7);
}

function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}
