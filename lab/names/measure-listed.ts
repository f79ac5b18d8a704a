import type { Db } from '../../server/store/schema.ts';
import { listedAfter, listWatchlists } from '../../server/store/tables/watchlists.ts';
import { listLabel } from '../../server/watchlist/sources.ts';
import type { Watchlist } from '../../server/watchlist/watchlist.ts';
import { hashText } from '../../packages/name-matching/lab/part.ts';

/** How often a search by the named field finds a listed person. */
export interface ListedMeasured {
  written: string;
  asked: number;
  found: number;
  /** Of those not found, a few. */
  missed: string[];
}

interface Entry {
  list: string;
  reference: string;
  names: readonly string[];
}

const isLatin = (name: string) => /^[\p{Script=Latin}\p{Script=Common}\p{M}]+$/u.test(name);
const ownName = ({ names }: Entry) => names.slice(0, 1);
const aliases = ({ names }: Entry) => names.slice(1).filter(isLatin);

/** What is asked for of an entry, by how it is written. */
const ways: Record<string, (entry: Entry) => readonly string[]> = {
  'own name': ownName,
  alias: aliases,
  reordered: (entry) => ownName(entry).flatMap(reordered),
  'other script': ({ names }) => names.filter((name) => !isLatin(name)),
  'one slip': (entry) => ownName(entry).flatMap(withSlip),
  'first and last name': (entry) => ownName(entry).filter(isLatin).flatMap(withoutMiddle),
};

/** @param most names of each way, drawn by their hash */
export async function measureListed(
  db: Db,
  watchlist: Watchlist,
  threshold: number,
  most: number,
): Promise<ListedMeasured[]> {
  const entries = await everyPerson(db);
  const measured: ListedMeasured[] = [];
  for (const [written, way] of Object.entries(ways)) {
    const all = entries.flatMap((entry) => way(entry).map((name) => ({ name, entry })));
    const order = new Map(all.map(({ name }) => [name, hashText(name).toString('hex')]));
    const drawn = all
      .sort((a, b) => order.get(a.name)!.localeCompare(order.get(b.name)!))
      .slice(0, most);
    const row: ListedMeasured = { written, asked: drawn.length, found: 0, missed: [] };
    for (const { name, entry } of drawn) {
      const asked = {
        name,
        birthDate: null,
        email: null,
        phone: null,
        company: null,
        country: null,
      };
      const search = { lists: null, by: ['name'] as const, threshold, phoneCountry: 'US' };
      const hits = await watchlist.lookUp(asked, search);
      if (hits.some((hit) => hit.list === entry.list && hit.entry === entry.reference)) row.found++;
      else if (row.missed.length < mostShown) row.missed.push(name);
    }
    measured.push(row);
  }
  return measured;
}

const mostShown = 20;

async function everyPerson(db: Db): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { id, ...list } of await listWatchlists(db)) {
    const rows = await listedAfter(db, id, 0, Number.MAX_SAFE_INTEGER);
    for (const { kind, reference, names } of rows) {
      // A name of one word says half a name only, and finds no one whose whole name is asked for.
      const full = (JSON.parse(names) as string[]).filter((name) => /\S[\s,]+\S/u.test(name));
      if (kind === 'person') entries.push({ list: listLabel(list), reference, names: full });
    }
  }
  return entries;
}

/** The family name behind the others: "Ivan Petrov" of "PETROV, Ivan"; else the first word at the end. */
function reordered(name: string): string[] {
  const [family = '', given] = name.split(/,\s*/);
  if (given) return [`${given} ${family}`];
  const [first = '', ...others] = name.split(/\s+/);
  return [`${others.join(' ')} ${first}`];
}

/** The first given name and the whole family name, of a name of three words or more. */
function withoutMiddle(name: string): string[] {
  const [family = '', given] = name.split(/,\s*/);
  const words = (given ?? name).split(/\s+/);
  if (given) return words.length > 1 ? [`${words[0]} ${family}`] : [];
  return words.length > 2 ? [`${words[0]} ${words.at(-1)}`] : [];
}

/** One letter of the longest word changed, left out, or swapped with the next: by a hash of the name. */
function withSlip(name: string): string[] {
  const words = name.match(/\p{L}{4,}/gu) ?? [];
  const longest = [...words].sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return [];
  const [how = 0, where = 0, letter = 0] = hashText(name);
  const at = 1 + (where % (longest.length - 2));
  const before = longest.slice(0, at);
  const after = longest.slice(at + 1);
  const slips = [
    before + String.fromCharCode(97 + (letter % 26)) + after,
    before + after,
    before + after.slice(0, 1) + longest[at]! + after.slice(1),
  ];
  return [name.replace(longest, slips[how % slips.length]!)];
}
