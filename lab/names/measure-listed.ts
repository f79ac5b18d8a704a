import { listLabel } from '#sanctions-lists';
import type { Db } from '#server/store/schema.ts';
import { listedAfter, listWatchlists } from '#server/store/tables/watchlists.ts';
import type { Watchlist } from '#server/watchlist/watchlist.ts';
import { hashText, inPart, type SamplePart } from '#name-matching/lab/part.ts';
import { SimpleModel, simpleThreshold } from '#name-matching/lab/simple-model.ts';

/** How often a search by the named field finds a listed person. */
export interface ListedMeasured {
  written: string;
  asked: number;
  found: number;
  /** Found by the simple model. */
  simple: number;
  /** Some of the names that were not found. */
  missed: string[];
}

interface Entry {
  list: string;
  kind: 'person' | 'company' | 'unknown';
  reference: string;
  names: readonly string[];
}

const isLatin = (name: string) => /^[\p{Script=Latin}\p{Script=Common}\p{M}]+$/u.test(name);
const ownName = ({ names }: Entry) => names.slice(0, 1);
const aliases = ({ names }: Entry) => names.slice(1).filter(isLatin);

/** The names to search for an entry, by way of writing. */
const ways: Record<string, (entry: Entry) => readonly string[]> = {
  'own name': ownName,
  alias: aliases,
  reordered: (entry) => ownName(entry).flatMap(reorder),
  'other script': ({ names }) => names.filter((name) => !isLatin(name)),
  'one slip': (entry) => ownName(entry).flatMap(withSlip),
  'first and last name': (entry) => ownName(entry).filter(isLatin).flatMap(withoutMiddle),
  'first and last word': (entry) => ownName(entry).filter(isLatin).flatMap(firstAndLast),
};

/** @param most names for each way, drawn by their hash; entries of one part only */
export async function measureListed(
  db: Db,
  watchlist: Watchlist,
  threshold: number,
  most: number,
  part: SamplePart | undefined,
): Promise<ListedMeasured[]> {
  const everybody = (await everyEntry(db)).filter(({ kind }) => kind === 'person');
  const simpleModel = new SimpleModel<Entry>();
  for (const entry of everybody) await simpleModel.add(entry, entry.names);
  const entries = inPart(everybody, part, ({ list, reference }) => `${list} ${reference}`);
  const measured: ListedMeasured[] = [];
  for (const [written, way] of Object.entries(ways)) {
    const all = entries.flatMap((entry) => way(entry).map((name) => ({ name, entry })));
    const order = new Map(all.map(({ name }) => [name, hashText(name).toString('hex')]));
    const drawn = all
      .sort((a, b) => order.get(a.name)!.localeCompare(order.get(b.name)!))
      .slice(0, most);
    const row: ListedMeasured = { written, asked: drawn.length, found: 0, simple: 0, missed: [] };
    for (const { name, entry } of drawn) {
      if (await isFound(watchlist, name, entry, threshold)) row.found++;
      else if (row.missed.length < mostShown) row.missed.push(name);
      const simple = await simpleModel.find(name, simpleThreshold);
      if (simple.some(({ ref }) => ref === entry)) row.simple++;
    }
    measured.push(row);
  }
  return measured;
}

const mostShown = 20;

async function isFound(
  watchlist: Watchlist,
  name: string,
  { list, reference, kind }: Entry,
  threshold: number,
): Promise<boolean> {
  const nothing = { birthDate: null, email: null, phone: null, country: null };
  const isCompany = kind === 'company';
  const asked = { ...nothing, name: isCompany ? null : name, company: isCompany ? name : null };
  const hits = await watchlist.lookUp(asked, { lists: null, threshold, phoneCountry: 'US' });
  return hits.some((hit) => hit.list === list && hit.entry === reference);
}

/** Searches for every published name unchanged, aliases and companies included. Leaves out names of one word. */
export async function measureEvery(
  db: Db,
  watchlist: Watchlist,
  threshold: number,
): Promise<Omit<ListedMeasured, 'simple'>> {
  const row = { written: 'every name', asked: 0, found: 0, missed: [] as string[] };
  for (const entry of await everyEntry(db)) {
    for (const name of entry.names) {
      row.asked++;
      if (await isFound(watchlist, name, entry, threshold)) row.found++;
      else row.missed.push(`${entry.list} ${entry.reference}: ${name}`);
    }
  }
  return row;
}

async function everyEntry(db: Db): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { id, ...list } of await listWatchlists(db)) {
    const rows = await listedAfter(db, id, 0, Number.MAX_SAFE_INTEGER);
    for (const { kind, reference, names } of rows) {
      // One word is half a name, and does not find an entry with a whole name.
      const all = JSON.parse(names) as string[];
      const full = all.filter((name) => /\S[\s,]+\S/u.test(name));
      entries.push({
        list: listLabel(list),
        kind,
        reference,
        names: kind === 'person' ? full : all,
      });
    }
  }
  return entries;
}

/** Moves the family name behind the given names: "Ivan Petrov" for "PETROV, Ivan"; or the first word to the end. */
function reorder(name: string): string[] {
  const [family = '', given] = name.split(/,\s*/);
  if (given) return [`${given} ${family}`];
  const [first = '', ...others] = name.split(/\s+/);
  return [`${others.join(' ')} ${first}`];
}

/** The first given name and the whole family name, if the name has three words or more. */
function withoutMiddle(name: string): string[] {
  const [family = '', given] = name.split(/,\s*/);
  const words = (given ?? name).split(/\s+/);
  if (given) return words.length > 1 ? [`${words[0]} ${family}`] : [];
  return words.length > 2 ? [`${words[0]} ${words.at(-1)}`] : [];
}

/** The first given name and the last word of the family name: "Juan Lopez" for "GARCIA LOPEZ, Juan Carlos". */
function firstAndLast(name: string): string[] {
  const [family = '', given] = name.split(/,\s*/);
  const words = (given ? `${given} ${family}` : name).split(/\s+/);
  return words.length > 2 ? [`${words[0]} ${words.at(-1)}`] : [];
}

/** Changes, drops or swaps one letter of the longest word. A hash of the name picks the letter. */
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
