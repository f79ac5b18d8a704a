import type { Visitor } from '../../simulate/held-sign-in.ts';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  twoPeopleFrames,
  webcamFrames,
} from '../../trial/sample-photos.ts';

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

/** An enrolled person, and their frames at the camera. */
export interface CastMember {
  visitor: Pick<Visitor, 'name' | 'email'>;
  photo: Buffer;
  frames: Buffer[];
}

/** The visitors of the lobbies. */
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

/** Counts under whose name another person may still try before the name is paused. */
export class Tries {
  /** End times of the tries since each person was let in; Infinity while a try runs. */
  readonly #ends = new Map<CastMember, { endedAt: number }[]>();

  /** Returns the people whose names can be tried. */
  open(people: readonly CastMember[]): CastMember[] {
    return people.filter((person) => (this.#ends.get(person)?.length ?? 0) < triesInARow);
  }

  /** @returns a function to call when the try has ended */
  begin(person: CastMember): () => void {
    const attempt = { endedAt: Infinity };
    this.#ends.set(person, [...(this.#ends.get(person) ?? []), attempt]);
    return () => (attempt.endedAt = performance.now());
  }

  /** Forgets the tries that had ended before a successful sign-in of the person began. */
  letIn(person: CastMember, begunAt: number): void {
    const left = (this.#ends.get(person) ?? []).filter(({ endedAt }) => endedAt >= begunAt);
    this.#ends.set(person, left);
  }
}
