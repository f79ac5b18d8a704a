import Table from 'cli-table3';
import path from 'node:path';
import { openStore } from '../../../../server/store/store.ts';
import { importList } from '../../../../server/watchlist/import-list.ts';
import { NameIndex } from '../../../../server/watchlist/matching/name-index.ts';
import { wordsOf } from '../../../../server/watchlist/matching/words.ts';
import { listSources, type ListSource } from '../../../../server/watchlist/sources.ts';
import { Watchlist } from '../../../../server/watchlist/watchlist.ts';
import { Refusal, type Answer } from '../../../terminal/answer.ts';
import { inTemporaryFolder } from '../../../terminal/temporary-folder.ts';
import { wrapped } from '../../../terminal/text.ts';
import { count, percent } from '../../statistics.ts';
import {
  readLabelledPairs,
  readPeople,
  type LabelledPair,
  type PeopleFile,
  type SignedIn,
} from './published-names.ts';

/** What others publish, to measure the door's own comparison with. */
export interface Published {
  pairs: string | undefined;
  /** Files of people who are not on the lists. */
  strangers: readonly string[];
  /** Files of people who are on them, written otherwise. */
  listed: readonly string[];
  /** `ofac=sdn.csv,alt.csv,add.csv` */
  lists: readonly string[];
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
  written: string;
  asked: number;
  held: number;
  /** Of those held, whose name has every word of a listed one: no birth date clears them. */
  namesakes: number;
}

/** @throws {Refusal} where a file cannot be used, or none was given to search in */
export async function measurePublished(published: Published): Promise<Answer> {
  const { pairs: file, strangers, listed, threshold } = published;
  const pairs =
    file === undefined ? [] : await measurePairs(await readLabelledPairs(file), threshold);
  const people = await Promise.all(strangers.map(readPeople));
  const wanted = await Promise.all(listed.map(readPeople));
  const isSearch = people.length + wanted.length > 0;
  if (isSearch && published.lists.length === 0) {
    throw new Refusal('lists_missing', 'Give --list ofac=sdn.xml (or another) to search in.');
  }
  const searched = isSearch ? await searchLists(published.lists, people, wanted, threshold) : null;
  const text = [
    ...(pairs.length > 0 ? [pairsText(pairs)] : []),
    ...(searched ? [peopleText(searched)] : []),
  ].join('\n');
  return { ok: true, text, json: { threshold, pairs, ...searched } };
}

/** Each pair by itself: the one name on a list of its own, the other asked for. */
async function measurePairs(
  pairs: readonly LabelledPair[],
  threshold: number,
): Promise<PairsMeasured[]> {
  const measured = (['person', 'company'] as const).map((kind) => {
    return { kind, same: 0, found: 0, different: 0, falseHits: 0 };
  });
  for (const { kind, asked, listed, isSame } of pairs) {
    const index = new NameIndex<true>(kind);
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

interface Searched {
  lists: string[];
  entries: number;
  loadMs: number;
  people: PeopleMeasured[];
  processorMs: number;
}

/** Through a real database and the watchlist that the door asks. */
async function searchLists(
  lists: readonly string[],
  strangers: readonly PeopleFile[],
  wanted: readonly PeopleFile[],
  threshold: number,
): Promise<Searched> {
  return inTemporaryFolder('watchlist', async (folder) => {
    const store = await openStore({
      databaseFile: path.join(folder, 'vestibule.sqlite'),
      closeTimeoutMs: 0,
    });
    try {
      let entries = 0;
      for (const list of lists) {
        const { source, files } = listOf(list);
        entries += (await importList(store.db, 'evaluate', { source, files })).entries;
      }
      const watchlist = new Watchlist(store.db);
      let before = process.cpuUsage();
      await watchlist.refresh();
      const loadMs = millisecondsSince(before);
      const door = { watchlist, threshold };
      before = process.cpuUsage();
      const people: PeopleMeasured[] = [];
      for (const { name: file, people: all } of strangers) {
        people.push(await measurePeople(door, file, 'name', all, byName));
        people.push(await measurePeople(door, file, 'name and birth date', all, asIs));
        people.push(await measurePeople(door, file, 'initial for given name', all, byInitial));
      }
      for (const { name: file, people: all } of wanted) {
        people.push(await measurePeople(door, file, 'listed, name', all, byName));
      }
      const asked = people.reduce((sum, row) => sum + row.asked, 0);
      return {
        lists: [...lists],
        entries,
        loadMs,
        people,
        processorMs: millisecondsSince(before) / asked,
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
  file: string,
  written: string,
  people: readonly SignedIn[],
  as: (one: SignedIn) => SignedIn,
): Promise<PeopleMeasured> {
  let held = 0;
  let namesakes = 0;
  for (const { name, birthDate } of people.map(as)) {
    const asked = { name, birthDate, email: null, phone: null, company: null, country: null };
    const search = { lists: null, by: ['name'] as const, threshold, phoneCountry: 'US' };
    const hits = await watchlist.lookUp(asked, search);
    if (hits.length > 0) held++;
    if (hits.some((hit) => isNamesake(name, hit.name ?? ''))) namesakes++;
  }
  return { file, written, asked: people.length, held, namesakes };
}

/** Whether every word of the listed name was given, particles aside. */
function isNamesake(asked: string, listed: string): boolean {
  const given = new Set(wordsOf(asked).map(({ text }) => text));
  const words = wordsOf(listed).filter(({ isParticle }) => !isParticle);
  return words.length > 1 && words.every(({ text }) => given.has(text));
}

function listOf(list: string): {
  source: ListSource;
  files: { main: string; alt?: string; add?: string };
} {
  const [name, files = ''] = list.split(/=(.*)/s);
  const source = listSources.find((one) => one === name);
  const [main, alt, add] = files.split(',');
  if (source === undefined || !main) {
    throw new Refusal(
      'bad_option',
      `--list is a source and its file, like ofac=sdn.csv,alt.csv,add.csv; sources are ${listSources.join(', ')}.`,
    );
  }
  return { source, files: { main, ...(alt ? { alt } : {}), ...(add ? { add } : {}) } };
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function pairsText(measured: readonly PairsMeasured[]): string {
  const table = new Table({
    head: ['Pairs', 'Same', 'Found', 'Recall', 'Others', 'False', 'Rate'],
    style: { head: [], border: [], compact: true },
  });
  for (const { kind, same, found, different, falseHits } of measured) {
    if (same + different === 0) continue;
    const recall = same > 0 ? percent(found / same, 1) : '-';
    const rate = different > 0 ? percent(falseHits / different, 1) : '-';
    table.push([
      kind === 'person' ? 'persons' : 'companies',
      same,
      found,
      recall,
      different,
      falseHits,
      rate,
    ]);
  }
  return table.toString();
}

function peopleText({ lists, entries, loadMs, people, processorMs }: Searched): string {
  const table = new Table({
    head: ['File', 'Given', 'Asked', 'Held', 'In 1,000', 'Namesakes'],
    style: { head: [], border: [], compact: true },
  });
  for (const { file, written, asked, held, namesakes } of people) {
    table.push([file, written, asked, held, ((1000 * held) / asked).toFixed(1), namesakes]);
  }
  return [
    table.toString(),
    wrapped(
      `${count(entries)} entries of ${lists.length} lists, loaded in ${loadMs.toFixed(0)} ms of processor time; a query takes ${processorMs.toFixed(1)} ms of it. Namesakes are those held who gave every word of a listed name; no birth date clears them.`,
    ),
  ].join('\n');
}
