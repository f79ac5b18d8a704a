import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { fieldComparisons, titleOf } from '#sanctions-lists';
import type { ListHit } from '../sign-in/check.ts';
import type { Hit } from './entry.ts';
import { ownList } from './sources.ts';

/** Further hits are only counted. */
const maxNoted = 3;

/** @param label `ofac`, or `ofac/consolidated` */
export function nameOfList(label: string): string {
  const [source = '', name] = label.split('/');
  const publisher = source === ownList ? 'your own list' : titleOf(source);
  return name === undefined ? publisher : `${publisher} (${name})`;
}

/** Returns the first hits, for storing with the sign-in. */
export function notedHits(hits: readonly Hit[]): ListHit[] {
  return hits.slice(0, maxNoted).map(({ list, entry, by, score, compared }) => ({
    ...{ list, entry, by },
    percent: compared ? Math.floor(score * 100) : null,
    birthDate: compared?.birthDate ?? null,
    country: compared?.country ?? null,
  }));
}

/** Describes entry ids and matching details for people who may look them up, without the entries' contents. */
export function hitNote(hits: readonly Hit[]): string {
  const sentences = notedHits(hits).map(
    (hit) => `Entry ${hit.entry} of ${nameOfList(hit.list)}, by ${hit.by}.${comparison(hit)}`,
  );
  const more = hits.length - sentences.length;
  return more > 0 ? `${sentences.join(' ')} And ${more} more.` : sentences.join(' ');
}

/** On the own list, the desk reads the entry itself. */
function comparison({ list, percent, birthDate, country }: ListHit): string {
  if (list === ownList || percent === null) return '';
  return ` Name ${percent} %, birth date ${birthDate}, country ${country}.`;
}

const Comparison = Type.Union([Type.Enum([...fieldComparisons]), Type.Null()]);
const StoredHits = Type.Array(
  Type.Object({
    list: Type.String(),
    entry: Type.String(),
    by: Type.String(),
    percent: Type.Union([Type.Integer(), Type.Null()]),
    birthDate: Comparison,
    country: Comparison,
  }),
);

/** Returns the hits stored with a sign-in; empty when they were erased or are malformed. */
export function storedHits(json: string | null): ListHit[] {
  const hits: unknown = json === null ? [] : JSON.parse(json);
  return Value.Check(StoredHits, hits) ? hits : [];
}
