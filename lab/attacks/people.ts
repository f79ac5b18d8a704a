import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { splitJpegs } from '../simulate/frames.ts';
import type { Face, Vision } from '#face';
import type { MorphPhoto } from './morph.ts';
import { decodePicture } from './sheet-camera.ts';

/** Half of the people tune the rules. The other half judges the rules. */
export type Half = 'tune' | 'judge';

/** A person whose pictures the attacker has. */
export interface Victim {
  name: string;
  /** The enrolled photo, which is never held up. */
  enrolled: MorphPhoto;
  template: Float32Array;
  /** The first photo is frontal, the second turned, and the third differs most from both. */
  photos: MorphPhoto[];
}

/** A person in a clip, frame by frame, with poses relative to the frontal frames. */
export interface Film {
  name: string;
  template: Float32Array;
  frames: (MorphPhoto | null)[];
}

const frontal = 8;
const turned = { least: 14, most: 40 };
/** With fewer pictures, no person is visible from several sides. */
const fewest = 4;
/** Cosines above which two photos show one person, or one photo is the mirror image of the other. */
const samePerson = 0.4;
const sameFile = 0.95;
const atMost = 12;

/** Returns the half that a person always belongs to. */
function halfOf(name: string): Half {
  return createHash('sha256').update(name).digest()[0]! < 128 ? 'tune' : 'judge';
}

/**
 * Returns people with a frontal and a turned picture, from a folder for each person (as in LFW).
 * @throws {RefusalError} when there are none
 */
export async function victimsIn(
  folder: string,
  { half, count, vision }: { half: Half; count: number; vision: Vision },
): Promise<Victim[]> {
  const names = (await readdir(folder)).filter((name) => halfOf(name) === half).sort(byHash);
  const victims: Victim[] = [];
  for (const name of names) {
    if (victims.length >= count) break;
    const inside = path.join(folder, name);
    if (isJpeg(name)) {
      const alone = await victimWithOne(name, await readFile(inside), vision);
      if (alone) victims.push(alone);
      continue;
    }
    const files = (await readdir(inside).catch(() => [])).filter(isJpeg);
    if (files.length < fewest) continue;
    const victim = await victimOf(name, await photosIn(inside, files.slice(0, atMost), vision));
    if (victim) victims.push(victim);
  }
  if (victims.length === 0) {
    throw new RefusalError('no_photos', `Nobody in ${folder} has a frontal and a turned picture.`);
  }
  return victims;
}

function isJpeg(file: string): boolean {
  return /\.jpe?g$/i.test(file);
}

/** Returns a person with one photo, who is enrolled with the same photo mirrored, darker and softer. */
async function victimWithOne(
  name: string,
  jpeg: Uint8Array,
  vision: Vision,
): Promise<Victim | null> {
  const other = await sharp(jpeg).flop().modulate({ brightness: 0.85 }).blur(1).jpeg().toBuffer();
  const [photo, enrolled] = [await lookAt(jpeg, vision), await lookAt(other, vision)];
  if (!photo || !enrolled || Math.abs(photo.yaw) > frontal) return null;
  const { template } = enrolled.face;
  return { name, enrolled, template, photos: [{ ...photo, yaw: 0, pitch: 0 }] };
}

/** Sorts by hash, because the alphabetical order would use only the first letters. */
function byHash(one: string, other: string): number {
  const hash = (name: string) => createHash('sha256').update(name).digest('hex');
  return hash(one) < hash(other) ? -1 : 1;
}

async function photosIn(folder: string, files: string[], vision: Vision): Promise<MorphPhoto[]> {
  const seen: MorphPhoto[] = [];
  for (const file of files) {
    const bytes = await readFile(path.join(folder, file));
    for (const jpeg of [bytes, await sharp(bytes).flop().jpeg({ quality: 95 }).toBuffer()]) {
      const photo = await lookAt(jpeg, vision);
      if (photo) seen.push(photo);
    }
  }
  return seen;
}

async function lookAt(jpeg: Uint8Array, vision: Vision): Promise<MorphPhoto | null> {
  const analysis = await vision.analyze(jpeg, { main: 'central' });
  if (!analysis.ok || analysis.face.quality.eyesOpen < 0.5) return null;
  const { face } = analysis;
  const { yaw, pitch } = face.quality.headPose;
  return { picture: await decodePicture(jpeg), landmarks: face.landmarks68, yaw, pitch, face };
}

async function victimOf(name: string, seen: MorphPhoto[]): Promise<Victim | null> {
  const aside = ({ yaw }: MorphPhoto) => Math.abs(yaw);
  const front = [...seen].sort((one, other) => aside(one) - aside(other))[0];
  if (!front || aside(front) > frontal) return null;
  const relative = seen
    .filter((photo) => photo !== front && isAlike(photo.face, front.face))
    .map((photo) => ({ ...photo, yaw: photo.yaw - front.yaw, pitch: photo.pitch - front.pitch }));
  const side = relative
    .filter((photo) => aside(photo) >= turned.least && aside(photo) <= turned.most)
    .sort((one, other) => Math.abs(aside(one) - 22) - Math.abs(aside(other) - 22))[0];
  if (!side) return null;
  const area = ({ yaw, pitch }: MorphPhoto) => Math.abs(side.yaw * pitch - side.pitch * yaw);
  const spread = ({ yaw, pitch }: MorphPhoto) => Math.hypot(yaw - side.yaw, pitch - side.pitch);
  const rest = relative
    .filter((photo) => aside(photo) <= turned.most)
    .sort((one, other) => area(other) + 5 * spread(other) - area(one) - 5 * spread(one));
  const photos = [{ ...front, yaw: 0, pitch: 0 }, side, ...rest.slice(0, 3)];
  // The enrolled photo differs from the photo that is held up.
  const enrolled = relative
    .filter(({ face }) => !isAlike(face, front.face, sameFile))
    .sort((one, other) => aside(one) - aside(other))[0];
  if (!enrolled) return null;
  return { name, enrolled, template: enrolled.face.template, photos };
}

/** Whether two faces are the same person's. Another person in the same picture is not a victim. */
function isAlike(one: Face, other: Face, cosine = samePerson): boolean {
  return one.template.reduce((sum, value, at) => sum + value * other.template[at]!, 0) >= cosine;
}

/** Returns the clips of a folder that belong to a half, with every frame analysed. */
export async function filmsIn(
  folder: string,
  { half, vision }: { half: Half; vision: Vision },
): Promise<Film[]> {
  const isOurs = (file: string) => /\.mjpe?g$/i.test(file) && halfOf(file) === half;
  const files = (await readdir(folder)).filter(isOurs).sort();
  const films: Film[] = [];
  for (const file of files) {
    const seen: (MorphPhoto | null)[] = [];
    for (const jpeg of splitJpegs(await readFile(path.join(folder, file)))) {
      seen.push(await lookAt(jpeg, vision));
    }
    const known = seen.filter((each) => each !== null);
    const middle = (value: (one: MorphPhoto) => number) =>
      known.map(value).sort((a, b) => a - b)[known.length >> 1] ?? 0;
    const [yaw, pitch] = [middle((one) => one.yaw), middle((one) => one.pitch)];
    const ahead = [...known].sort(
      (a, b) => Math.hypot(a.yaw - yaw, a.pitch - pitch) - Math.hypot(b.yaw - yaw, b.pitch - pitch),
    )[0];
    if (!ahead) continue;
    films.push({
      name: file,
      template: ahead.face.template,
      frames: seen.map((one) => one && { ...one, yaw: one.yaw - yaw, pitch: one.pitch - pitch }),
    });
  }
  return films;
}
