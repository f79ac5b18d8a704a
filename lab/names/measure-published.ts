import { table } from '../../scripts/terminal/table.ts';
import path from 'node:path';
import { openStore } from '#server/store/store.ts';
import { importList } from '#server/watchlist/import-list.ts';
import { NameIndex, nameWords } from '#name-matching';
import { listSources, type ListSource } from '#sanctions-lists';
import { listWatchlists } from '#server/store/tables/watchlists.ts';
import { Watchlist } from '#server/watchlist/watchlist.ts';
import { RefusalError, type CommandResult } from '../../scripts/terminal/answer.ts';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { wrapText } from '../../scripts/terminal/text.ts';
import { count, percent } from '#biometric-evaluation';
import { commonPeople } from '#name-matching/lab/common-people.ts';
import { measureEvery, measureListed, type ListedMeasured } from './measure-listed.ts';
import { inPart, type SamplePart } from '#name-matching/lab/part.ts';
import { SimpleModel, simpleThreshold } from '#name-matching/lab/simple-model.ts';
import {
  readLabelledPairs,
  readPeople,
  type LabelledPair,
  type PeopleFile,
  type SignedIn,
} from '#name-matching/lab/published-names.ts';

/** Published data sets for a measurement of the name comparison. */
export interface Published {
  pairs: string | undefined;
  /** Files of people who are not on the lists. */
  strangers: readonly string[];
  /** Files of listed people, with their names written differently. */
  listed: readonly string[];
  /** `ofac=sdn.xml` */
  lists: readonly string[];
  /** Whether common names of ten peoples are also searched. */
  areCommonAsked: boolean;
  /** The number of listed people, by the field used for the search. */
  own: number;
  /** Whether every published name is searched unchanged. */
  isEveryAsked: boolean;
  /** Uses only this part of the files. */
  part: SamplePart | undefined;
  threshold: number;
}

interface PairsMeasured {
  kind: LabelledPair['kind'];
  same: number;
  found: number;
  different: number;
  falseHits: number;
}

interface PeopleMeasured {
  file: string;
  /** Whether the people are on the lists, so that they must be held. */
  areListed: boolean;
  written: string;
  asked: number;
  held: number;
  /** Held people whose names contain every word of a listed name. No birth date clears them. */
  namesakes: number;
}

/** @throws {RefusalError} when a file cannot be used, or no list was given */
export async function measurePublished(published: Published): Promise<CommandResult> {
  const { pairs: file, strangers, listed, areCommonAsked, own, part, threshold } = published;
  const labelled = file === undefined ? [] : await readLabelledPairs(file);
  const inIt = inPart(labelled, part, (one) => `${one.kind}|${one.asked}|${one.listed}`);
  const pairs = labelled.length > 0 ? await measurePairs(inIt, threshold) : [];
  const simple = labelled.length > 0 ? await measurePairs(inIt, simpleThreshold, SimpleModel) : [];
  const read = async (one: string) => {
    const { name, people: all } = await readPeople(one);
    return { name, people: inPart(all, part, (person) => person.name) };
  };
  const people = await Promise.all(strangers.map(read));
  if (areCommonAsked) people.push(...commonPeople(part));
  const wanted = await Promise.all(listed.map(read));
  const isSearch = people.length + wanted.length + own > 0 || published.isEveryAsked;
  if (isSearch && published.lists.length === 0) {
    throw new RefusalError('lists_missing', 'Give --list ofac=sdn.xml (or another) to search in.');
  }
  const searched = isSearch ? await searchLists(published, people, wanted) : null;
  const text = [
    ...(pairs.length > 0 ? [pairsText(pairs), 'The simple model:', pairsText(simple)] : []),
    ...(searched ? searchedTexts(searched) : []),
  ].join('\n');
  return { ok: true, text, json: { threshold, part: part ?? null, pairs, simple, ...searched } };
}

/** Measures each pair by itself: one name is on a list of its own, and the other is searched. */
async function measurePairs(
  pairs: readonly LabelledPair[],
  threshold: number,
  Model: typeof NameIndex | typeof SimpleModel = NameIndex,
): Promise<PairsMeasured[]> {
  const measured = (['person', 'company'] as const).map((kind) => {
    return { kind, same: 0, found: 0, different: 0, falseHits: 0 };
  });
  for (const { kind, asked, listed, isSame } of pairs) {
    const index = new Model<true>(kind);
    await index.add(true, [listed]);
    const isFound = (await index.find(asked, threshold)).length > 0;
    const row = measured.find((one) => one.kind === kind)!;
    if (isSame) row.same++;
    else row.different++;
    if (isFound && isSame) row.found++;
    else if (isFound) row.falseHits++;
  }
  return measured;
}

/** Processor time of this process, and time on the clock, in milliseconds. */
interface Spent {
  processorMs: number;
  wallMs: number;
}

interface Searched {
  lists: string[];
  entries: number;
  /** Time from the import until the lists are searchable. */
  load: Spent;
  people: PeopleMeasured[];
  query: Spent;
  own: ListedMeasured[];
  every: Omit<ListedMeasured, 'simple'> | null;
}

/** Searches through a real database and the watchlist of the service. */
async function searchLists(
  { lists, own, isEveryAsked, part, threshold }: Published,
  strangers: readonly PeopleFile[],
  wanted: readonly PeopleFile[],
): Promise<Searched> {
  return inTemporaryFolder('watchlist', async (folder) => {
    const store = await openStore({
      databaseFile: path.join(folder, 'vestibule.sqlite'),
      closeTimeoutMs: 0,
    });
    try {
      let entries = 0;
      for (const list of lists) {
        const { source, file } = listOf(list);
        // A second list of the same publisher is named by its index.
        const isSecond = (await listWatchlists(store.db)).some((one) => one.source === source);
        const name = isSecond ? String(lists.indexOf(list)) : '';
        entries += (await importList(store.db, 'evaluate', { source, name, file })).entries;
      }
      const watchlist = new Watchlist(store.db);
      const load = stopwatch();
      await watchlist.refresh();
      const loaded = load();
      const door = { watchlist, threshold };
      const query = stopwatch();
      const people: PeopleMeasured[] = [];
      for (const file of strangers) {
        people.push(await measurePeople(door, file, false, 'name', byName));
        people.push(await measurePeople(door, file, false, 'and birth date', asIs));
        people.push(await measurePeople(door, file, false, 'initial', byInitial));
      }
      for (const file of wanted) {
        people.push(await measurePeople(door, file, true, 'name', byName));
      }
      const asked = people.reduce((sum, row) => sum + row.asked, 0);
      const spent = query();
      return {
        lists: [...lists],
        entries,
        load: loaded,
        people,
        query: {
          processorMs: spent.processorMs / Math.max(1, asked),
          wallMs: spent.wallMs / Math.max(1, asked),
        },
        own: own > 0 ? await measureListed(store.db, watchlist, threshold, own, part) : [],
        every: isEveryAsked ? await measureEvery(store.db, watchlist, threshold) : null,
      };
    } finally {
      await store.close();
    }
  });
}

const asIs = (one: SignedIn) => one;
const byName = ({ name }: SignedIn) => ({ name, birthDate: null });
/** "J. Smith" for "Jane Smith". */
const byInitial = ({ name }: SignedIn) => {
  const [given = '', ...others] = name.split(/\s+/);
  return { name: [`${[...given][0] ?? ''}.`, ...others].join(' '), birthDate: null };
};

async function measurePeople(
  { watchlist, threshold }: { watchlist: Watchlist; threshold: number },
  { name: file, people }: PeopleFile,
  areListed: boolean,
  written: string,
  as: (one: SignedIn) => SignedIn,
): Promise<PeopleMeasured> {
  let held = 0;
  let namesakes = 0;
  for (const { name, birthDate } of people.map(as)) {
    const asked = { name, birthDate, email: null, phone: null, company: null, country: null };
    const search = { lists: null, threshold, phoneCountry: 'US' };
    const hits = await watchlist.lookUp(asked, search);
    if (hits.length > 0) held++;
    if (hits.some((hit) => isNamesake(name, hit.name ?? ''))) namesakes++;
  }
  return { file, areListed, written, asked: people.length, held, namesakes };
}

/** Whether the given name has every word of the listed name, without particles. */
function isNamesake(asked: string, listed: string): boolean {
  const given = new Set(nameWords(asked).map(({ text }) => text));
  const words = nameWords(listed).filter(({ isParticle }) => !isParticle);
  return words.length > 1 && words.every(({ text }) => given.has(text));
}

function listOf(list: string): { source: ListSource; file: string } {
  const [name, file = ''] = list.split(/=(.*)/s);
  const source = listSources.find((one) => one === name);
  if (source !== undefined && file !== '') return { source, file };
  throw new RefusalError(
    'bad_option',
    `--list is a source and its file, like ofac=sdn.xml; sources are ${listSources.join(', ')}.`,
  );
}

/** @returns a function that returns the time since */
function stopwatch(): () => Spent {
  const before = process.cpuUsage();
  const started = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { processorMs: (user + system) / 1000, wallMs: performance.now() - started };
  };
}

function pairsText(measured: readonly PairsMeasured[]): string {
  const rows: (string | number)[][] = [];
  for (const { kind, same, found, different, falseHits } of measured) {
    if (same + different === 0) continue;
    const recall = same > 0 ? percent(found / same, 1) : '-';
    const rate = different > 0 ? percent(falseHits / different, 1) : '-';
    rows.push([
      kind === 'person' ? 'persons' : 'companies',
      same,
      found,
      recall,
      different,
      falseHits,
      rate,
    ]);
  }
  return table(['Pairs', 'Same', 'Found', 'Recall', 'Others', 'False', 'Rate'], rows);
}

function searchedTexts({ lists, entries, load, people, query, own, every }: Searched): string[] {
  const strangers = people.filter(({ areListed }) => !areListed);
  const wanted = people.filter(({ areListed }) => areListed);
  return [
    ...(strangers.length > 0 ? [strangersText(strangers), wrapText(aboutNamesakes)] : []),
    ...(wanted.length > 0 ? [wantedText(wanted)] : []),
    ...(own.length > 0 ? [ownText(own)] : []),
    ...(every ? [`Every name: ${every.found} of ${every.asked}. Not found:`, ...every.missed] : []),
    wrapText(
      `${count(entries)} entries of ${lists.length} lists were loaded in ${count(Math.round(load.processorMs))} ms of processor time (${count(Math.round(load.wallMs))} ms on the clock). A query takes ${query.processorMs.toFixed(1)} ms of it (${query.wallMs.toFixed(1)} ms).`,
    ),
  ];
}

const aboutNamesakes = 'Namesakes are those held who gave every word of a listed name.';

/** A longer file name would make the table wider than 80 columns. */
const longestFile = 20;

function strangersText(people: readonly PeopleMeasured[]): string {
  const rows = people.map(({ file, written, asked, held, namesakes }) => {
    const rate = ((1000 * held) / asked).toFixed(1);
    return [file.slice(0, longestFile), written, asked, held, rate, namesakes];
  });
  return table(['Strangers', 'Given', 'Asked', 'Held', 'In 1,000', 'Namesakes'], rows);
}

function ownText(own: readonly ListedMeasured[]): string {
  const rows = own.map(({ written, asked, found, simple }) => [
    ...[written, asked, found, asked > 0 ? percent(found / asked, 1) : '-', simple],
  ]);
  return table(['Listed, asked by', 'Asked', 'Found', 'Recall', 'Simple model'], rows);
}

function wantedText(people: readonly PeopleMeasured[]): string {
  const rows = people.map(({ file, written, asked, held }) => [
    ...[file.slice(0, longestFile), written, asked, held, percent(held / asked, 1)],
  ]);
  return table(['Listed people', 'Given', 'Asked', 'Found', 'Recall'], rows);
}
