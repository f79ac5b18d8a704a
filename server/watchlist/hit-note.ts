import { listSources, titleOf } from '../../packages/sanctions-lists/index.ts';
import { fieldComparisons, type FieldComparison, type Hit } from './entry.ts';
import { ownList } from './sources.ts';

const maxTold = 3;

/** @param label `ofac`, or `ofac/consolidated` */
export function nameOfList(label: string): string {
  const [source = '', name] = label.split('/');
  const publisher = source === ownList ? 'your own list' : titleOf(source);
  return name === undefined ? publisher : `${publisher} (${name})`;
}

/** The ids of the entries and what agreed, for people who may look them up; without their contents. */
export function hitNote(hits: readonly Hit[]): string {
  const sentences = hits.slice(0, maxTold).map((hit) => {
    const { list, entry, by } = hit;
    return `Entry ${entry} of ${nameOfList(list)}, by ${by}.${comparison(hit)}`;
  });
  const more = hits.length - sentences.length;
  return more > 0 ? `${sentences.join(' ')} And ${more} more.` : sentences.join(' ');
}

/** On the own list, the desk reads the entry itself. */
function comparison({ list, score, compared }: Hit): string {
  if (list === ownList || !compared) return '';
  const { birthDate, country } = compared;
  return ` Name ${Math.floor(score * 100)} %, birth date ${birthDate}, country ${country}.`;
}

/** A hit as its note has it. */
export interface NotedHit {
  list: string;
  entry: string;
  by: string;
  /** Null where it was not found by a name. */
  percent: number | null;
  birthDate: FieldComparison | null;
  country: FieldComparison | null;
}

const agreed = `(${fieldComparisons.join('|')})`;
const sentence = new RegExp(
  `Entry (\\S+) of ([^,]+), by (\\w+)\\.(?: Name (\\d+) %, birth date ${agreed}, country ${agreed}\\.)?`,
  'gu',
);

/** The hits on official lists that a note tells of; none where it is another note. */
export function readHitNote(note: string): NotedHit[] {
  return [...note.matchAll(sentence)].flatMap(
    ([, entry, title, by, percent, birthDate, country]) => {
      const list = labelOf(title ?? '');
      if (list === null || entry === undefined || by === undefined) return [];
      return [
        {
          ...{ list, entry, by },
          percent: percent === undefined ? null : Number(percent),
          birthDate: (birthDate as FieldComparison | undefined) ?? null,
          country: (country as FieldComparison | undefined) ?? null,
        },
      ];
    },
  );
}

/** Null for the own list, and for one that no publisher of today has. */
function labelOf(shown: string): string | null {
  const [, title = shown, name] = /^(.*) \(([^)]*)\)$/u.exec(shown) ?? [];
  const whole = listSources.find((source) => titleOf(source) === shown);
  if (whole !== undefined) return whole;
  const source = listSources.find((each) => titleOf(each) === title);
  return source === undefined || name === undefined ? null : `${source}/${name}`;
}
