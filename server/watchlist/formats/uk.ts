import { birthDatesIn } from '../birth-date.ts';
import { headedRows, type HeadedRow } from './csv.ts';
import {
  kindOf,
  listKinds,
  listedRecord,
  type ListEntry,
  type Format,
  type ListReader,
} from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

// The first of the three is what the UK Sanctions List has, the last OFSI's.
const kindColumn = ['Designation Type', 'Individual, Entity, Ship', 'Group Type'];
const referenceColumn = ['Unique ID', 'Group ID'];
const known = listKinds({ individual: 'person', entity: 'company', ship: 'other' });
const nameParts = ['Name 1', 'Name 2', 'Name 3', 'Name 4', 'Name 5', 'Name 6'];

interface Gathered {
  reference: string;
  kind: ListEntry['kind'];
  strong: string[];
  weak: string[];
  birthDates: string[];
  countries: string[];
}

/**
 * The UK Sanctions List (CSV), or OFSI's consolidated list (ConList.csv), which it replaced: a row for every name,
 * under the number of the listed person. The first row has the list's date.
 */
const read: ListReader = async function* ({ main, onRead }) {
  const byReference = new Map<string, Gathered>();
  let date: string | null = null;
  const onPreamble = (row: readonly string[]) => (date ??= dateText(row.join(' ')));
  const needed = [...nameParts, kindColumn, referenceColumn];
  const rows = headedRows({ file: main, needed, onPreamble, onRead });
  for await (const cell of rows) {
    const kind = kindOf(main, cell(...kindColumn), known);
    if (kind === 'other') continue;
    const reference = cell(...referenceColumn);
    let record = byReference.get(reference);
    if (!record) {
      record = { reference, kind, strong: [], weak: [], birthDates: [], countries: [] };
      byReference.set(reference, record);
    }
    addTo(record, cell);
  }
  if (date) yield { date };
  for (const { strong, weak, ...one } of byReference.values()) {
    yield listedRecord({ ...one, names: { strong, weak } });
  }
};

export const ukCsv: Format = { begins: /^(?:[^\n]*\n){0,3}[^\n]*\bName 6\b/, read };

function addTo(record: Gathered, cell: HeadedRow): void {
  const names = [
    nameParts.map((part) => cell(part)).join(' '),
    cell('Name non-latin script', 'Name Non-Latin Script'),
  ];
  const isWeak = isWeakAlias(cell('Alias strength', 'Alias Quality'));
  (isWeak ? record.weak : record.strong).push(...names);
  record.birthDates.push(...birthDatesIn(cell('D.O.B', 'DOB')));
  record.countries.push(...countriesIn(cell('Nationality(/ies)', 'Nationality')));
}

/** @param quality `Good quality a.k.a`, `Low quality a.k.a`, `Low` */
function isWeakAlias(quality: string): boolean {
  return /^low/i.test(quality.trim());
}

/** Several in one cell: `(1) German (2) Moroccan`, `1) Uzbek 2) Afghan`, `France|Mali`. */
function countriesIn(text: string): string[] {
  return text.split(/\(?\d\)|[;|]/u);
}

/** The UK Sanctions List as XML. */
export const ukXml = xmlList({
  root: 'Designations',
  entries: ['Designation'],
  about: ['DateGenerated'],
  dateIn: ({ text }) => dateText(text),
  known,
  kindSaid: (entry) => entry.at('IndividualEntityShip') || entry.at('DesignationType'),
  read: (entry) => {
    const isWeak = (name: Element) => isWeakAlias(name.at('AliasStrength'));
    const { strong, weak } = byStrength(entry.all('Names', 'Name'), isWeak, nameOf);
    const inOtherScripts = entry
      .all('NonLatinNames', 'NonLatinName')
      .map((name) => name.at('NameNonLatinScript'));
    const details = entry.all('IndividualDetails', 'Individual');
    const textsAt = (...path: string[]) =>
      details.flatMap((person) => person.all(...path)).map(({ text }) => text);
    return {
      reference: entry.at('UniqueID'),
      names: { strong: [...strong, ...inOtherScripts], weak },
      birthDates: textsAt('DOBs', 'DOB').flatMap((date) => birthDatesIn(date)),
      countries: textsAt('Nationalities', 'Nationality').flatMap(countriesIn),
    };
  },
});

function nameOf(name: Element): string {
  return [1, 2, 3, 4, 5, 6].map((number) => name.at(`Name${number}`)).join(' ');
}
