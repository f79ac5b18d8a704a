import { labData } from './lab-data.ts';
import type { PeopleFile } from './published-names.ts';
import { hashText, inPart, type SamplePart } from './part.ts';

const names = labData('common-people.txt');
const lines = { like: /^\p{Ll}[\p{Ll}| -]+$/u, example: 'anna | maria' };
const peoples = [
  ...['english', 'german', 'french', 'spanish', 'russian'],
  ...['arabic', 'iranian', 'korean', 'chinese', 'indian'],
];
/** Number of names for each people and part. */
const perPart = 100;

/** Makes a hundred common full names of each people, with birth dates derived from their hash. */
export function commonPeople(part: SamplePart | undefined): PeopleFile[] {
  return peoples.map((people) => {
    const [given, family] = ['given', 'family'].map((one) =>
      names.rows({ section: `${people} ${one}`, ...lines }).flat(),
    );
    const all = given!.flatMap((one) => family!.map((other) => `${one} ${other}`));
    const drawn = inPart(all, part, (name) => name).sort((a, b) =>
      Buffer.compare(hashText(a), hashText(b)),
    );
    const most = part === undefined ? 2 * perPart : perPart;
    return {
      name: people,
      people: drawn.slice(0, most).map((name) => ({ name, birthDate: birthDateOf(name) })),
    };
  });
}

/** Returns a birth date of a person between 20 and 70. */
function birthDateOf(name: string): string {
  const [, year = 0, month = 0, day = 0] = hashText(name);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${1956 + (year % 50)}-${two(1 + (month % 12))}-${two(1 + (day % 28))}`;
}
