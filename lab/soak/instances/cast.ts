import type { Visitor } from '../../../scripts/simulate/held-sign-in.ts';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../../scripts/trial/sample-photos.ts';

const framesEach = 12;
/** Five failures in a row pause a name. */
const triesInARow = 3;

const { womanA, womanB, guest1, guest2, guest3, guest4, guest5 } = sampleFaces;
const faces = [
  { name: 'Emil Novak', photo: guest5, before: guest5 },
  { name: 'Anna Lindqvist', photo: womanA, before: womanB },
  { name: 'Bea Moreau', photo: guest2, before: guest2 },
  { name: 'Cem Aydin', photo: guest3, before: guest3 },
  { name: 'Dana Okafor', photo: guest4, before: guest4 },
];

/** Someone who is enrolled, and what the camera sees when they stand before it. */
export interface CastMember {
  visitor: Pick<Visitor, 'name' | 'email'>;
  photo: Buffer;
  frames: Buffer[];
}

/** The visitors of the lobbies. */
export interface Cast {
  people: CastMember[];
  /** Enrolled, and on the opt-out list since. */
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

/** Knows under whose name someone else may be tried once more without its being paused. */
export class Tries {
  /** By person: when the tries since they were let in have ended; Infinity while one runs. */
  readonly #ends = new Map<CastMember, { endedAt: number }[]>();

  /** Those whose name can be tried. */
  open(people: readonly CastMember[]): CastMember[] {
    return people.filter((person) => (this.#ends.get(person)?.length ?? 0) < triesInARow);
  }

  /** @returns what is to be called at the end of it */
  begin(person: CastMember): () => void {
    const attempt = { endedAt: Infinity };
    this.#ends.set(person, [...(this.#ends.get(person) ?? []), attempt]);
    return () => (attempt.endedAt = performance.now());
  }

  /** The person was let in by a sign-in that began then: what had ended by that time counts no more. */
  letIn(person: CastMember, begunAt: number): void {
    const left = (this.#ends.get(person) ?? []).filter(({ endedAt }) => endedAt >= begunAt);
    this.#ends.set(person, left);
  }
}
