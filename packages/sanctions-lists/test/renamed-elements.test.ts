import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { packageFolder } from '#base/files';
import {
  compareListStates,
  ListError,
  readList,
  type ListedRecord,
  type ListSource,
} from '../index.ts';

const lists: { source: ListSource; file: string }[] = [
  { source: 'ofac', file: 'sdn.xml' },
  { source: 'ofac', file: 'sdn_enhanced.xml' },
  { source: 'csl', file: 'csl.csv' },
  { source: 'un', file: 'un.xml' },
  { source: 'eu', file: 'eu.xml' },
  { source: 'uk', file: 'uk.xml' },
  { source: 'ca', file: 'sema.xml' },
  { source: 'ch', file: 'seco.xml' },
  { source: 'opensanctions', file: 'opensanctions.csv' },
  { source: 'opensanctions', file: 'opensanctions.nested.json' },
];
/** Elements whose renaming loses no name, date or country. */
const saysAsMuch: Record<string, readonly string[]> = {
  'seco.xml': [
    // Each spelling stays in the list, beside the parts in the same language.
    'script',
    // Entries that were removed are on the list again: more visitors are held, and none fewer.
    'modification',
    'modification-type',
  ],
  // Relatives of listed people are on the list, too: more visitors are held, and none fewer.
  'opensanctions.nested.json': ['target'],
};
/** Repeats the short made lists, because one change in a list of two would not count as a changed format. */
const copies = 20;

async function read(source: ListSource, file: string): Promise<ListedRecord[]> {
  const records: ListedRecord[] = [];
  for await (const found of readList(source, { file })) {
    if ('names' in found) records.push(found);
  }
  return records;
}

function copied(records: readonly ListedRecord[]): ListedRecord[] {
  return Array.from({ length: copies }, (_, copy) =>
    records.map((one) => ({ ...one, reference: `${one.reference} ${copy}` })),
  ).flat();
}

/** Elements and attributes of XML, keys of JSON, columns of CSV. */
function namesOf(text: string, file: string): string[] {
  if (file.endsWith('.csv')) return text.split('\n')[0]!.replaceAll('"', '').trim().split(',');
  const named = file.endsWith('.json')
    ? text.matchAll(/"(\w+)":/g)
    : text.matchAll(/<([A-Za-z_][\w-]*)|\s([A-Za-z_][\w-]*)=/g);
  return [...new Set([...named].map(([, one, other]) => one ?? other ?? ''))];
}

function renamed(text: string, name: string, file: string): string {
  if (file.endsWith('.csv')) {
    const [heading = '', ...rows] = text.split('\n');
    const own = new RegExp(`(^|,)("?)${name}(?="?(,|\\s*$))`);
    return [heading.replace(own, '$1$2renamed'), ...rows].join('\n');
  }
  if (file.endsWith('.json')) return text.replaceAll(`"${name}":`, '"renamed":');
  return text
    .replace(new RegExp(`(</?)${name}(?=[\\s/>])`, 'g'), '$1renamed')
    .replace(new RegExp(`(\\s)${name}(?==)`, 'g'), '$1renamed');
}

async function outcomeOf(source: ListSource, file: string, before: readonly ListedRecord[]) {
  try {
    const after = await read(source, file);
    const nameless = after.filter(({ names, weakNames }) => names.length + weakNames.length === 0);
    const isRefused = nameless.length > 0 || !after.some(({ kind }) => kind !== 'company');
    if (isRefused || after.length < before.length) return 'refused';
    if (JSON.stringify(after) === JSON.stringify(before)) return 'the same';
    const old = new Map(copied(before).map((one) => [one.reference, one]));
    const loss = compareListStates(old, copied(after));
    if (loss) return `less: ${loss.lost.join(', ')}`;
    // Each entry has another number, so the service takes the list for another one.
    const kept = after.filter(({ reference }) => before.some((one) => one.reference === reference));
    return kept.length < before.length / 2 ? 'another list' : JSON.stringify(after);
  } catch (error) {
    return error instanceof ListError ? 'refused' : `${String(error)}`;
  }
}

async function tryAll(t: Test, source: ListSource, file: string): Promise<void> {
  const original = path.join(packageFolder('sanctions-lists/test/lists'), file);
  const text = await readFile(original, 'utf8');
  const before = await read(source, original);
  const names = namesOf(text, file);
  t.ok(names.length > 5, `${file} has names to change`);
  const outcomes: Record<string, string> = {};
  for (const name of names) {
    const changed = path.join(t.testdir(), file);
    await writeFile(changed, renamed(text, name, file));
    outcomes[name] = await outcomeOf(source, changed, before);
  }
  const unnoticed = Object.entries(outcomes)
    .filter(([, outcome]) => !/^(the same|refused|less: .+|another list)$/.test(outcome))
    .map(([name]) => name);
  t.same(
    unnoticed,
    saysAsMuch[file] ?? [],
    `${file}: each change is refused, compared, or of no account`,
  );
  const noticed = Object.values(outcomes).filter((outcome) => outcome !== 'the same');
  t.ok(noticed.length > 3, `${file}: ${JSON.stringify(outcomes)}`);
}

for (const { source, file } of lists) {
  t.test(`any one element of ${file} that is renamed is noticed`, (t) => tryAll(t, source, file));
}
