import { seededRandom } from '#base/random';
import { distortions, undistort, type DistortionKind } from './distortions.ts';
import { drawPerson, madeUp, type MadeUp, type NamingPeople } from './peoples.ts';

/** A generated list with its queries. The same seed gives the same list. */
export interface MadeList {
  /** Listed names; the index is the entry's number. */
  names: string[];
  queries: { kind: DistortionKind; name: string; entry: number }[];
  /** Names of people who are not on the list. */
  ordinary: string[];
}

export interface Sizes {
  entries: number;
  queries: number;
  ordinary: number;
}

type Mixture = readonly (readonly [NamingPeople, number])[];

/** Approximate composition of the official lists. */
const onTheList: Mixture = [
  ['arabic', 30],
  ['russian', 22],
  ['spanish', 12],
  ['chinese', 7],
  ['english', 6],
  ['ukrainian', 5],
  ['greek', 4],
  ['turkish', 4],
  ['serbian', 3],
  ['german', 2],
  ['french', 2],
  ['italian', 2],
  ['nigerian', 1],
];
/** Approximate composition of an office's visitors. */
const inTheLobby: Mixture = [
  ['english', 60],
  ['spanish', 10],
  ['german', 6],
  ['french', 5],
  ['italian', 5],
  ['indian', 5],
  ['chinese', 4],
  ['arabic', 3],
  ['russian', 2],
];

export function madeList(sizes: Sizes, seed: number): MadeList {
  const random = seededRandom(seed);
  const people = Array.from({ length: sizes.entries }, () =>
    madeUp(drawOne(onTheList, random), random),
  );
  return {
    names: people.map(asListed),
    queries: queries(people, sizes.queries, random),
    ordinary: ordinary(people, sizes.ordinary, random),
  };
}

/** Returns the name in the form of official lists. */
function asListed(person: MadeUp, number: number): string {
  const { given, middle, family } = person;
  if (number % 2 === 0) return undistort(person);
  return `${family.toUpperCase()}, ${[given, middle].filter(Boolean).join(' ')}`;
}

/** Makes `count` queries of every kind, about people whom the kind fits. */
function queries(
  people: readonly MadeUp[],
  count: number,
  random: () => number,
): MadeList['queries'] {
  const kinds = Object.keys(distortions) as DistortionKind[];
  const made: MadeList['queries'] = [];
  for (let tries = 0; made.length < count && tries < count * 2000; tries++) {
    const kind = kinds[made.length % kinds.length]!;
    const entry = Math.floor(random() * people.length);
    const name = distortions[kind](people[entry]!, random);
    if (name) made.push({ kind, name, entry });
  }
  return made;
}

/** Leaves out people who share given and family name with a listed person, because a hit would be right. */
function ordinary(people: readonly MadeUp[], count: number, random: () => number): string[] {
  const key = ({ given, family }: MadeUp) => `${given} ${family.split(' ')[0]}`.toLowerCase();
  const taken = new Set(people.map(key));
  const names: string[] = [];
  while (names.length < count) {
    const person = madeUp(drawOne(inTheLobby, random), random);
    if (taken.has(key(person))) continue;
    const { given, middle, family } = person;
    // Most people omit their middle name, and many give it as an initial.
    const middlePart =
      middle === null || random() < 0.5 ? null : random() < 0.5 ? `${middle[0]}.` : middle;
    names.push([given, middlePart, family].filter(Boolean).join(' '));
  }
  return names;
}

function drawOne(mixture: Mixture, random: () => number): NamingPeople {
  return drawPerson(
    mixture.flatMap(([people, share]) => Array.from({ length: share }, () => people)),
    random,
  );
}
