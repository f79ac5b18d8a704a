import type { Visitor } from '../simulate/held-sign-in.ts';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../trial/sample-photos.ts';
import type { Trial } from '../trial/trial.ts';

const framesEach = 12;

const { womanA, womanB, guest1, guest2, guest3, guest4, guest5 } = sampleFaces;
const faces = [
  { name: 'Emil Novak', photo: guest5, before: guest5 },
  { name: 'Anna Lindqvist', photo: womanA, before: womanB },
  { name: 'Bea Moreau', photo: guest2, before: guest2 },
  { name: 'Cem Aydin', photo: guest3, before: guest3 },
  { name: 'Dana Okafor', photo: guest4, before: guest4 },
];

/** An enrolled person, and their frames at the camera. */
export interface CastMember {
  visitor: Pick<Visitor, 'name' | 'email'>;
  photo: Buffer;
  frames: Buffer[];
}

/** The visitors of the lobbies. The first of the people is one of the two in `two`. */
export interface Cast {
  people: CastMember[];
  /** Enrolled, and added to the opt-out list afterwards. */
  leaver: CastMember;
  stranger: Buffer[];
  two: Buffer[];
  nobody: Buffer[];
}

export async function makeCast(): Promise<Cast> {
  const [leaver, ...people] = await Promise.all(
    faces.map(async ({ name, photo, before }) => ({
      visitor: { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.com` },
      photo: await cropPhoto(photo),
      frames: await webcamFrames(before, framesEach),
    })),
  );
  return {
    people,
    leaver: leaver!,
    stranger: await webcamFrames(guest1, framesEach),
    two: await twoPeopleFrames(womanB, guest1, framesEach),
    nobody: await emptyFrames(framesEach),
  };
}

export async function enrolPeople(trial: Trial, people: readonly CastMember[]): Promise<void> {
  for (const { visitor, photo } of people) {
    await trial.enrol({ name: visitor.name, email: visitor.email ?? null }, [photo]);
  }
}
