import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Rate, rateOf } from '../../packages/biometric-evaluation/index.ts';
import { seededRandom } from '../../packages/repeatable-random/index.ts';
import {
  type LearnedRoom,
  learnRoom,
  roomLimits,
  type RoomPrint,
  RoomWatch,
  type Vision,
} from '../../packages/face/index.ts';
import type { Half } from '../attacks/people.ts';
import type { SheetPicture } from '../attacks/sheet-camera.ts';
import { happenings, noisy } from './happenings.ts';
import { drawLobby } from './lobbies.ts';
import { asJpeg, fillingFrame, standingIn, type ClothedVisitor } from './visitors.ts';

/** Noise of the camera, in steps of luma. */
const sigma = 1.8;
const framesToLearn = 8;
const framesOfVisitor = 4;

/** Outcomes of captures: let in, held for another room, held because too little of the room was visible. */
export interface Counted {
  agreed: Rate;
  differing: Rate;
  hidden: Rate;
}

export interface DrawnRoom {
  name: string;
  half: Half;
  picture: SheetPicture;
  room: LearnedRoom | null;
}

export function halfOf(name: string): Half {
  return createHash('sha256').update(name).digest()[0]! < 128 ? 'tune' : 'judge';
}

/** Learns drawn rooms and photos of places, each from pictures without people. */
export async function learnedPlaces(
  vision: Vision,
  { drawn, photos }: { drawn: number; photos: readonly string[] },
): Promise<DrawnRoom[]> {
  const places: DrawnRoom[] = [];
  for (let number = 0; number < drawn; number += 1) {
    places.push(await placeOf(`lobby ${number}`, await drawLobby(number), vision));
  }
  for (const file of photos) {
    places.push(
      await placeOf(path.basename(file), await fillingFrame(await readFile(file)), vision),
    );
  }
  return places;
}

async function placeOf(name: string, picture: SheetPicture, vision: Vision): Promise<DrawnRoom> {
  const random = seededRandom(seedOf(name));
  const prints = await Promise.all(
    Array.from({ length: framesToLearn }, async () => print(vision, picture, random)),
  );
  const { room } = learnRoom(prints.filter((each) => each !== null));
  return { name, half: halfOf(name), picture, room };
}

/** Measures visitors in the learned room, by the change in the room. */
export async function genuineCaptures(
  vision: Vision,
  place: DrawnRoom,
  visitors: readonly ClothedVisitor[],
): Promise<Record<string, (number | null)[]>> {
  const shares: Record<string, (number | null)[]> = {};
  for (const [name, happen] of Object.entries(happenings)) {
    for (const visitor of visitors) {
      const random = seededRandom(seedOf(`${place.name} ${name} ${visitor.name}`));
      const room = copyOf(place.picture);
      happen(room, random);
      const stance = { right: 160 * random() - 80, size: 0.7 + 0.4 * random() };
      const frames = Array.from({ length: framesOfVisitor }, async (_, index) => {
        const seen = await standingIn(room, visitor, { ...stance, frame: 5 * index });
        return print(vision, seen, random);
      });
      (shares[name] ??= []).push(agreeingShareOf(place.room!, await Promise.all(frames)));
    }
  }
  return shares;
}

/** Returns the prints of a photo that fills the picture, in four frames. */
export async function filledBy(vision: Vision, jpeg: Uint8Array): Promise<(RoomPrint | null)[]> {
  const random = seededRandom(jpeg.length);
  const picture = await fillingFrame(jpeg);
  return Promise.all(Array.from({ length: 4 }, async () => print(vision, picture, random)));
}

export function agreeingShareOf(
  room: LearnedRoom,
  prints: readonly (RoomPrint | null)[],
): number | null {
  const watch = new RoomWatch();
  watch.at('screen');
  for (const each of prints) if (each) watch.see(each);
  return watch.agreement('screen', room);
}

export function counted(shares: readonly (number | null)[]): Counted {
  const of = shares.length;
  const count = (is: (share: number | null) => boolean) => rateOf(shares.filter(is).length, of);
  return {
    agreed: count((share) => share !== null && share >= roomLimits.agreeing),
    differing: count((share) => share !== null && share < roomLimits.agreeing),
    hidden: count((share) => share === null),
  };
}

/** Returns one photo of each person in a folder with a folder for each, equally many from either half. */
export async function onePhotoEach(folder: string, count: number): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  const of = (half: Half) => names.filter((name) => halfOf(name) === half).slice(0, count / 2);
  const files: string[] = [];
  for (const name of [...of('tune'), ...of('judge')]) {
    const [first] = (await readdir(path.join(folder, name))).sort();
    if (first) files.push(path.join(folder, name, first));
  }
  return files;
}

async function print(
  vision: Vision,
  picture: SheetPicture,
  random: () => number,
): Promise<RoomPrint | null> {
  const noise = copyOf(picture);
  noisy(noise, sigma, random);
  const seen = await vision.analyze(await asJpeg(noise), { timeoutMs: 60_000 });
  return seen.room ?? null;
}

function copyOf(picture: SheetPicture): SheetPicture {
  return { ...picture, data: Buffer.from(picture.data) };
}

function seedOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0);
}
